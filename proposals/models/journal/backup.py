"""Every backup that was made, and every restore that was tried with one."""

from django.db import models
from django.db.models import F, Q


class BackupRun(models.Model):
    """One backup, or one drill: a backup restored into a scratch database and proved. `place` is the file; `sha256`
    and `size` are its own; `number` how far the journal goes in it. `failure` is the sentence that says why it did
    not succeed, "" where it did; `said` what a drill proved. A run that was killed leaves no row: the age of the last
    good one tells."""

    append_only = True

    class Kind(models.TextChoices):
        BACKUP = "backup", "备份"
        DRILL = "drill", "恢复演练"

    kind = models.CharField("种类", max_length=6, choices=Kind)
    begun_at = models.DateTimeField("开始")
    at = models.DateTimeField("结束")
    place = models.CharField("文件", max_length=300)
    size = models.PositiveBigIntegerField("字节", default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    number = models.PositiveBigIntegerField("总账到第几笔", default=0)
    files = models.PositiveIntegerField("文件数", default=0)
    said = models.TextField("证明了什么", blank=True)
    failure = models.TextField("没有成功的原因", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "备份和恢复演练"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="backup_run_kind_known", condition=Q(kind__in=["backup", "drill"])),
            models.CheckConstraint(name="backup_run_names_place", condition=~Q(place="")),
            models.CheckConstraint(name="backup_run_ends_after_begin", condition=Q(at__gte=F("begun_at"))),
            models.CheckConstraint(
                name="backup_run_good_is_whole", condition=~Q(failure="") | (~Q(sha256="") & Q(size__gt=0))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.place}"
