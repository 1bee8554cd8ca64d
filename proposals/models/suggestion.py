"""The suggestion itself and the session it was made at."""

import re
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from proposals.formats.case_numbers import KEY_MOST, MOST, full_number, keep_number, number_key, short_number
from proposals.models.people import Deputy, Level, Role, Unit, UnitKind, address_all

DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1-99 in Chinese numerals: 9 → 九, 12 → 十二, 20 → 二十."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones or not tens else "")


class Kind(models.TextChoices):
    SUGGESTION = "建议", "代表建议"
    PROPOSAL = "提案", "政协提案"


NATION = "全国"


def session_body_is(body_name: str, to_session: str = "") -> models.Q:
    """The sessions of the body of that name (Session.body_name), as a condition."""
    return models.Q(**{f"{to_session}place": body_name[:-2], f"{to_session}body": body_name[-2:]})


def body_names(cases: models.QuerySet[Any]) -> list[str]:
    """Of these cases the bodies to which they were made, the district's own first."""
    made = Session.objects.filter(pk__in=cases.order_by().values("suggestion__session"))
    return list(dict.fromkeys(session.body_name for session in made.order_by("-level", "body", "place")))


class Session(models.Model):
    """届次: one meeting of one body. The body is a place and what meets there (宝山区人大, 上海市政协). 第九届 (term)
    and 第三次会议 (meeting) are separate facts: mixing them is a common error."""

    class Body(models.TextChoices):
        CONGRESS = "人大", "人民代表大会"
        CPPCC = "政协", "政协委员会"

    body = models.CharField("会议", max_length=2, choices=Body, default=Body.CONGRESS)
    level = models.PositiveSmallIntegerField("级别", choices=Level, default=Level.DISTRICT)
    place = models.CharField("地方", max_length=20, help_text="如“宝山区”“上海市”；全国的写“全国”")
    term = models.PositiveSmallIntegerField("届")
    meeting = models.PositiveSmallIntegerField("次")
    opened_on = models.DateField("开幕日期", null=True, blank=True)
    closed_on = models.DateField("闭幕日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "届次"
        ordering = ["-level", "-term", "-meeting", "body", "place"]
        constraints = [
            models.UniqueConstraint(name="session_once", fields=["body", "place", "term", "meeting"]),
            models.CheckConstraint(name="session_level_known", condition=models.Q(level__range=(1, 5))),
            models.CheckConstraint(
                name="session_nation_is_the_nations",
                condition=models.Q(level=Level.NATION, place=NATION)
                | (~models.Q(level=Level.NATION) & ~models.Q(place__in=["", NATION])),
            ),
            models.CheckConstraint(name="session_body_known", condition=models.Q(body__in=["人大", "政协"])),
            models.CheckConstraint(
                name="session_counts_from_one",
                # Not as ranges: PostgreSQL writes two of them otherwise once they were restored (journal/schema.py).
                condition=models.Q(term__gte=1, term__lte=99, meeting__gte=1, meeting__lte=99),
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
        """区九届人大三次会议, 市十六届人大三次会议, 十四届全国人大三次会议; 区政协九届五次会议."""
        term, meeting = chinese_number(self.term), chinese_number(self.meeting)
        if self.body == self.Body.CPPCC:
            return f"{self.place_word}政协{term}届{meeting}次会议"
        if self.level == Level.NATION:
            return f"{term}届全国人大{meeting}次会议"
        return f"{self.place_word}{term}届人大{meeting}次会议"

    @property
    def full_name(self) -> str:
        """宝山区第九届人民代表大会第三次会议, 第十四届全国人民代表大会…, 政协宝山区第九届委员会第五次会议."""
        term, meeting = chinese_number(self.term), chinese_number(self.meeting)
        before, between = ("", NATION) if self.level == Level.NATION else (self.place, "")
        if self.body == self.Body.CPPCC:
            return f"政协{before}第{term}届{between}委员会第{meeting}次会议"
        return f"{before}第{term}届{between}人民代表大会第{meeting}次会议"

    @property
    def is_own(self) -> bool:
        """Whether it is the district's own, not the city's or the nation's."""
        return self.level == Level.DISTRICT

    @property
    def body_name(self) -> str:
        """宝山区人大, 全国政协: whose session it is. A place and two characters (session_body_is takes it apart)."""
        return f"{self.place}{self.body}"

    @property
    def working_body(self) -> str:
        """Who receives the answers back: 区人大代表工作机构, 市政协提案工作机构."""
        return f"{self.place_word}{'政协提案' if self.body == self.Body.CPPCC else '人大代表'}工作机构"

    @property
    def place_word(self) -> str:
        """The place in one word, as those who live there say it: 区, 市, 全国; a town by its own name."""
        if self.level == Level.NATION:
            return NATION
        return (
            re.sub(".*[区县旗市]", "", self.place) or self.place[-1] if self.level == Level.TOWN else self.place[-1]
        )

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
    # 登记有误，作废: it counts nowhere, and another suggestion may have its number.
    voided_on = models.DateField("作废日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "建议"
        ordering = ["session", "number_key"]
        constraints = [
            models.UniqueConstraint(
                name="suggestion_number_once",
                fields=["session", "kind", "number_key"],
                condition=models.Q(voided_on__isnull=True),
            ),
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

    @cached_property
    def proposers(self) -> list[Deputy]:
        """领衔 first, then 附议 in their order. One query, or none when prefetched (CaseQuerySet.for_lists). Kept:
        once a unit has signed for its case nobody corrects them."""
        return [row.deputy for row in self.sponsorships.all()]

    @property
    def asked_deputies(self) -> list[Deputy]:
        """Those of them who are still deputies: who has left is neither met, nor reached, nor asked."""
        return [deputy for deputy in self.proposers if not deputy.has_left]

    @property
    def proposer_names(self) -> str:
        return "、".join(deputy.name for deputy in self.proposers)

    @property
    def lead_and_count(self) -> str:
        """赵洪蓉等3位代表; a single one by name alone."""
        first, *others = [str(deputy) for deputy in self.proposers] or [""]
        return f"{first}等{len(others) + 1}位{self.address}" if others else first

    @property
    def addressed(self) -> str:
        """赵洪蓉、周建伟代表; 民盟宝山区委、周启委员: all of them, as a letter begins."""
        return address_all(self.proposers)

    @property
    def address(self) -> str:
        """What those who asked are called: 代表, or 委员 for a CPPCC proposal; 提出人 where a group is among them."""
        if any(one.is_group for one in self.proposers):
            return "提出人"
        return "委员" if self.kind == Kind.PROPOSAL else "代表"

    def name_body(self, role: str) -> str:
        """What a body is called where it acts on this: 区政府办公室; 代表工作机构, of a proposal 政协提案工作机构."""
        if role == Role.DISTRICT:
            return str(Role.DISTRICT.label)
        return "政协提案工作机构" if self.kind == Kind.PROPOSAL else "代表工作机构"


class SponsorshipManager(models.Manager["Sponsorship"]):
    """Sponsorships with their deputies: nobody asks for the place alone."""

    def get_queryset(self) -> models.QuerySet["Sponsorship"]:
        return super().get_queryset().select_related("deputy")


class Sponsorship(models.Model):
    """A deputy's place among those who signed: position 1 is 领衔, the rest 附议."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="sponsorships", verbose_name="建议")
    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="sponsorships", verbose_name="代表")
    position = models.PositiveSmallIntegerField("顺序")

    objects = SponsorshipManager()

    class Meta:
        verbose_name = verbose_name_plural = "提出人"
        ordering = ["suggestion_id", "position"]
        constraints = [
            models.UniqueConstraint(name="sponsorship_once", fields=["suggestion", "deputy"]),
            models.UniqueConstraint(name="sponsorship_position_once", fields=["suggestion", "position"]),
            models.CheckConstraint(name="sponsorship_counts_from_one", condition=models.Q(position__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.deputy}{'（领衔）' if self.position == 1 else ''}"


def both_bodies(suggestion: Suggestion) -> list[Unit]:
    """Who watches over the handling of this suggestion (SH 19, 20): 区政府办公室, reported to first, and the working
    body that receives the answers. Of a suggestion made to the city or the nation the district's working body knows
    nothing: the district office passes the answer on."""
    kinds = [UnitKind.DISTRICT]
    if suggestion.session.is_own:
        kinds.append(UnitKind.CPPCC if suggestion.kind == Kind.PROPOSAL else UnitKind.CONGRESS)
    units = Unit.objects.filter(kind__in=kinds, is_active=True)
    return sorted(units, key=lambda unit: unit.kind != UnitKind.DISTRICT)
