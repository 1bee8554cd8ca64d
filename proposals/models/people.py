"""Units, the people who work in them, and the deputies."""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from proposals.formats import proposers
from proposals.formats.addresses import is_mobile, robot_address
from proposals.formats.offered import LetterFormat, ToldBy
from proposals.formats.pinyin import Initials
from proposals.models.kept.person import People
from proposals.models.kept.roles import read_lent_absences, read_lent_roles, read_own_roles

if TYPE_CHECKING:
    from proposals.models.leave.absence import Absence  # which points here


class UnitKind(models.TextChoices):
    DISTRICT = "district_office", "区政府办公室"
    CONGRESS = "congress", "区人大常委会代表工作机构"
    CPPCC = "cppcc", "政协提案工作机构"
    COMMITTEE = "committee", "人大专门委员会"
    BUREAU = "bureau", "承办单位"


KIND_STUDIED: dict[str, str] = {UnitKind.CONGRESS: "建议", UnitKind.CPPCC: "提案"}  # by which working body


class Level(models.IntegerChoices):
    """Whose congress or CPPCC: a bureau of the district answers suggestions made to the city and the nation too."""

    NATION = 1, "全国"
    PROVINCE = 2, "省、直辖市"
    CITY = 3, "设区的市"
    DISTRICT = 4, "区、县"
    TOWN = 5, "乡镇"


class Unit(models.Model):
    """An office that takes part: the district office, the congress's working body, a bureau."""

    name = models.CharField("全称", max_length=60, unique=True)
    short_name = models.CharField("简称", max_length=30, unique=True)
    kind = models.CharField("性质", max_length=20, choices=UnitKind, default=UnitKind.BUREAU)
    letter_mark = models.CharField("机关代字", max_length=20, blank=True, help_text="发文字号用，如“宝民”")
    phone = models.CharField("联系电话", max_length=30, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    letter_format = models.CharField(
        "答复的格式",
        max_length=8,
        choices=LetterFormat,
        default=LetterFormat.PLAIN,
        help_text="信函格式：首页有红色的单位名称和上下两条红色双线（GB/T 9704-2012 第10.1条）",
    )
    asks_phone = models.BooleanField(
        "网上反馈核对手机号", default=False, help_text="代表在网上提交意见时，须填本人手机号码的后四位"
    )
    robot = models.CharField(
        "消息机器人",
        max_length=500,
        blank=True,
        validators=[robot_address],
        help_text="本单位工作群的机器人地址；提醒会发到群里",
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["kind", "short_name"]
        constraints = [
            models.CheckConstraint(name="unit_kind_known", condition=models.Q(kind__in=UnitKind.values)),
            models.CheckConstraint(
                name="unit_letter_format_known", condition=models.Q(letter_format__in=LetterFormat.values)
            ),
        ]

    def __str__(self) -> str:
        return self.short_name


def find_bureaus() -> models.QuerySet[Unit]:
    """The units that handle suggestions, as far as they are still there."""
    return Unit.objects.filter(is_active=True, kind=UnitKind.BUREAU)


class UnitAlias(models.Model):
    """What a unit is called elsewhere (建管委, 市容局): the office's own list, by which names in lists are read."""

    name = models.CharField(
        "别名", max_length=60, unique=True, help_text="名单里的叫法，如“建管委”；前面有没有“区”都认得"
    )
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases", verbose_name="单位")
    added_by = models.ForeignKey(
        "User", models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="登记人"
    )
    added_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位别名"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse the name of another unit: it would never be asked for."""
        named = Unit.objects.filter(models.Q(name=self.name) | models.Q(short_name=self.name))
        if other := named.exclude(pk=self.unit_id).first():
            raise ValidationError({"name": f"“{self.name}”是“{other.name}”的名称，不能用作别的单位的别名。"})


class Role(models.TextChoices):
    """What a person may do in a unit (domain: who does what). A COMMITTEE reads and asks. Three administrators look
    after people and base data (ADMIN), give the roles (GRANTS), read the records (AUDITOR): none of them sees a case
    by it. DEPUTY and SYSTEM are never granted to an account: they name who acted in an event."""

    OFFICE = "office", "办公室"
    HANDLER = "handler", "经办人"
    LEADER = "leader", "局领导"
    DISTRICT = "district", "区政府办公室"
    CONGRESS = "congress", "代表工作机构"
    COMMITTEE = "committee", "专门委员会"
    ADMIN = "admin", "系统管理员"
    GRANTS = "grants", "授权管理员"
    AUDITOR = "auditor", "审计管理员"
    DEPUTY = "deputy", "代表"
    SYSTEM = "system", "系统"

    @classmethod
    def granted(cls) -> list[str]:
        """The roles that a membership can give; DEPUTY and SYSTEM act without an account."""
        acting = [cls.OFFICE, cls.HANDLER, cls.LEADER, cls.DISTRICT, cls.CONGRESS]
        return [*acting, cls.COMMITTEE, cls.ADMIN, cls.GRANTS, cls.AUDITOR]


class User(AbstractUser):
    """A person with an account, who belongs to `unit` and its `section` (where administrators look for the person)
    whatever roles are held. Several roles in several units are several memberships. `password_until`: until when a
    one-time password opens the page of the own one; `password_given_by`: who made it on a page and could have read
    it, until another says that the owner has it."""

    name = models.CharField("姓名", max_length=40)
    phone = models.CharField("办公电话", max_length=30, blank=True)
    mobile = models.CharField("手机", max_length=20, blank=True, validators=[is_mobile])
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="people", verbose_name="单位")
    section = models.CharField("科室", max_length=40, blank=True)
    initials = Initials("拼音首字母", max_length=250, blank=True, editable=False)
    password_until = models.DateTimeField("一次性密码的期限", null=True, blank=True)
    password_given_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="一次性密码由谁制作"
    )
    summary_hour = models.PositiveSmallIntegerField("每日汇总几点发", default=9)
    objects = People()  # type: ignore[misc]  # of this very class, which the stubs want named
    first_name = None  # type: ignore[assignment]  # how Django is told to leave the field out
    last_name = None  # type: ignore[assignment]  # how Django is told to leave the field out

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(name="user_summary_in_the_day", condition=models.Q(summary_hour__range=(9, 17)))
        ]

    def __str__(self) -> str:
        return self.name or self.username

    @cached_property
    def own_memberships(self) -> list["Membership"]:
        """The person's own roles, with their units; read once a request."""
        if not self.is_active:
            return []
        return read_own_roles(self)

    @cached_property
    def lent_absences(self) -> list["Absence"]:
        """The absences, lasting today, of people for whom this person stands in, who works there and is there."""
        return read_lent_absences(self, {row.unit_id for row in self.own_memberships if row.role in ACTING})

    @cached_property
    def lent_memberships(self) -> list["Membership"]:
        """The roles of those people there; a row's user is the one who is away."""
        return read_lent_roles({(one.user_id, one.unit_id) for one in self.lent_absences}, ACTING)

    @cached_property
    def active_memberships(self) -> list["Membership"]:
        """The roles in which this person acts now: the own ones and those lent by people who are away."""
        return [*self.own_memberships, *self.lent_memberships]

    @cached_property
    def grants(self) -> set[tuple[str, int]]:
        """Every (role, unit id) held, for oneself or as a stand-in."""
        return {(row.role, row.unit_id) for row in self.active_memberships}

    def kinds_studied(self) -> set[str]:
        """The kinds of suggestion (建议, 提案) that this person's working body receives back."""
        return {
            KIND_STUDIED[row.unit.kind]
            for row in self.active_memberships
            if row.role == Role.CONGRESS and row.unit.kind in KIND_STUDIED
        }

    def has_role(self, role: str, unit_id: int | None = None) -> bool:
        """Whether the role is held in that unit, or in any unit when none is named."""
        return any(held == role and unit_id in (None, unit) for held, unit in self.grants)

    def units_as(self, *roles: str) -> set[int]:
        """The ids of the units in which one of these roles is held."""
        return {unit for role, unit in self.grants if role in roles}


