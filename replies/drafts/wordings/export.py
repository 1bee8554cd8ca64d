"""The list of wordings as it is read and as a workbook."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from proposals.administration.access import administered_units
from proposals.formats.chinese import cn_date
from proposals.formats.spreadsheets import Column, Sheet
from proposals.models import Export, Role, Unit, User
from proposals.models.people import STAFF
from replies.models import Wording
from replies.models.wording import WordingQuerySet

COLUMNS = (
    Column("单位", 16),
    Column("主题", 16),
    Column("用语", 70),
    Column("负责人", 10),
    Column("有效期至", 12, "date"),
    Column("依据", 30),
    Column("状态", 10),
)


def listed_wordings(user: User) -> WordingQuerySet:
    """The wording of the units in which the person works; an administrator of people and base data reads that of the
    units looked after as well, and writes none of it."""
    looked_after = Unit.objects.filter(administered_units(user, Role.ADMIN)).values("pk")
    return Wording.objects.filter(Q(unit__in=user.units_as(*STAFF)) | Q(unit__in=looked_after))


def wordings_sheet(user: User, wordings: QuerySet[Wording], words: str) -> tuple[Sheet, str]:
    """The sheet and its file's name; who took it, and searched for what, is written down."""
    rows = [
        [row.unit.short_name, row.topic, row.text, row.owner.name, row.expires_on, row.source, row.state]
        for row in wordings.select_related("unit", "owner")
    ]
    today = timezone.localdate()
    name = f"标准用语-{today:%Y%m%d}.xlsx"
    Export.objects.create(user=user, name=name, conditions=words, rows=len(rows))
    notes = [f"共{len(rows)}条，{user}{cn_date(today)}导出", *([f"条件：{words}"] if words else [])]
    return Sheet("标准用语", "标准用语", COLUMNS, rows, notes), name
