"""The addresses of what units are asked to report."""

from django.urls import path

from replies.reports.asks import views

FORMS = (views.PDF, views.DOCX, views.ORIGINAL)
ASKS = [
    path("report-asks/new/", views.new_report_ask, name="report_ask_new"),
    path("report-asks/<int:pk>/", views.report_ask_page, name="report_ask"),
    path("report-asks/<int:pk>/urge/", views.urge_report_units, name="report_ask_urge"),
    path("report-asks/<int:pk>/withdraw/", views.withdraw_report_ask, name="report_ask_withdraw"),
    path("report-asks/<int:pk>/list.xlsx", views.report_ask_list, name="report_ask_list"),
    path("report-asks/<int:pk>/reports.zip", views.report_ask_files, name="report_ask_files"),
    path("report-asks/<int:pk>/texts/", views.report_ask_texts, name="report_ask_texts"),
    path("asked-reports/<int:pk>/", views.asked_report_page, name="asked_report"),
    path("asked-reports/<int:pk>/write/", views.write_asked_report, name="asked_report_write"),
    path("asked-reports/<int:pk>/hand-in/", views.hand_in_page, name="asked_report_hand_in"),
    path(
        "asked-reports/<int:pk>/hand-in/file/",
        views.hand_in_page,
        {"as_file": True},
        name="asked_report_hand_in_file",
    ),
    path("asked-reports/<int:pk>/settle/", views.settle_asked_report, name="asked_report_settle"),
    *(
        path(
            f"asked-reports/<int:pk>/steps/<int:number>/report.{form}"
            if form != views.ORIGINAL
            else "asked-reports/<int:pk>/steps/<int:number>/original/",
            views.handed_file,
            {"form": form},
            name=f"asked_report_{form}",
        )
        for form in FORMS
    ),
]
