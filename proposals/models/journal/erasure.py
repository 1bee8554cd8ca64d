"""清除: what the law forbids to keep goes; by whom, why, how much and what digest it had stays for ever."""

import uuid

from django.db import models
from django.db.models import F, Q

from proposals.models.journal.backup import BackupRun
from proposals.models.journal.seal import Sealed
from proposals.models.people import User
from proposals.models.suggestion import Suggestion

MARK = "▇"  # what stands in the place of each character that went
ERASED = "▇▇（已清除）"  # what stands in the place of a text that went whole


class Erasure(models.Model):
    """Asked for by one, agreed to by another. `places` says where, never what: table, row, column, which characters,
    and the digest of what stood there when it was asked for; the words themselves are not kept."""

    class Law(models.TextChoices):
        SECRET = "secret", "国家秘密（保守国家秘密法）"
        PERSONAL = "personal", "个人信息（个人信息保护法第四十七条）"
        EXPIRED = "expired", "保管期限已满（机关档案管理规定）"

    class Decision(models.TextChoices):
        CONFIRMED = "confirmed", "已清除"
        REFUSED = "refused", "没有同意"
        WITHDRAWN = "withdrawn", "已撤回"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="erasures", verbose_name="哪一件")
    law = models.CharField("依据", max_length=8, choices=Law)
    reason = models.CharField("原因", max_length=200)
    places = models.JSONField("清除哪些", default=list)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
    decision = models.CharField("决定", max_length=9, choices=Decision, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="决定人")
    decided_at = models.DateTimeField("决定时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "清除"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="erasure_law_known", condition=Q(law__in=["secret", "personal", "expired"]) & ~Q(reason="")
            ),
            models.CheckConstraint(
                name="erasure_decided_whole",
                condition=Q(decision="", decided_by=None, decided_at=None)
                | Q(
                    decision__in=["confirmed", "refused", "withdrawn"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="erasure_takes_two", condition=~Q(decision="confirmed") | ~Q(decided_by=F("asked_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.pk}次清除"


class Tombstone(Sealed):
    """清除记录: the columns of one row, or one stored file, that went. `part` is the part of the row as the journal
    calls it; `before` the digest of it as it was, `after` as it is ("": a file, nothing is left); `length` how many
    characters, of a file how many bytes, went."""

    append_only = True

    erasure = models.ForeignKey(Erasure, models.PROTECT, related_name="tombstones", verbose_name="哪一次清除")
    table = models.CharField("表", max_length=63)
    row = models.CharField("行", max_length=40)
    part = models.CharField("哪一部分", max_length=40, blank=True)
    columns = models.JSONField("哪几栏", default=list)
    before = models.CharField("原来的摘要", max_length=64)
    after = models.CharField("现在的摘要", max_length=64, blank=True)
    length = models.PositiveBigIntegerField("清除了多少", default=0)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "清除记录"
        ordering = ["pk"]
        indexes = [models.Index(name="tombstone_by_row", fields=["table", "row"])]
        constraints = [
            models.UniqueConstraint(name="tombstone_part_once", fields=["erasure", "table", "row", "part"]),
            models.CheckConstraint(
                name="tombstone_says_what",
                condition=~Q(table="") & ~Q(row="") & ~Q(before="") & ~Q(before=F("after")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row}"


class ErasePermit(models.Model):
    """What a record that can only be added to may say instead, in this one column of this one row. It stands only
    while the transaction lasts that erases: the triggers let exactly this change through (append_only.py)."""

    tombstone = models.ForeignKey(Tombstone, models.PROTECT, related_name="permits", verbose_name="清除记录")
    table = models.CharField("表", max_length=63)
    row = models.CharField("行", max_length=40)
    column = models.CharField("栏", max_length=63)
    value = models.JSONField("改成什么")

    class Meta:
        verbose_name = verbose_name_plural = "清除的许可"
        constraints = [
            models.CheckConstraint(name="erase_permit_names_place", condition=~Q(table="") & ~Q(column="")),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row} {self.column}"


class DestroyedBackup(models.Model):
    """A backup that still held what was erased, and was destroyed: by whose word, how."""

    append_only = True

    erasure = models.ForeignKey(Erasure, models.PROTECT, related_name="destroyed", verbose_name="哪一次清除")
    backup = models.ForeignKey(BackupRun, models.PROTECT, related_name="+", verbose_name="备份")
    how = models.CharField("怎样销毁的", max_length=100)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁销毁的")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "销毁的备份"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="destroyed_backup_once", fields=["erasure", "backup"]),
            models.CheckConstraint(name="destroyed_backup_says_how", condition=~Q(how="")),
        ]

    def __str__(self) -> str:
        return f"{self.backup}"
