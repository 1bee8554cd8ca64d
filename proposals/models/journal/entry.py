"""总账: one gapless sequence of entries over both apps, each bound to the one before by its hash."""

import datetime as dt
import hashlib
import json

from django.db import models
from django.db.models import Q

from proposals.models.journal.seal import LONGEST

ALGORITHM = 1


class JournalEntry(models.Model):
    """One entry. ROW: the columns of a row that never change again have this digest; there is one for each part of a
    row (`part`), for ever. STATE: the columns that a step may change now say what `facts["values"]` says. GONE: the
    row is no longer there. `about` is what a row belongs to (suggestion:12, user:5); `facts["by"]` are the numbers of
    the entries, of the same run, of what was done about it: an act explains what came with it. `run` is the number of
    the first entry that was written together with this one; what the first run of all finds needs no act.

    Rows are written by enter_rows() of proposals.journal.enter only.
    """

    append_only = True

    class Kind(models.TextChoices):
        ROW = "row", "内容"
        STATE = "state", "现状"
        GONE = "gone", "撤下"

    number = models.PositiveBigIntegerField("第几笔", primary_key=True)
    at = models.DateTimeField("时间")
    run = models.PositiveBigIntegerField("同时入账的第一笔")
    kind = models.CharField("种类", max_length=5, choices=Kind)
    table = models.CharField("表", max_length=63)
    row = models.CharField("行", max_length=40)
    part = models.CharField("哪一部分", max_length=20, blank=True)
    about = models.CharField("关于", max_length=40, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "总账"
        ordering = ["number"]
        indexes = [models.Index(name="journal_by_row", fields=["table", "row", "part"])]
        constraints = [
            models.UniqueConstraint(
                name="journal_part_once", fields=["table", "row", "part"], condition=Q(kind="row")
            ),
            models.CheckConstraint(name="journal_counts_from_one", condition=Q(number__gte=1, run__gte=1)),
            models.CheckConstraint(name="journal_kind_known", condition=Q(kind__in=["row", "state", "gone"])),
            models.CheckConstraint(name="journal_says_what", condition=Q(kind="gone") | ~Q(digest="")),
        ]

    def __str__(self) -> str:
        return f"第{self.number}笔"

    def computed_hash(self) -> str:
        """The SHA-256, in hex, of every fact of the entry and the hash before it, as JSON with sorted keys."""
        facts = {
            "algorithm": ALGORITHM,
            "number": self.number,
            "at": self.at.astimezone(dt.UTC).isoformat(),
            "run": self.run,
            "kind": self.kind,
            "table": self.table,
            "row": self.row,
            "part": self.part,
            "about": self.about,
            "digest": self.digest,
            "facts": self.facts,
            "previous": self.previous_hash,
        }
        text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class JournalHead(models.Model):
    """How many entries there are and the hash of the last, sealed: one row, and the lock of who writes them."""

    count = models.PositiveBigIntegerField("笔数", default=0)
    hash = models.CharField(max_length=64, blank=True)
    seal = models.CharField("印记", max_length=LONGEST, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "总账的末笔"
        constraints = [models.CheckConstraint(name="journal_head_is_one", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"{self.count}笔"

    def sealed_text(self) -> str:
        """What the seal is made of."""
        return f"{self.count} {self.hash}"


class JournalMark(models.Model):
    """待入账: a row that was written and not entered yet. Made by a trigger of the table, in the transaction of the
    row itself (marks.py): who writes a row cannot forget it. The token says that it was the program."""

    table = models.CharField("表", max_length=63)
    row = models.CharField("行", max_length=40)
    token = models.CharField("印记", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "待入账"
        constraints = [models.CheckConstraint(name="journal_mark_names_a_row", condition=~Q(table="") & ~Q(row=""))]

    def __str__(self) -> str:
        return f"{self.table} {self.row}"
