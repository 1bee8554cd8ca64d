"""What an office said of a head is known the next time that the head comes; and may be said otherwise."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proposals.formats.chinese import cn_date
from proposals.models import KnownHead
from tests import factories
from tests.proposals.intake.mapping.lists import (
    CPPCC,
    DOUBTFUL,
    SAID,
    as_shown,
    preselected,
    press,
    registered,
    send,
    sheets,
    waiting,
)
from tests.proposals.intake.sheets import counts, run

pytestmark = pytest.mark.django_db
HEAD = ["届次", "编号", "案由", "提案人", "代表姓名", "主办", "交办时间"]


def week(number, head=HEAD):
    """A list that says everything, and of two columns not which is who leads."""
    return sheets(
        [head, ["九届五次", f"{number:03}", f"关于第{number}件事的建议", "赵洪蓉", "甲", "民政局", "2026-03-05"]]
    )


def choose(client, page, **changes):
    return press(client, page, **{"D": "领衔代表", "E": "", "remember": "on"} | changes)


def test_the_next_list_with_the_same_head_goes_straight_to_its_preview(district, world):
    choose(district, send(district, week(1)))
    [known] = KnownHead.objects.all()
    assert (known.unit, known.by, known.names) == (world.district_office, world.district, HEAD)
    assert known.fields == ["届次", "件号", "标题", "领衔代表", "", "主办单位", "交办日期"]
    page = send(district, week(2))
    assert page.redirect_chain == [(waiting().get_absolute_url(), 302)]
    day = known.at.astimezone().strftime("%Y年")
    assert f"按上次的对应关系读取</strong>（{world.district}{day}" in page.text
    assert f'href="/intake/lists/{waiting().pk}/columns/">改对应关系</a>' in page.text
    district.post(waiting().get_absolute_url(), {"seen": 0})
    assert [one[1:3] for one in registered()] == [("002", "赵洪蓉")]


def test_the_same_head_is_known_in_other_writing_and_in_another_row(district):
    choose(district, send(district, week(1)))
    spread = ["届 次", "编号（必填）", "案由:", "提案人*", "代表姓名", "主 办", "交办时间"]
    content = sheets(
        [
            ["代表建议交办清单"],
            [None],
            spread,
            *[["九届五次", "003", "关于楼道的建议", "赵洪蓉", "甲", "民政局", "2026-03-05"]],
        ]
    )
    assert send(district, content).redirect_chain == [(waiting().get_absolute_url(), 302)]


def test_another_head_and_another_office_are_asked(client, district, world):
    choose(district, send(district, week(1)))
    more = [*HEAD[:5], "备注", *HEAD[5:]]
    asked = send(
        district, sheets([more, ["九届五次", "004", "关于楼道的建议", "赵洪蓉", "甲", None, "民政局", "2026-03-05"]])
    )
    assert asked.redirect_chain[-1][0].endswith("/columns/")
    client.force_login(world.office)
    assert send(client, week(5)).redirect_chain[-1][0].endswith("/columns/")


def test_what_the_list_does_not_say_is_asked_again_with_the_columns_as_before(district):
    first = send(district, sheets(DOUBTFUL))
    session = str(factories.session().pk)
    press(district, first, C="领衔代表", E="", session=session, remember="on", **SAID)
    page = send(district, sheets([DOUBTFUL[0], ["075", "关于河道的建议", "赵洪蓉", None, "甲", "民政局"]]))
    form = page.context["form"]
    assert (form.is_folded, [field.name for field in form.once]) == (True, ["session", "handed_on", "due"])
    assert [one[1:] for one in preselected(page).values()][2:5:2] == [
        ("领衔代表", "上次这样选的"),
        ("", "上次这样选的"),
    ]
    assert form["session"].value() is None  # the last list's is not this one's
    shown = press(district, page, session=session, **SAID)
    assert shown.context["plan"].summary == "共1行：可登记1件，已有0件，有错0行"


def test_a_choice_may_be_changed_and_the_newest_counts(district):
    choose(district, send(district, week(1)))
    send(district, week(2))
    page = district.get(f"/intake/lists/{waiting().pk}/columns/")
    assert not page.context["form"].is_folded
    choose(district, page, D="", E="领衔代表")
    assert [known.fields[3:5] for known in KnownHead.objects.all()] == [["", "领衔代表"], ["领衔代表", ""]]
    assert send(district, week(3)).context["plan"].lines[0].row.cells["领衔代表"] == "甲"


def test_a_choice_that_is_not_to_be_remembered_is_asked_again(district):
    choose(district, send(district, week(1)))
    send(district, week(2))
    page = district.get(f"/intake/lists/{waiting().pk}/columns/")
    sent = {name: value for name, value in as_shown(page).items() if name != "remember"}
    district.post(page.request["PATH_INFO"], sent)
    assert [known.fields == [] for known in KnownHead.objects.all()] == [True, False]
    assert send(district, week(3)).redirect_chain[-1][0].endswith("/columns/")
    assert waiting().known is None


def test_the_same_choice_is_kept_once(district):
    for number in (1, 2):
        page = send(district, week(number))
        choose(district, district.get(f"/intake/lists/{waiting().pk}/columns/") if number > 1 else page)
    assert KnownHead.objects.count() == 1


def test_a_known_choice_that_no_longer_fits_asks_again(district, world):
    """As after an upgrade: what was a field is none any more."""
    choose(district, send(district, week(1)))
    [known] = KnownHead.objects.all()
    KnownHead.objects.create(
        unit=known.unit,
        key=known.key,
        names=known.names,
        fields=["届次", "件号", "别的栏", "领衔代表"],
        by=world.district,
    )
    page = send(district, week(2))
    assert page.redirect_chain[-1][0].endswith("/columns/")
    assert page.context["form"].missing == ["标题"]


def test_a_list_without_a_head_leaves_nothing_to_be_known_by(district):
    rows = [[f"{n:03}", f"关于第{n}个路口的建议", "赵洪蓉", "区民政局", "2026-03-05"] for n in (1, 2)]
    page = send(district, sheets(rows))
    page = district.get(page.request["PATH_INFO"], {"sheet": 0, "head": 0})
    assert 'name="remember"' not in page.text
    press(district, page, session=str(factories.session().pk), remember="on")
    assert (KnownHead.objects.count(), waiting().version) == (0, 1)


def test_what_was_said_can_be_added_and_not_changed(district):
    choose(district, send(district, week(1)))
    for statement in ("UPDATE proposals_knownhead SET names='[]'", "DELETE FROM proposals_knownhead"):
        with pytest.raises(IntegrityError), transaction.atomic():
            connection.cursor().execute(statement)


def test_looking_for_a_known_head_asks_the_same_of_one_table_and_of_twelve(district):
    choose(district, send(district, week(1)))
    before = counts()
    asked = []
    for tables in (1, 12):
        with CaptureQueriesContext(connection) as queries:
            send(district, sheets(*[list(CPPCC)] * tables))
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert counts() == before


# ---- from the command line --------------------------------------------------------------------------------------


def lines_of(*said):
    """What import_list says of the columns, and who leads."""
    status, printed, complaint = run(*said)
    assert (status, complaint) == (0, ""), printed
    return [line for line in printed.splitlines() if "上次的对应关系" in line]


@pytest.mark.parametrize("options", [(), ("--user", "district"), ("--sheet", "1")])
def test_the_command_reads_as_the_office_said_and_tells_so(district, world, options):
    choose(district, send(district, week(1)))
    day = cn_date(timezone.localdate(KnownHead.objects.get().at))
    assert lines_of(week(2), *options) == [
        f"说明：列按上次的对应关系读（{world.district}{day}选的）；要另外写明，用 --map。"
    ]
    assert [one[1:3] for one in registered()] == [("002", "赵洪蓉")]


def test_the_file_of_columns_goes_before_what_was_said(district, tmp_path):
    choose(district, send(district, week(1)))
    path = tmp_path / "map.json"
    path.write_text('{"D列": "", "E列": "领衔代表"}', encoding="utf-8")
    factories.deputy("甲乙")
    content = sheets([HEAD, ["九届五次", "002", "关于第2件事的建议", "赵洪蓉", "甲乙", "民政局", "2026-03-05"]])
    assert lines_of(content, "--map", str(path)) == []
    assert [one[1:3] for one in registered()] == [("002", "甲乙")]


def test_the_command_knows_nothing_of_what_another_office_said(district, client, world):
    client.force_login(world.office)
    choose(client, send(client, week(1)))
    status, _, complaint = run(week(2))
    assert (status, "都像是领衔代表，不知道该读哪一列" in complaint) == (2, True)
    assert len(lines_of(week(2), "--user", "office")) == 1


def test_a_sheet_with_another_head_is_not_read_as_the_known_one(district):
    choose(district, send(district, week(1)))
    other = [
        ["届次", "件号", "标题", "领衔代表", "主办单位", "交办日期"],
        ["九届五次", "009", "关于路灯的建议", "赵洪蓉", "民政局", "2026-03-05"],
    ]
    known = [HEAD, ["九届五次", "008", "关于食堂的建议", "赵洪蓉", "甲", "民政局", "2026-03-05"]]
    assert lines_of(sheets(other, known, titles=("甲表", "乙表")), "--sheet", "甲表") == []
    assert [one[1] for one in registered()] == ["009"]
