"""The addresses of 系统管理, under /office/."""

from django.urls import path

from proposals.administration.people import views as people
from proposals.administration.records import views as records
from proposals.administration.roles import views as roles

urlpatterns = [
    path("roles/", roles.roles_page, name="roles"),
    path("roles/decided/", roles.decided_page, name="roles_decided"),
    path("roles/held/", roles.held_page, name="roles_held"),
    path("roles/held/<int:pk>/end/", roles.end_page, name="role_end"),
    path("records/", records.events_page, name="records"),
    path("records/file/", records.export_events, name="records_file"),
    path("sign-ins/", records.sign_ins_page, name="sign_ins"),
    path("sign-ins/file/", records.export_sign_ins, name="sign_ins_file"),
    path("exports/", records.exports_page, name="exports"),
    path("exports/file/", records.export_exports, name="exports_file"),
    path("people/", people.people_page, name="people"),
    path("people/file/", people.export_people, name="people_file"),
    path("people/new/", people.add_person_page, name="person_new"),
    path("people/<int:pk>/", people.person_page, name="person"),
    path("people/<int:pk>/edit/", people.change_person_page, name="person_edit"),
    path("people/<int:pk>/out/", people.take_out_page, name="person_out"),
    path("people/<int:pk>/back/", people.bring_person_back, name="person_back"),
    path("people/<int:pk>/password/", people.give_password_page, name="person_password"),
    path("people/<int:pk>/phones/", people.show_phones, name="person_phones"),
    path("people/<int:pk>/roles/", people.change_roles, name="person_roles"),
]
