"""A list that names what is registered by another number: by the one it had before, or by one nobody knows."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from proposals.models import IntakeList, Session, Suggestion
from tests.proposals.intake.sheets import book, row, run
from tests.proposals.registration.pages import correct

pytestmark = pytest.mark.django_db
OWN = re.compile(r'name="own" value="([^"]+)" form="confirm"')


def send(client, *rows):
    return client.post("/intake/lists/", {"file": SimpleUploadedFile("再来.xlsx", book(rows))})["Location"]


def plan_of(page):
    plan = page.context["plan"]
    kinds = {"new": plan.new, "same": plan.same, "changed": plan.changed, "doubtful": plan.doubtful}
    return {name: [line.entry.number for line in lines] for name, lines in kinds.items() if lines}


@pytest.fixture
def renumbered(world):
    """502 and 503 came by a list; 502 was corrected to 5020 on its page."""
    assert run(book([row("502"), row("503")]))[0] == 0
    case = Suggestion.objects.get(number="502").cases.get()
    assert correct(world.district, case, number="5020").status_code == 302
    return Suggestion.objects.get(number="5020")


def test_the_number_before_a_correction_is_not_new(district, renumbered):
    page = district.get(send(district, row("502"), row("503")))
    assert plan_of(page) == {"same": ["502", "503"]}
    assert "502号已更正为5020号：是已经登记的，没有当作新的。名单里请改用现在的件号。" in page.text
    assert (page.context["plan"].gone, 'id="confirm"' in page.text) == ([], False)


def test_what_else_the_row_says_is_a_difference(district, renumbered):
    page = district.get(send(district, row("502", 类别="教育"), row("503")))
    assert plan_of(page) == {"same": ["503"], "changed": ["502"]}


def test_corrected_twice_is_known_by_every_number(district, renumbered, world):
    assert correct(world.district, renumbered.cases.get(), number="6020").status_code == 302
    for number in ("502", "5020"):
        page = district.get(send(district, row(number, 标题="关于第502件事的建议")))
        assert plan_of(page) == {"same": [number]}
        assert f"{number}号已更正为6020号：" in page.text


def test_a_session_corrected_is_known_too(district, renumbered, world):
    other = Session.objects.create(body="人大", place="宝山区", term=9, meeting=6)
    assert correct(world.district, renumbered.cases.get(), session=str(other.pk)).status_code == 302
    page = district.get(send(district, row("502")))
    assert plan_of(page) == {"same": ["502"]}
    assert f"502号已更正为{other.short_name}5020号：" in page.text


def test_another_suggestion_under_the_old_number_is_asked(district, renumbered):
    at = send(district, row("502", 标题="关于别的事的建议", 领衔代表="周建伟", 附议代表=None), row("503"))
    page = district.get(at)
    assert plan_of(page) == {"same": ["503"], "doubtful": ["502"]}
    district.post(at, {"new": "0", "own": OWN.findall(page.text)})
    assert Suggestion.objects.get(number="502").title == "关于别的事的建议"


def test_both_numbers_in_one_list_are_asked(district, renumbered):
    page = district.get(send(district, row("502"), row("5020", 标题="关于第502件事的建议")))
    assert plan_of(page) == {"same": ["5020"], "doubtful": ["502"]}


def test_the_same_title_and_lead_under_another_number_are_asked(district, renumbered):
    at = send(district, row("600", 标题="关于第503件事的建议"), row("601"))
    page = district.get(at)
    assert plan_of(page) == {"new": ["601"], "doubtful": ["600"]}
    assert "与已登记的503号标题和领衔代表都相同" in page.text
    assert page.context["plan"].summary == "共2行：可登记1件，已有0件，请核对1件，有错0行"
    district.post(at, {"new": "1"})
    assert sorted(Suggestion.objects.values_list("number", flat=True)) == ["5020", "503", "601"]


def test_what_is_ticked_is_registered_with_the_others_once(district, renumbered):
    at = send(district, row("600", 标题="关于第503件事的建议"), row("601"))
    own = OWN.findall(district.get(at).text)
    for _ in range(2):
        done = district.post(at, {"new": "1", "own": own}, follow=True)
    assert "您核对时" not in done.text
    assert sorted(Suggestion.objects.values_list("number", flat=True)) == ["5020", "503", "600", "601"]
    assert IntakeList.objects.get().made == 2


def test_a_tick_of_an_older_page_holds_no_more(district, renumbered, world):
    at = send(district, row("600", 标题="关于第503件事的建议"))
    own = OWN.findall(district.get(at).text)
    assert correct(world.district, Suggestion.objects.get(number="503").cases.get(), number="504").status_code == 302
    done = district.post(at, {"new": "0", "own": own}, follow=True)
    assert "没有勾选要登记的，什么也没有改动。" in done.text
    assert not Suggestion.objects.filter(number="600").exists()


@pytest.mark.parametrize("cells", [{"标题": "关于别的事的建议"}, {"领衔代表": "周建伟", "附议代表": "赵洪蓉"}])
def test_one_of_the_two_alone_is_new(district, renumbered, cells):
    page = district.get(send(district, row("600", **{"标题": "关于第503件事的建议", **cells})))
    assert plan_of(page) == {"new": ["600"]}


def test_nobody_is_told_of_what_is_not_theirs(client, renumbered, world):
    client.force_login(world.other_office)
    page = client.get(send(client, row("502", 主办单位="区房管局")))
    assert plan_of(page) == {"new": ["502"]}


def test_what_was_voided_is_not_known(district, world):
    assert run(book([row("503")]))[0] == 0
    Suggestion.objects.update(voided_on="2026-03-06")
    assert plan_of(district.get(send(district, row("600", 标题="关于第503件事的建议")))) == {"new": ["600"]}


def test_the_command_says_so_and_registers_neither(renumbered):
    status, printed, _ = run(book([row("502"), row("600", 标题="关于第503件事的建议"), row("601")]))
    lines = [line.strip() for line in printed.splitlines()]
    assert status == 0
    assert "注意：502号已更正为5020号" in lines
    assert "注意：与已登记的503号标题和领衔代表都相同" in lines
    assert "请核对的没有登记；是另一件的，请在网页上传名单、勾选以后登记。" in lines
    assert sorted(Suggestion.objects.values_list("number", flat=True)) == ["5020", "503", "601"]
