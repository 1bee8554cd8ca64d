"""The queue of background work has no page: its results are shown where the work was ordered."""

from django.contrib import admin
from django_tasks_db.models import DBTaskResult

admin.site.unregister(DBTaskResult)
