"""The desk's addresses alone (BANLI_FACE=desk): staff, leaders, the district office; on the intranet."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("replies.desk.urls")),
    path("", include("proposals.urls")),
    path("office/", include("proposals.administration.urls")),
    path("", include("replies.urls")),
    path("admin/", admin.site.urls),
]
