"""The addresses of the suggestion's side: the door, the worklist, the case, files, intake."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from proposals.views import (
    calendar,
    case,
    cases,
    dates,
    decisions,
    door,
    extensions,
    files,
    intake,
    notices,
    worklist,
)

urlpatterns = [
    path("", worklist.worklist, name="worklist"),
    path("sign-in/", door.sign_in, name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("password/", door.PasswordChange.as_view(), name="password_change"),
    path("cases/", cases.cases, name="cases"),
    path("cases/export/", cases.export, name="export_cases"),
    path("cases/views/", cases.save_view, name="save_view"),
    path("cases/views/<int:pk>/", cases.change_view, name="change_view"),
    path("cases/<int:pk>/", case.case, name="case"),
    path("cases/<int:pk>/tab/<slug:tab>/", case.case_tab, name="case_tab"),
    path("cases/<int:pk>/do/<slug:name>/", case.do, name="do"),
    path("cases/<int:pk>/term/", dates.widen, name="widen"),
    path("cases/<int:pk>/extension/", extensions.extend, name="extend"),
    path("cases/<int:pk>/hand-on/", decisions.hand_on, name="hand_on"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("extensions/", extensions.listed, name="extensions"),
    path("extensions/<int:pk>/", extensions.extension, name="extension"),
    path("extensions/<int:pk>/told/", extensions.tell, name="extension_tell"),
    path("attachments/<int:pk>/", files.attachment, name="attachment"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/day/", calendar.change_day, name="calendar_day"),
    path("calendar/load/<int:number>/", calendar.load_year, name="calendar_load"),
    path("calendar/limits/<int:pk>/", calendar.change_limit, name="limit"),
    path("calendar/changes/<int:pk>/", calendar.change, name="calendar_change"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="notices_read"),
    path("notices/<int:pk>/read/", notices.read, name="notice_read"),
    path("intake/", intake.by_hand, name="intake"),
    path("intake/lists/", intake.upload, name="intake_list"),
    path("intake/lists/<int:pk>/", intake.preview, name="intake_preview"),
    path("intake/template.xlsx", intake.template_file, name="intake_template"),
]
