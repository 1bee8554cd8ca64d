"""The addresses of 系统管理, under /office/."""

from django.urls import path

from proposals.administration.deputies import views as deputies
from proposals.administration.factors import lost_views as lost
from proposals.administration.factors import views as factors
from proposals.administration.identities import views as identities
from proposals.administration.people import views as people
from proposals.administration.records import views as records
from proposals.administration.roles import views as roles
from proposals.administration.sessions import views as sessions
from proposals.administration.setup import views as setup
from proposals.administration.units import views as units
from proposals.administration.workbooks import views as workbooks

urlpatterns = [
    path("identities/", identities.identities_page, name="identities"),
    path("identities/wait/", identities.waiting_page, name="identity_wait"),
    path("factors/", lost.resets_page, name="factor_resets"),
    path("factors/<int:pk>/", lost.decide_reset_page, name="factor_reset"),
    path("factor-rules/", factors.factor_rules_page, name="factor_rules"),
    path("roles/", roles.roles_page, name="roles"),
    path("roles/decided/", roles.decided_page, name="roles_decided"),
    path("roles/held/", roles.held_page, name="roles_held"),
    path("roles/held/file/", roles.export_held, name="roles_held_file"),
    path("roles/decided/file/", roles.export_decided, name="roles_decided_file"),
    path("roles/held/<int:pk>/end/", roles.end_page, name="role_end"),
    path("records/", records.record_page, {"record": records.EVENTS}, name="records"),
    path("records/file/", records.record_file, {"record": records.EVENTS}, name="records_file"),
    path("sign-ins/", records.record_page, {"record": records.SIGN_INS}, name="sign_ins"),
    path("sign-ins/file/", records.record_file, {"record": records.SIGN_INS}, name="sign_ins_file"),
    path("exports/", records.record_page, {"record": records.EXPORTS}, name="exports"),
    path("exports/file/", records.record_file, {"record": records.EXPORTS}, name="exports_file"),
    path("deputies/", deputies.deputies_page, name="deputies"),
    path("deputies/new/", deputies.add_deputy_page, name="deputy_new"),
    path("deputies/<int:pk>/", deputies.deputy_page, name="deputy"),
    path("deputies/<int:pk>/edit/", deputies.change_deputy_page, name="deputy_edit"),
    path("deputies/<int:pk>/phone/", deputies.show_deputy_phone, name="deputy_phone"),
    path("deputies/<int:pk>/left/", deputies.deputy_left_page, name="deputy_left"),
    path("deputies/<int:pk>/returned/", deputies.deputy_returned_page, name="deputy_returned"),
    path("deputies/<int:pk>/into/<int:other>/", deputies.merge_deputy_page, name="deputy_merge"),
    path("sessions/", sessions.sessions_page, name="sessions"),
    path("sessions/new/", sessions.add_session_page, name="session_new"),
    path("sessions/<int:pk>/", sessions.session_page, name="session"),
    path("workbooks/<str:book>/", workbooks.workbook_page, name="workbook"),
    path("workbooks/<str:book>/confirm/", workbooks.confirm_workbook, name="workbook_confirm"),
    path("workbooks/<str:book>/empty/", workbooks.empty_workbook, name="workbook_empty"),
    path("workbooks/<str:book>/file/", workbooks.export_workbook, name="workbook_file"),
    path("setup/", setup.setup_page, name="setup"),
    path("setup/first/", setup.first_page, name="setup_first"),
    path("setup/sheet/", setup.test_sheet, name="setup_sheet"),
    path("setup/calendar/", setup.load_calendar, name="setup_calendar"),
    path("setup/look/<str:look>/", setup.setup_look, name="setup_look"),
    path("units/", units.units_page, name="units"),
    path("letterheads/", units.letterheads_page, name="letterheads"),
    path("units/new/", units.add_unit_page, name="unit_new"),
    path("units/<int:pk>/", units.unit_page, name="unit"),
    path("units/<int:pk>/edit/", units.change_unit_page, name="unit_edit"),
    path("units/<int:pk>/out/", units.take_unit_out_page, name="unit_out"),
    path("units/<int:pk>/back/", units.bring_unit_back_page, name="unit_back"),
    path("people/", people.people_page, name="people"),
    path("people/file/", people.export_people, name="people_file"),
    path("people/passwords/", people.give_passwords_page, name="people_passwords"),
    path("people/new/", people.add_person_page, name="person_new"),
    path("people/<int:pk>/", people.person_page, name="person"),
    path("people/<int:pk>/edit/", people.change_person_page, name="person_edit"),
    path("people/<int:pk>/out/", people.take_out_page, name="person_out"),
    path("people/<int:pk>/back/", people.bring_person_back, name="person_back"),
    path("people/<int:pk>/password/", people.give_password_page, name="person_password"),
    path("people/<int:pk>/phones/", people.show_phones, name="person_phones"),
    path("people/<int:pk>/roles/", people.change_roles, name="person_roles"),
]
