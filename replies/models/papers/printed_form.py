"""What was issued: the frozen snapshot and the bytes printed from it."""

from itertools import groupby
from typing import Self

from django.db import models
from django.db.models import Q

from proposals.models.kept.beside import KeptPrefetches
from replies.models.reply import Reply


def printed_path(printed: "PrintedForm", filename: str) -> str:
    return f"printed/{printed.reply.case_id}/{printed.verification}.pdf"


class PrintedFormQuerySet(KeptPrefetches["PrintedForm"]):
    def standing(self) -> Self:
        """Those whose signature was not taken back: what counts as issued."""
        return self.filter(taken_back_at__isnull=True)


class PrintedForm(models.Model):
    """A form frozen at sign-off or at the end of a round. The snapshot is written in the transaction of the
    step; the bytes are rendered after it, once, and served for ever after (`sha256` is theirs). Where the signature
    was taken back (撤回签发) it stays in the record, and the next one is issued under a code of its own."""

    class Occasion(models.TextChoices):
        SIGNED = "signed", "签发"
        CLOSED = "closed", "报送办结"

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="printed")
    version = models.PositiveSmallIntegerField("版次")
    occasion = models.CharField("缘由", max_length=8, choices=Occasion)
    verification = models.CharField("核验码", max_length=20, unique=True)
    snapshot = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    taken_back_at = models.DateTimeField("撤回时间", null=True, blank=True)
    pdf = models.FileField(upload_to=printed_path, blank=True, max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)

    objects = PrintedFormQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "定稿打印件"
        ordering = ["reply_id", "version"]
        constraints = [
            models.UniqueConstraint(
                name="printed_version_once", fields=["reply", "version"], condition=Q(taken_back_at__isnull=True)
            ),
            models.CheckConstraint(
                name="printed_taken_back_was_signed", condition=Q(taken_back_at__isnull=True) | Q(occasion="signed")
            ),
            models.CheckConstraint(name="printed_occasion_known", condition=Q(occasion__in=["signed", "closed"])),
            models.CheckConstraint(
                name="printed_bytes_are_hashed", condition=Q(pdf="", sha256="") | (~Q(pdf="") & ~Q(sha256=""))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reply} · 定稿{self.version}"

    @property
    def printings(self) -> list[list[models.Model]]:
        """Its printouts (print_job.Printout), those that were printed at once together, in the order of time."""
        rows = groupby(self.printouts.all(), key=lambda row: (row.at, row.by_id, row.job_id))
        return [list(together) for _, together in rows]
