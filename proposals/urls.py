"""The addresses of the suggestion's side: the door, the worklist, the case, files, intake."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from proposals.views import files

urlpatterns = [
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("attachments/<int:pk>/", files.attachment, name="attachment"),
]
