"""Eight whole lists, each read whole: every suggestion, every unit in its part, every count compared."""

from collections import Counter

import pytest

from proposals.models import Case, Suggestion, Unit, UnitAlias
from tests import factories
from tests.proposals.intake.sheets import run
from tests.proposals.intake.tables.lists import said
from tests.proposals.intake.tables.whole_lists import MAKERS, UNITS

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ALIASES = {"建管委": "区建设管理委", "市容局": "区绿化市容局", "卫健委": "区卫生健康委"}


@pytest.fixture(autouse=True)
def world():
    factories.world()
    factories.session()
    for name in UNITS:
        factories.unit(name)
    for alias, name in ALIASES.items():
        UnitAlias.objects.create(name=alias, unit=Unit.objects.get(short_name=name))


@pytest.mark.parametrize(("maker", "count"), MAKERS.items(), ids=lambda value: getattr(value, "__name__", value))
def test_a_whole_list_goes_in(maker, count):
    content, parts, compared = maker()
    status, printed, complaint = run(content)
    assert (status, complaint) == (0, ""), printed
    assert Suggestion.objects.count() == count
    assert Counter(Case.objects.values_list("part", flat=True)) == parts
    notes = [note for note in said(printed) if "读到" in note or "合在一起" in note or "表不是" in note]
    assert notes == compared
    assert all(" " not in one.proposer_names and "代表" not in one.proposer_names for one in Suggestion.objects.all())
