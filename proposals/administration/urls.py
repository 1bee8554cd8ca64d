"""The addresses of 系统管理, under /office/."""

from django.urls import path

from proposals.administration.people import views as people

urlpatterns = [
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
