"""The desk's addresses alone (BANLI_FACE=desk): staff, leaders, the district office; on the intranet."""

from django.urls import include, path

urlpatterns = [
    path("", include("replies.desk.urls")),
    path("", include("proposals.urls")),
    path("office/", include("proposals.administration.urls")),
    path("", include("replies.urls")),
]
handler500 = "proposals.web.outage.failed_page"
