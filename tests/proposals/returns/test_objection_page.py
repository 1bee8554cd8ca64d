"""The page on which an objection to an assignment is heard, and afterwards read."""

import re

import pytest

from proposals.returns.objections import Hearing, hear_objection
from tests import factories as f
from tests.rules.oversight.hearing import object_to

pytestmark = pytest.mark.django_db


def test_a_page_with_nothing_to_fill_in_leads_back_and_cancels_nothing(client):
    case = f.make_case("in_progress")
    made = object_to(case)
    client.force_login(f.world().congress)
    bars = []
    for _ in range(2):
        page = client.get(f"/objections/{made.pk}/").content.decode()
        bars.append(re.sub("<[^>]+>|\\s", "", page.split('class="action-bar"', 1)[1].split("</div>")[0]).strip('">'))
        if len(bars) == 1:
            hear_objection(made, f.world().congress, hearing=Hearing.KEEP, why="三定方案定的。")
    assert bars == ["保存，告诉代表取消", "返回"]
