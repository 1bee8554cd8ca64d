"""The desk's addresses alone (BANLI_FACE=desk): staff, leaders, the district office; on the intranet."""

from django.urls import include, path

from proposals.watch.views import is_alive, is_ready

urlpatterns = [
    path("healthz", is_alive, name="healthz"),
    path("readyz", is_ready, name="readyz"),
    path("", include("replies.desk.urls")),
    path("", include("proposals.urls")),
    path("office/", include("proposals.administration.urls")),
    path("", include("replies.urls")),
]
handler400 = "proposals.web.errors.bad_request_page"
handler500 = "proposals.web.outage.failed_page"
