"""A 提案 comes from 委员: what is said of 建议 and 代表 is said of it in these words."""

import pytest

from proposals.models import Kind, Suggestion
from proposals.web.kinds import call_by_kind
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("登记代表沟通", "登记委员沟通"),
        ("建议原文", "提案原文"),
        ("这件建议的代表", "这件提案的委员"),
        ("代表团和代表工作机构", "代表团和代表工作机构"),
        ("市代表建议规定", "市代表建议规定"),
        ("代表法第五十一条", "代表法第五十一条"),
    ],
)
def test_words_are_said_by_kind(words, said):
    assert call_by_kind(words, Suggestion(kind=Kind.SUGGESTION)) == words
    assert call_by_kind(words, f.suggestion(body="政协")) == said
