"""The addresses of 办理情况报告."""

from django.urls import path

from replies.reports import views
from replies.reports.asks.urls import ASKS

ADDRESSES = [
    path("work-reports/", views.work_reports_page, name="work_reports"),
    path("work-reports/<int:pk>/", views.work_report_page, name="work_report"),
    path("work-reports/<int:pk>/save/", views.save_work_report, name="work_report_save"),
    path("work-reports/<int:pk>/texts/<int:row>/", views.work_report_text, name="work_report_text"),
    path("work-reports/<int:pk>/until/", views.choose_report_end, name="work_report_until"),
    path("work-reports/<int:pk>/make/", views.make_work_report, name="work_report_make"),
    path("work-reports/<int:pk>/compare/", views.compare_work_report, name="work_report_compare"),
    path("work-reports/<int:pk>/versions/<int:number>/", views.work_report_version, name="work_report_version"),
    path(
        "work-reports/<int:pk>/versions/<int:number>/progress/",
        views.work_report_progress,
        name="work_report_progress",
    ),
    path(
        "work-reports/<int:pk>/versions/<int:number>/again/", views.make_work_report_again, name="work_report_again"
    ),
    *ASKS,
    *(
        path(
            f"work-reports/<int:pk>/versions/<int:number>/report.{form}",
            views.work_report_file,
            {"form": form},
            name=f"work_report_{form}",
        )
        for form in ("pdf", "docx")
    ),
]
