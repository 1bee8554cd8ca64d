"""Who proposes, as lists and the form write it: titles left off, groups with their contact persons."""

import pytest

from proposals.models import Deputy, Suggestion
from tests import factories
from tests.proposals.intake.sheets import book, problems, row, run, wrong

pytestmark = pytest.mark.django_db


def test_a_deputy_with_the_title_behind_is_the_deputy():
    people = factories.deputy("林佩芬"), factories.deputy("周建伟"), factories.deputy("李倩宇")
    run(book([row("1", 领衔代表="林佩芬代表", 附议代表="周建伟 代表、李倩宇区人大代表")]))
    assert Suggestion.objects.get().proposers == list(people)
    assert Deputy.objects.count() == 4
    run(book([row("2", 届次="区政协九届五次", 领衔代表="毛一鸣委员（教育界）", 附议代表="")]))
    member = Deputy.objects.get(name="毛一鸣")
    assert (member.kind, member.delegation, member.proposes_as) == ("委员", "教育界", "个人")


def test_a_name_spread_out_may_have_its_title_behind():
    one, two = factories.deputy("刘㛃"), factories.deputy("丁喆")
    run(book([row("1", 领衔代表="刘　㛃代表", 附议代表="丁 喆代表")]))
    assert Suggestion.objects.get().proposers == [one, two]


def test_of_several_groups_in_the_lead_column_the_first_leads():
    status, printed, _ = run(
        book([row("1", 届次="区政协九届五次", 领衔代表="民建宝山区委、宝山区工商联", 附议代表="")])
    )
    assert (status, problems(printed)) == (0, [])
    assert Suggestion.objects.get().proposer_names == "民建宝山区委、宝山区工商联"
    assert "民建宝山区委、宝山区工商联联名提出，按民建宝山区委领衔、其余附议登记" in printed


@pytest.mark.parametrize(
    ("written", "session", "made"),
    [
        ("友谊路代表团", "九届五次", ("友谊路代表团", "代表", "代表团", "", "")),
        (
            "民盟宝山区委（联系人：尹安之 13000000112）",
            "区政协九届五次",
            ("民盟宝山区委", "委员", "党派团体", "尹安之", "13000000112"),
        ),
        (
            "社会和法制委员会(联系人:尹 安之，１３０００００１１２)",
            "区政协九届五次",
            ("社会和法制委员会", "委员", "委员会", "尹安之", "1300000112"),
        ),
        (
            "九三学社宝山区委员会（联系人 尹安之，电话021-55551111）",
            "区政协九届五次",
            ("九三学社宝山区委员会", "委员", "党派团体", "尹安之", "021-55551111"),
        ),
        ("九三学社宝山区委员会（集体提案）", "区政协九届五次", ("九三学社宝山区委员会", "委员", "党派团体", "", "")),
        ("区妇联（执笔人：林佩芬委员）", "市政协十四届三次", ("区妇联", "委员", "党派团体", "林佩芬", "")),
    ],
)
def test_a_group_proposes_under_its_own_name(written, session, made):
    status, printed, _ = run(book([row("1", 届次=session, 领衔代表=written, 附议代表="")]))
    assert (status, problems(printed)) == (0, [])
    (group,) = Suggestion.objects.get().proposers
    assert (group.name, group.kind, group.proposes_as, group.contact, group.phone) == made
    again = row("2", 届次=session, 领衔代表=group.name, 附议代表="")
    run(book([again]))
    assert [one.proposers for one in Suggestion.objects.all()] == [[group], [group]]


def test_a_name_may_end_as_a_list_that_goes_on():
    for name in ("李等", "何等"):
        factories.deputy(name)
    run(book([row("1", 领衔代表="李等", 附议代表="何等")]))
    assert Suggestion.objects.get().proposer_names == "李等、何等"
    said = "附议代表：“周建伟等”没有写全，请把每位代表的姓名都写出来，用“、”分开。"
    wrong([row("2", 附议代表="周建伟等")], (2, said))


@pytest.mark.once
def test_a_contact_person_that_cannot_be_read_is_asked_for():
    wrong(
        [row("1", 届次="区政协九届五次", 领衔代表="民盟宝山区委（另行通知）", 附议代表="")],
        (
            2,
            "领衔代表：“民盟宝山区委（另行通知）”读不懂。团体的联系人请写成“民盟宝山区委（联系人：姓名 手机）”。",
        ),
    )
