"""办理情况报告 and 回头看, as they come out on paper and in the workbook."""

import datetime as dt

import pytest
import time_machine

from proposals.models import Case, Deputy, Status
from replies import pages
from replies.letter.fonts import faces
from replies.models import Promise
from replies.promises.actions import change_promise_date, keep_promise
from replies.rounds.actions import follow_up_case
from tests import factories as f
from tests.proposals.formats.test_spreadsheets import read
from tests.replies.figures.test_figures import counted, get
from tests.replies.figures.year import TODAY, make_year
from tests.replies.letter.pages import names_and_their_faces, opened, pages_of, squeezed

pytestmark = pytest.mark.django_db
A4 = (595, 842)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(f"{TODAY} 10:00+08:00", tick=False):
        yield


def paper(client, user, path):
    response = get(client, user, path)
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    return response.content


# ---- 办理情况报告 -------------------------------------------------------------------------------------------


def percent(n, top, bottom):
    return f"{n[top] / n[bottom]:.1%}"


def test_the_report_says_the_figures_in_sentences_with_tables_charts_and_the_list(client):
    year = make_year()
    content = paper(client, f.world().district, "/figures/report.pdf?year=2026")
    n = counted([case for case in year if case.handed.year == 2026])
    text = squeezed("".join(pages_of(content)))
    counted_in = Case.objects.filter(handed_on__year=2026).exclude(part="会办")
    gone = counted_in.filter(status__in=("returned", "withdrawn")).count()
    asked = counted_in.exclude(status__in=("returned", "withdrawn")).values("suggestion").distinct().count()
    assert (asked < n["all"], gone > 0) == (True, True)
    for sentence in (
        "上海市宝山区政府办公室2026年代表建议、政协提案办理情况报告",
        f"2026年交办代表建议、政协提案{asked}件，由4个单位承办（分别办理的，每个单位各算一件，合计{n['all']}件）；"
        f"另有会办{n['helping']}件。已退回、已撤回的{gone}件不计在内。",
        f"截至2026年11月24日，已办复{n['answered']}件，办复率{percent(n, 'answered', 'all')}。",
        f"应办复的{n['owing']}件中，按时办复{n['on_time']}件，按时办复率{percent(n, 'on_time', 'owing')}。",
        f"逾期未办复{n['late']}件。",
        f"解决采纳率{percent(n, 'solved', 'answered')}。",
        f"满意和基本满意{n['forms.result.good']}份，满意率{percent(n, 'forms.result.good', 'forms.result')}，"
        f"理解{n['forms.result.理解']}份（另列，不算满意）",
        f"其中代表本人在网上填写{n['forms.result@link']}份，按代表签名的意见表登记{n['forms.result@paper']}份，"
        f"受代表委托代填{n['forms.result@dictated']}份。",
        f"走访面商率{percent(n, 'met', 'answered')}",
        f"主动公开{n['open']}件，公开率{percent(n, 'open', 'answered')}。",
        f"承诺{n['promises']}项，已兑现{n['promises.kept']}项",
        f"再次办理的{n['again']}件",
        f"附件2办理件名单（{n['all']}件）",
        "附件3每个数字怎么算的",
    ):
        assert sentence in text, sentence
    with opened(content) as pdf:  # upright like a letter, the long tables across
        sizes = [(round(page.width), round(page.height)) for page in pdf.pages]
        across = sizes.index(A4[::-1])
        assert sizes == [A4] * across + [A4[::-1]] * (len(sizes) - across)
        first = pdf.pages[0]
        body = [char for char in first.chars if char["text"] == "件" and round(char["size"]) == 16]
        assert {char["fontname"].split("+")[-1] for char in body} == {"banli-fangsong"}
        numbers = [page.extract_text().rsplit("\n", 1)[-1] for page in pdf.pages]
        assert numbers == [f"— {n} —" for n in range(1, len(sizes) + 1)]
        assert first.rects, "the chart of the units"


def test_a_name_with_a_rare_character_is_in_one_face_in_the_lists(client):
    case = delivered(("新增助餐点12处", 10), number="101", deputies=1)
    Deputy.objects.filter(sponsorships__suggestion=case.suggestion).update(name="司马珺文")
    for address in ("/figures/report.pdf", "/lookback/lookback.pdf"):
        with opened(paper(client, f.world().district, address)) as pdf:
            found = [one for page in pdf.pages for one in names_and_their_faces(page, ["司马珺文"])]
        assert found == [("司马珺文", {faces.NAMES})], address


def test_a_unit_reports_of_its_own_and_nothing_is_said_of_nothing(client):
    f.make_case()
    text = squeezed("".join(pages_of(paper(client, f.world().leader, "/figures/report.pdf"))))
    assert "上海市宝山区民政局2026年代表建议办理情况报告" in text
    assert "代表评价" not in text
    assert "—%" not in text


