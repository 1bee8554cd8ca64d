"""Every address in one process (BANLI_FACE=all): the desk's and the outside's."""

from django.urls import include, path

from config.urls_desk import urlpatterns as desk

urlpatterns = [*desk, path("", include("replies.urls_outside"))]
handler404 = "replies.mine.pages.lost_page"
handler400 = "proposals.web.errors.bad_request_page"
handler500 = "proposals.web.outage.failed_page"
