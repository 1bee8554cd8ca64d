"""The heads of the journal (末笔) that were signed, and where each of them went."""

from django.db import models
from django.db.models import Q

from proposals.models.journal.entry import JournalEntry


class SignedHead(models.Model):
    """How far the journal went at that moment and the hash of its last entry, signed with a key that is not in the
    database. `text` is what was signed, to the letter; `key` the public key, `signature` as it went out."""

    append_only = True

    number = models.PositiveBigIntegerField("总账第几笔")
    at = models.DateTimeField("签名时间")
    key = models.CharField("公钥", max_length=64)
    text = models.TextField("签的内容")
    signature = models.CharField("签名", max_length=128)

    class Meta:
        verbose_name = verbose_name_plural = "签过名的末笔"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="signed_head_is_whole", condition=~Q(key="") & ~Q(text="") & ~Q(signature=""))
        ]

    def __str__(self) -> str:
        return f"第{self.number}笔"

    @property
    def entry(self) -> "JournalEntry | None":
        """The entry that was the last one then."""
        return JournalEntry.objects.filter(number=self.number).first()


class HeadSending(models.Model):
    """One try to bring a head to an address; `failure` says why it did not arrive, "" where it did."""

    append_only = True

    head = models.ForeignKey(SignedHead, models.PROTECT, related_name="sendings", verbose_name="末笔")
    address = models.CharField("送到哪里", max_length=200)
    at = models.DateTimeField("时间")
    failure = models.CharField("没有送到的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "末笔的送出"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="head_arrives_once", fields=["head", "address"], condition=Q(failure="")),
            models.CheckConstraint(name="head_sending_names_address", condition=~Q(address="")),
        ]

    def __str__(self) -> str:
        return f"{self.head}：{self.address}"