class Membership(models.Model):
    """A role held in a unit, with the section (科室) where it matters."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name="人员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", verbose_name="单位")
    role = models.CharField("角色", max_length=10, choices=[(r, Role(r).label) for r in Role.granted()])
    section = models.CharField("科室", max_length=40, blank=True)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ["unit", "role", "user"]
        constraints = [
            models.UniqueConstraint(name="membership_once", fields=["user", "unit", "role"]),
            models.CheckConstraint(name="membership_role_known", condition=models.Q(role__in=Role.granted())),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.unit} · {self.get_role_display()}"

    @property
    def called(self) -> str:
        """The role as it is said of the person: 养老服务科经办人; 办公室; 局领导."""
        return f"{self.section if self.role == Role.HANDLER else ''}{self.get_role_display()}"


class Deputy(models.Model):
    """Who proposes: a deputy (人大代表), a CPPCC member (政协委员), or a group under its own name, for which its
    contact person answers. Never matched by name alone: namesakes exist."""

    class ProposesAs(models.TextChoices):
        """With their labels: without one, Django makes it of the English name."""

        PERSON = proposers.PERSON, proposers.PERSON
        DELEGATION = proposers.DELEGATION, proposers.DELEGATION
        PARTY = proposers.PARTY, proposers.PARTY
        COMMITTEE = proposers.COMMITTEE, proposers.COMMITTEE
        SECTOR = proposers.SECTOR, proposers.SECTOR

    class Kind(models.TextChoices):
        DEPUTY = "代表", "人大代表"
        MEMBER = "委员", "政协委员"

    class Left(models.TextChoices):
        """How a mandate ends (代表法 55–58)."""

        TERM = "届满", "任期届满"
        RESIGNED = "辞职", "辞去职务"
        MOVED = "调离", "迁出或者调离本行政区域"
        RECALLED = "罢免", "被罢免或者资格终止"
        DIED = "去世", "去世"
        DISSOLVED = "撤销", "团体撤销"

    code = models.CharField("代表证号", max_length=30, unique=True, null=True, blank=True)
    name = models.CharField("姓名", max_length=40)
    kind = models.CharField("身份", max_length=2, choices=Kind, default=Kind.DEPUTY)
    level = models.PositiveSmallIntegerField("级别", choices=Level, default=Level.DISTRICT)
    proposes_as = models.CharField(
        "以什么提出", max_length=4, choices=ProposesAs, default=ProposesAs.PERSON, help_text="集体提案选团体的一种"
    )
    delegation = models.CharField("代表团", max_length=40, blank=True)
    contact = models.CharField(
        "联系人", max_length=40, blank=True, help_text="团体的联系人：征询链接发给联系人，由联系人代表团体填写"
    )
    phone = models.CharField(
        "手机",
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^[0-9+\- ]{5,20}$", "请写5位以上的数字，可含“-”。")],
    )
    email = models.EmailField("电子邮箱", blank=True)
    address = models.CharField("通讯地址", max_length=120, blank=True, help_text="寄答复的信封上印这个地址")
    told_by = models.CharField("怎样告知", max_length=5, choices=ToldBy, blank=True, default=ToldBy.ALL)
    left_on = models.DateField("不再担任的日期", null=True, blank=True)
    left_why = models.CharField("不再担任的原因", max_length=2, choices=Left, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="并入"
    )
    initials = Initials("拼音首字母", max_length=250, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "代表"
        ordering = ["name", "delegation"]
        constraints = [
            models.UniqueConstraint(
                name="deputy_told_apart",
                fields=["name", "kind", "level", "delegation"],
                condition=models.Q(code=None, merged_into=None),
            ),
            models.CheckConstraint(
                name="deputy_left_whole",
                condition=models.Q(left_on=None, left_why="")
                | models.Q(left_on__isnull=False, left_why__in=["届满", "辞职", "调离", "罢免", "去世", "撤销"]),
            ),
            models.CheckConstraint(
                name="deputy_merged_keeps_no_code", condition=models.Q(merged_into=None) | models.Q(code=None)
            ),
            models.CheckConstraint(
                name="deputy_merged_into_another", condition=~models.Q(merged_into=models.F("pk"))
            ),
            models.CheckConstraint(name="deputy_level_known", condition=models.Q(level__range=(1, 5))),
            models.CheckConstraint(name="deputy_told_by_known", condition=models.Q(told_by__in=ToldBy.values)),
            models.CheckConstraint(name="deputy_kind_known", condition=models.Q(kind__in=["代表", "委员"])),
            models.CheckConstraint(
                name="deputy_proposes_as_known", condition=models.Q(proposes_as__in=[*proposers.KINDS])
            ),
            models.CheckConstraint(
                name="deputy_contact_is_a_groups", condition=models.Q(contact="") | ~models.Q(proposes_as="个人")
            ),
            models.CheckConstraint(name="deputy_has_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_group(self) -> bool:
        return self.proposes_as != self.ProposesAs.PERSON

    @property
    def has_left(self) -> bool:
        """Whether the mandate has ended: nothing is asked of the deputy any more. What was signed stays signed."""
        return self.left_on is not None

    @property
    def addressed(self) -> str:
        """赵洪蓉代表; a group by its name alone: 民盟宝山区委."""
        return address_all([self])

    @property
    def reached_as(self) -> str:
        """Who is written or spoken to: 赵洪蓉代表, 民盟宝山区委联系人尹安之."""
        return f"{self.name}联系人{self.contact}" if self.contact else self.addressed

    @property
    def signs_as(self) -> str:
        """Whose name stands under an answer: the deputy's own, the contact person's for a group; "" where nobody is
        registered for the group."""
        return self.contact if self.is_group else self.name

    @property
    def told_apart(self) -> str:
        """What tells namesakes apart: 吴淞代表团; of a group also who answers for it."""
        level = "" if self.level == Level.DISTRICT else Level(self.level).label
        contact = f"联系人{self.contact}" if self.contact else ""
        return "，".join(filter(None, [level, self.delegation, contact]))

    @property
    def full_label(self) -> str:
        """The name with what tells namesakes apart: 王伟（吴淞代表团）."""
        return f"{self.name}（{self.told_apart}）" if self.told_apart else self.name


def address_all(deputies: Iterable[Deputy]) -> str:
    """赵洪蓉、周建伟代表; 民盟宝山区委、周启委员."""
    people = list(deputies)
    noun = people[0].kind if people else ""
    return proposers.address_names([(one.name, one.is_group) for one in people], noun)


STAFF = (Role.OFFICE, Role.HANDLER, Role.LEADER)

BODIES = (Role.DISTRICT, Role.CONGRESS)

ACTING = (*STAFF, *BODIES)

SEEING = (*ACTING, Role.COMMITTEE)  # and who reads and asks, and decides nothing

CASE_STAFF = (Role.HANDLER, Role.OFFICE)

ADMINISTRATORS = (Role.ADMIN, Role.GRANTS, Role.AUDITOR)