def test_a_long_list_is_printed_part_by_part(client, monkeypatch):
    for number in ("101", "102", "103"):
        delivered(("新增助餐点", 10), number=number)
    monkeypatch.setattr(pages, "ROWS_MOST", 2)
    who = f.world().district
    told = squeezed("".join(pages_of(paper(client, who, "/figures/report.pdf?year=2026"))))
    assert "附件2办理件名单（3件）名单另印，共2份：第1—2件，第3—3件。" in told
    listed = squeezed("".join(pages_of(paper(client, who, "/figures/report.pdf?year=2026&part=2"))))
    assert ("（共3件，第3—3件）" in listed, [at for at in ("101", "102", "103") if at in listed]) == (True, ["103"])
    looked = [squeezed("".join(pages_of(paper(client, who, f"/lookback/lookback.pdf?part={at}")))) for at in (1, 2)]
    assert [[at for at in ("101", "102", "103") if at in one] for one in looked] == [["101", "102"], ["103"]]
    assert [
        get(client, who, f"/{one}part=3").status_code for one in ("figures/report.pdf?", "lookback/lookback.pdf?")
    ] == [404] * 2
    for address, ways in (("/figures/?year=2026", "打印名单第3—3件"), ("/lookback/", "打印第3—3行")):
        assert ways in get(client, who, address).content.decode()


# ---- 回头看 ------------------------------------------------------------------------------------------------


def lines(client, query=""):
    return [line.cells[2:] for line in get(client, f.world().district, f"/lookback/{query}").context["lines"]]


def delivered(*items, **facts):
    """Answered 正在解决 with these promises, and closed."""
    return f.promised(*items, until=("deliver", "satisfy", "report"), **facts)


def test_what_became_of_a_promise_is_told_from_the_ledger(client):
    w = f.world()
    case = delivered(("新增助餐点12处", 10), ("开通预约电话", 40), number="101", deputies=2)
    first, second = Promise.objects.order_by("due_on")
    keep_promise(first, w.handler, on=f.day(0), said="12处都已开张", seen=0)
    change_promise_date(second, w.handler, new_on=f.day(100), said="设备晚到。", told_on=None, seen=0)
    told = "新增助餐点12处：2026年11月24日兑现。12处都已开张。开通预约电话：改到2027年3月4日前完成。设备晚到。"
    assert lines(client) == [
        ("101", "赵洪蓉、周建伟", case.suggestion.title, "区民政局", "正在解决", "正在解决", told)
    ]
    keep_promise(Promise.objects.get(pk=second.pk), w.handler, on=f.day(0), said="开通了。", seen=1)
    assert lines(client)[0][5] == "正在解决（承诺已兑现，待再次答复）"


def test_a_promise_that_is_late_says_so_and_a_long_story_is_cut(client):
    delivered(("甲" * 150, 5), ("乙" * 150, 8))
    with time_machine.travel(TODAY + dt.timedelta(days=20), tick=False):
        told = lines(client)[0][-1]
    assert len(told) == 200
    assert told.startswith("甲" * 150 + "：2026年11月29日前完成，已逾期15天。乙")
    assert told.endswith("…")


@pytest.mark.parametrize(("days", "late"), [(4, ""), (5, ""), (6, "，已逾期1天")])
def test_a_promise_is_late_from_the_day_after_its_own(client, days, late):
    delivered(("新增助餐点", 5))
    with time_machine.travel(TODAY + dt.timedelta(days=days), tick=False):
        assert lines(client)[0][-1] == f"新增助餐点：2026年11月29日前完成{late}。"


def test_the_original_result_is_next_to_the_newest_answer(client):
    w = f.world()
    case = delivered(("新增助餐点", 5), number="102")
    keep_promise(Promise.objects.get(), w.handler, on=f.day(0), said="已开张。", seen=0)
    follow_up_case(case, w.handler)
    case.reload()
    f.contact_all(case, w.handler)
    f.write(case, w.handler, classification="已解决", promises=[])
    f.advance(case, "submit", "check", "sign", "deliver")
    assert lines(client)[0][4:] == (
        "正在解决",
        "已解决",
        "2026年11月24日再次答复代表，列为“已解决”。新增助餐点：2026年11月24日兑现。已开张。",
    )


def test_only_what_was_left_open_is_looked_back_at_of_every_year_unless_one_is_chosen(client):
    f.advance(f.make_case(Status.SEEKING_FEEDBACK), "deliver")
    old = delivered(("新增助餐点", 5), number="103")
    Case.objects.filter(pk=old.pk).update(handed_on=dt.date(2025, 3, 5))
    assert [line[0] for line in lines(client)] == ["103"]
    assert lines(client, "?year=2026") == []
    assert lines(client, "?year=2025")[0][0] == "103"
    assert get(client, f.world().other_office, "/lookback/").context["lines"] == []
    assert get(client, f.world().district, "/lookback/?year=x").status_code == 400


def test_the_table_as_workbook_and_on_paper_is_that_of_the_page(client):
    delivered(("新增助餐点12处", 10), number="104")
    shown = get(client, f.world().district, "/lookback/").context["lines"][0].cells
    rows = read(get(client, f.world().district, "/lookback/lookback.xlsx"))["回头看"]
    assert rows[-1] == shown
    assert rows[-2] == (
        "序号", "届次", "件号", "提出人", "标题", "主办单位", "原办理结果", "现办理结果", "说明",
    )  # fmt: skip
    content = paper(client, f.world().district, "/lookback/lookback.pdf")
    text = squeezed("".join(pages_of(content)))
    assert all(squeezed(str(cell)) in text for cell in shown)
    with opened(content) as pdf:
        assert [(round(page.width), round(page.height)) for page in pdf.pages] == [A4[::-1]]
