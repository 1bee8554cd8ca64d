"""The outside's addresses alone (BANLI_FACE=outside): what a deputy's phone reaches, and nothing of the desk."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="outside:verify_ask"), name="outside_home"),
    path("", include("replies.urls_outside")),
]
handler404 = "replies.mine.pages.lost_outside"
handler400 = "proposals.web.errors.bad_request_page"
handler500 = "proposals.web.outage.failed_page"
