"""The addresses of the suggestion's side: signing in, dates, files, notices, intake."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from proposals.administration.factors.own_views import own_factor_page
from proposals.administration.factors.views import bind_page, factor_page, key_question
from proposals.administration.own_password import PasswordChange
from proposals.administration.signed_in.views import own_sessions_page
from proposals.administration.ways_in.office import office_sign_in, office_sign_in_back
from proposals.administration.ways_in.ukey import ukey_sign_in
from proposals.approvals.views import approvals_page
from proposals.archive.views import archive_page
from proposals.audit.views import audit_file, audit_lines, audit_page, audit_prove
from proposals.deadlines.views import (
    calendar_change_page,
    calendar_file,
    calendar_page,
    change_counting,
    change_day,
    change_decider,
    change_limit,
    change_several,
    load_year,
    widen_page,
)
from proposals.erasures.views import erase_page, erasure_page, erasures_page, tick_backup_page
from proposals.extensions.views import extend_page, extension_notice_page, extension_page, extensions_page
from proposals.heads.views import heads_page, take_head_in
from proposals.intake.alias_views import name_units
from proposals.intake.mapping.views import map_list
from proposals.intake.views import by_hand, preview_list, template_file, upload_list
from proposals.notices.views import mark_all_read, mark_read, notice_settings, notices_page
from proposals.registration.views import correct_page
from proposals.returns.objection_views import objection_new_page, objection_page
from proposals.returns.views import consent_back_page, decisions_page, hand_on_page
from proposals.watch.views import state_page
from proposals.web import sign_in

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/office/", office_sign_in, name="office_sign_in"),
    path("sign-in/office/back/", office_sign_in_back, name="office_sign_in_back"),
    path("sign-in/ukey/", ukey_sign_in, name="ukey_sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("factor/", factor_page, name="factor"),
    path("factor/new/", bind_page, name="factor_new"),
    path("factor/key/", key_question, name="factor_key"),
    path("factor/own/", own_factor_page, name="factor_own"),
    path("signed-in/", own_sessions_page, name="own_sessions"),
    path("office/state/", state_page, name="server_state"),
    path("office/heads/", heads_page, name="heads"),
    path("heads/", take_head_in, name="heads_in"),
    path("archive/", archive_page, name="archive"),
    path("office/audit/", audit_page, name="audit"),
    path("office/audit/file/", audit_file, name="audit_file"),
    path("office/audit/lines/", audit_lines, name="audit_lines"),
    path("office/audit/prove/", audit_prove, name="audit_prove"),
    path("erasures/", erasures_page, name="erasures"),
    path("erasures/<int:pk>/", erasure_page, name="erasure"),
    path("erasures/<int:pk>/backups/<int:run>/", tick_backup_page, name="erasure_backup"),
    path("cases/<int:pk>/erase/", erase_page, name="erase"),
    path("password/", PasswordChange.as_view(), name="password_change"),
    path("cases/<int:pk>/correct/", correct_page, name="correct"),
    path("cases/<int:pk>/term/", widen_page, name="widen"),
    path("cases/<int:pk>/extension/", extend_page, name="extend"),
    path("cases/<int:pk>/hand-on/", hand_on_page, name="hand_on"),
    path("cases/<int:pk>/objection/", objection_new_page, name="objection_new"),
    path("objections/<int:pk>/", objection_page, name="objection"),
    path("consents/<int:pk>/back/", consent_back_page, name="consent_back"),
    path("decisions/", decisions_page, name="decisions"),
    path("extensions/", extensions_page, name="extensions"),
    path("extensions/<int:pk>/", extension_page, name="extension"),
    path("extensions/<int:pk>/told/", extension_notice_page, name="extension_tell"),
    path("calendar/", calendar_page, name="calendar"),
    path("calendar/file/<int:number>/", calendar_file, name="calendar_file"),
    path("calendar/day/", change_day, name="calendar_day"),
    path("calendar/load/<int:number>/", load_year, name="calendar_load"),
    path("calendar/limits/<int:pk>/", change_limit, name="limit"),
    path("calendar/counting/", change_counting, name="counting"),
    path("calendar/several/", change_several, name="several"),
    path("calendar/deciders/<slug:matter>/<slug:body>/", change_decider, name="decider"),
    path("calendar/changes/<int:pk>/", calendar_change_page, name="calendar_change"),
    path("approval/", approvals_page, name="approvals"),
    path("notices/", notices_page, name="notices"),
    path("notices/settings/", notice_settings, name="notice_settings"),
    path("notices/read/", mark_all_read, name="notices_read"),
    path("notices/<int:pk>/read/", mark_read, name="notice_read"),
    path("intake/", by_hand, name="intake"),
    path("intake/lists/", upload_list, name="intake_list"),
    path("intake/lists/<int:pk>/", preview_list, name="intake_preview"),
    path("intake/lists/<int:pk>/columns/", map_list, name="intake_columns"),
    path("intake/lists/<int:pk>/units/", name_units, name="intake_aliases"),
    path("intake/template.xlsx", template_file, name="intake_template"),
]
