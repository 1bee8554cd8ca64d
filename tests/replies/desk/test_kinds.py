"""A 提案 comes from 委员: its pages speak of it in these words, those of 建议 in the usual ones."""

import re

import pytest

from proposals.models import Case
from tests import factories as f

pytestmark = pytest.mark.django_db
STEPS = ("sign_for", "assign", "prepare")
OF_DEPUTIES = re.compile("[^，。；、：“”（）\\s]*(?:代表|这件建议|建议原文)[^，。；、：“”（）\\s]*")
# A name of its own, what a rule says, what was typed.
ELSEWHERE = ("吴淞代表团", "参照代表建议的答复期限", "代表赞成增加助餐点")


def proposal() -> Case:
    return f.hand_over(f.suggestion(body="政协", title="关于老年教育的提案"), f.world().bureau)


def said_of(page) -> list[str]:
    """What the page's own part still says of 代表."""
    main = page.content.decode().split("<main", 1)[1]
    words = re.sub("<[^>]+>", "\n", re.sub("(?s)<script.*?</script>", "", main))
    return sorted({one for one in OF_DEPUTIES.findall(words) if one not in ELSEWHERE})


def test_the_pages_of_a_proposal_speak_of_members(client):
    w, case = f.world(), proposal()
    f.advance(case, *STEPS, "submit", "check", "sign")
    attempt, found = f"attempts/{case.suggestion.proposers[0].pk}/", {}
    own = ("", "tab/contacts/", "tab/feedback/", "contacts/add/", "meetings/add/", "deliver/", "paper/", attempt)
    for user, pages in ((w.handler, own), (w.office, ("close/",))):
        client.force_login(user)
        for rest in pages:
            page = client.get(f"/cases/{case.pk}/{rest}")
            found[rest] = (page.status_code, said_of(page))
    assert found == dict.fromkeys((*own, "close/"), (200, []))


def test_the_pages_of_a_suggestion_speak_of_deputies(go):
    case = f.advance(f.hand_over(f.suggestion(), f.world().bureau), *STEPS)
    assert "登记代表沟通" in said_of(go(f.world().handler, "case", case.pk))


def test_a_refusal_names_the_kind(go):
    w, case = f.world(), proposal()
    page = go(w.handler, "contact", case.pk)
    assert (page.status_code, "这件建议" in page.content.decode()) == (409, False)
