"""How the database is built: what each migration left, sealed, so that what is built otherwise is found."""

from django.db import models

from proposals.models.journal.seal import Sealed


class SchemaVersion(Sealed):
    """Tables, columns, constraints, indexes and views as they stood when the program had migrated, each with the
    SHA-256 of its definition; and the migrations that had been applied. `reason`: why somebody at the server had it
    written down (verify_audit --accept-schema), "" after a migration."""

    append_only = True

    at = models.DateTimeField("时间")
    objects_there = models.JSONField("结构", default=dict)
    migrations = models.JSONField("迁移", default=list)
    reason = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "数据库结构"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
