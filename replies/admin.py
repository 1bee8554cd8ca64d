"""The queue of background work is no page for anybody: what it did is told where it was ordered."""

from django.contrib import admin
from django_tasks_db.models import DBTaskResult

admin.site.unregister(DBTaskResult)
