"""The addresses of 回访 at the desk."""

from django.urls import path

from replies.revisits import views

ADDRESSES = [
    path("revisits/", views.revisits_page, name="revisits"),
    path("revisits/questions/", views.revisit_questions_page, name="revisit_questions"),
    path("revisits/questions/<int:pk>/retire/", views.retire_question_page, name="revisit_question_retire"),
    path("revisits/<int:pk>/", views.revisit_page, name="revisit"),
    path("revisits/<int:pk>/end/", views.end_revisit_page, name="revisit_end"),
    path("revisits/<int:pk>/sheets.pdf", views.revisit_paper, name="revisit_paper"),
    path("revisits/asked/<int:pk>/", views.revisit_answer_page, name="revisit_answer"),
    path("revisits/asked/<int:pk>/link/", views.revisit_link_page, name="revisit_link"),
]
