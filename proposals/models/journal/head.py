"""The heads of the journal (末笔) that were signed, and where each of them went."""

from django.db import models
from django.db.models import F, Q

from proposals.models.journal.entry import JournalEntry
from proposals.models.people import User


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
    """One try to bring a head to an address; `failure` says why it did not arrive, "" where it did. What fails in the
    same way is written down once a day. `receipt` is what another installation signed for it, to the letter."""

    append_only = True

    head = models.ForeignKey(SignedHead, models.PROTECT, related_name="sendings", verbose_name="末笔")
    address = models.CharField("送到哪里", max_length=200)
    at = models.DateTimeField("时间")
    failure = models.CharField("没有送到的原因", max_length=200, blank=True)
    receipt = models.TextField("对方的回执", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "末笔的送出"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="head_arrives_once", fields=["head", "address"], condition=Q(failure="")),
            models.CheckConstraint(name="head_sending_names_address", condition=~Q(address="")),
            models.CheckConstraint(name="head_receipt_is_of_arrival", condition=Q(receipt="") | Q(failure="")),
        ]

    def __str__(self) -> str:
        return f"{self.head}：{self.address}"


class HeadStamp(models.Model):
    """What a time stamp authority signed for a head (RFC 3161): its whole answer, base64, and the time it names."""

    append_only = True

    head = models.OneToOneField(SignedHead, models.PROTECT, related_name="stamp", verbose_name="末笔")
    at = models.DateTimeField("时间戳的时间")
    tsa = models.CharField("时间戳机构", max_length=200)
    response = models.TextField("时间戳")

    class Meta:
        verbose_name = verbose_name_plural = "末笔的时间戳"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="head_stamp_is_whole", condition=~Q(tsa="") & ~Q(response="")),
        ]

    def __str__(self) -> str:
        return f"{self.head}的时间戳"


class HeadAddress(models.Model):
    """An address that an administrator named, beside those of the settings: a folder, a mail address, or another
    installation's /heads/. The row stays when the address is taken away."""

    address = models.CharField("送到哪里", max_length=200)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="加上的人")
    added_at = models.DateTimeField("加上的时间", auto_now_add=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="移走的人")
    ended_at = models.DateTimeField("移走的时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "末笔送到的地址"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="head_address_once", fields=["address"], condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="head_address_ends_whole",
                condition=Q(ended_by=None, ended_at=None) | Q(ended_by__isnull=False, ended_at__isnull=False),
            ),
            models.CheckConstraint(name="head_address_is_named", condition=~Q(address="")),
        ]

    def __str__(self) -> str:
        return self.address


class HeadKeyLoss(models.Model):
    """末笔签名钥匙丢失: said by one administrator, confirmed by another; only then another key is made, once. `key`
    is the public half of that one."""

    class Decision(models.TextChoices):
        CONFIRMED = "confirmed", "已同意"
        REFUSED = "refused", "未同意"

    reason = models.CharField("原因", max_length=200)
    lost = models.CharField("丢失的公钥", max_length=64)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出人")
    asked_at = models.DateTimeField("提出时间", auto_now_add=True)
    decision = models.CharField("决定", max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="决定人")
    decided_at = models.DateTimeField("决定时间", null=True)
    key = models.CharField("新公钥", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "末笔签名钥匙丢失"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="head_key_loss_open_once",
                fields=["lost"],
                condition=Q(decision="") | Q(decision="confirmed", key=""),
            ),
            models.CheckConstraint(
                name="head_key_loss_decided_whole",
                condition=Q(decision="", decided_by=None, decided_at=None)
                | Q(decision__in=["confirmed", "refused"], decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="head_key_loss_takes_two",
                condition=~Q(decision="confirmed") | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="head_key_loss_made_when_confirmed", condition=Q(key="") | Q(decision="confirmed")
            ),
        ]

    def __str__(self) -> str:
        return f"末笔签名钥匙{self.lost[:16]}丢失"
