"""The suggestion itself and the session it was made at."""

from django.core.exceptions import ValidationError
from django.db import models

from proposals.formats.case_numbers import KEY_MOST, MOST, full_number, keep_number, number_key, short_number
from proposals.models.people import Deputy, Unit, UnitKind

DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1-99 in Chinese numerals: 9 → 九, 12 → 十二, 20 → 二十."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones or not tens else "")


class Kind(models.TextChoices):
    SUGGESTION = "建议", "代表建议"
    PROPOSAL = "提案", "政协提案"


class Session(models.Model):
    """届次. 第九届 (term) and 第三次会议 (meeting) are separate facts: mixing them is a common error."""

    class Body(models.TextChoices):
        CONGRESS = "人大", "人民代表大会"
        CPPCC = "政协", "政协委员会"

    body = models.CharField("会议", max_length=2, choices=Body, default=Body.CONGRESS)
    district = models.CharField("行政区", max_length=20)
    term = models.PositiveSmallIntegerField("届")
    meeting = models.PositiveSmallIntegerField("次")
    opened_on = models.DateField("开幕日期", null=True, blank=True)
    closed_on = models.DateField("闭幕日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "届次"
        ordering = ["-term", "-meeting", "body"]
        constraints = [
            models.UniqueConstraint(name="session_once", fields=["body", "district", "term", "meeting"]),
            models.CheckConstraint(name="session_body_known", condition=models.Q(body__in=["人大", "政协"])),
            models.CheckConstraint(
                name="session_counts_from_one",
                condition=models.Q(term__range=(1, 99), meeting__range=(1, 99)),
            ),
            models.CheckConstraint(
                name="session_ends_after_start",
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def short_name(self) -> str:
        """第九届第三次会议."""
        return f"第{chinese_number(self.term)}届第{chinese_number(self.meeting)}次会议"

    @property
    def full_name(self) -> str:
        """宝山区第九届人民代表大会第三次会议, or 政协宝山区第九届委员会第五次会议."""
        term, meeting = chinese_number(self.term), chinese_number(self.meeting)
        if self.body == self.Body.CPPCC:
            return f"政协{self.district}第{term}届委员会第{meeting}次会议"
        return f"{self.district}第{term}届人民代表大会第{meeting}次会议"

    @property
    def kind(self) -> str:
        return Kind.PROPOSAL if self.body == self.Body.CPPCC else Kind.SUGGESTION


class LedAs(models.TextChoices):
    """How a leader of the district has taken a suggestion up."""

    LED = "领导领办", "领导领办"
    KEY = "重点督办", "重点督办"


def must_be_a_number(value: str) -> None:
    """Refuse what no place writes as the number of a suggestion."""
    if not keep_number(value):
        raise ValidationError("件号照交办的写，要有数字，如070、台52、HG-201901287、闭会第3号。")


class NumberKey(models.CharField[str, str]):
    """The key of the row's `number`, worked out whenever the row is written, one by one or in bulk."""

    def pre_save(self, row: models.Model, add: bool) -> str:
        value = number_key(row.number)  # type: ignore[attr-defined]  # every model with it has a number
        setattr(row, self.attname, value)
        return value


class Suggestion(models.Model):
    """代表建议 or 政协提案: what was asked, by whom. How a unit handles it is a Case."""

    kind = models.CharField("类型", max_length=2, choices=Kind, default=Kind.SUGGESTION)
    session = models.ForeignKey(Session, models.PROTECT, related_name="suggestions", verbose_name="届次")
    number = models.CharField("件号", max_length=MOST, validators=[must_be_a_number])
    number_key = NumberKey(max_length=KEY_MOST, editable=False)
    title = models.CharField("标题", max_length=200)
    text = models.TextField("建议内容", max_length=50_000, blank=True)
    category = models.CharField("类别", max_length=30, blank=True)
    made_between_sessions = models.BooleanField("闭会期间提出", default=False)
    led_as = models.CharField("领办、督办", max_length=4, choices=LedAs, blank=True)
    led_by = models.CharField("领办、督办的领导", max_length=40, blank=True)
    deputies = models.ManyToManyField(Deputy, through="Sponsorship", related_name="suggestions")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "建议"
        ordering = ["session", "number_key"]
        constraints = [
            models.UniqueConstraint(name="suggestion_number_once", fields=["session", "kind", "number_key"]),
            models.CheckConstraint(name="suggestion_kind_known", condition=models.Q(kind__in=["建议", "提案"])),
            models.CheckConstraint(name="suggestion_has_title", condition=~models.Q(title="")),
            models.CheckConstraint(name="suggestion_has_number", condition=~models.Q(number="")),
            models.CheckConstraint(
                name="suggestion_led_is_whole",
                condition=models.Q(led_as="", led_by="")
                | (models.Q(led_as__in=["领导领办", "重点督办"]) & ~models.Q(led_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.short_number} {self.title}"

    @property
    def short_number(self) -> str:
        """070号, 台52号, 闭会第3号: as a list names it."""
        return short_number(self.number)

    @property
    def full_number(self) -> str:
        """第070号, 第台52号, 闭会第3号: as a sentence names it."""
        return full_number(self.number)

    @property
    def proposers(self) -> list[Deputy]:
        """领衔 first, then 附议 in their order. One query, or none when prefetched (CaseQuerySet.for_lists)."""
        return [row.deputy for row in self.sponsorships.all()]

    @property
    def proposer_names(self) -> str:
        return "、".join(deputy.name for deputy in self.proposers)

    @property
    def lead_and_count(self) -> str:
        """赵洪蓉等3位代表; a single one by name alone."""
        first, *others = [str(deputy) for deputy in self.proposers] or [""]
        return f"{first}等{len(others) + 1}位{self.address}" if others else first

    @property
    def address(self) -> str:
        """How those who asked are addressed: 代表, or 委员 for a CPPCC proposal."""
        return "委员" if self.kind == Kind.PROPOSAL else "代表"


class Sponsorship(models.Model):
    """A deputy's place among those who signed: position 1 is 领衔, the rest 附议."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="sponsorships")
    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="sponsorships")
    position = models.PositiveSmallIntegerField("顺序")

    class Meta:
        verbose_name = verbose_name_plural = "提出人"
        ordering = ["suggestion", "position"]
        constraints = [
            models.UniqueConstraint(name="sponsorship_once", fields=["suggestion", "deputy"]),
            models.UniqueConstraint(name="sponsorship_position_once", fields=["suggestion", "position"]),
            models.CheckConstraint(name="sponsorship_counts_from_one", condition=models.Q(position__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.deputy}{'（领衔）' if self.position == 1 else ''}"


def both_bodies(kind: str) -> list[Unit]:
    """Who watches over the handling of a suggestion of this kind (SH 19, 20): 区政府办公室, reported to first,
    and the working body that receives the answers."""
    body = UnitKind.CPPCC if kind == Kind.PROPOSAL else UnitKind.CONGRESS
    units = Unit.objects.filter(kind__in=[UnitKind.DISTRICT, body], is_active=True)
    return sorted(units, key=lambda unit: unit.kind != UnitKind.DISTRICT)
