"""The README's table of steps says what workflow.TABLE says, in both languages."""

from pathlib import Path

import pytest
from django.conf import settings

from proposals.cases.workflow import ANY, TABLE
from proposals.models import Part, Role, Status

ORDER = (Part.MAIN, Part.SOLE, Part.EACH, Part.HELP, Part.JOINT)
BEGIN, END = "<!-- workflow -->", "<!-- /workflow -->"


def table() -> list[str]:
    rows = ["| 步骤 | 从 | 到 | 谁 | 须写明 | 限于 |", "|---|---|---|---|---|---|"]
    for row in TABLE:
        sources = "、".join(Status(status).label for status in row.sources)
        by = "、".join(Role(role).label for role in row.by)
        only = "" if row.parts == ANY else "、".join(part for part in ORDER if part in row.parts)
        to = (row.target, *row.or_to) if row.target else ()
        targets = "、".join(Status(status).label for status in to) or "不变"
        rows.append(f"| {row.label} | {sources} | {targets} | {by} | {row.needs} | {only} |")
    return rows


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_table_is_true(name):
    text = Path(settings.BASE_DIR, name).read_text(encoding="utf-8")
    assert text.split(BEGIN)[1].split(END)[0].strip().splitlines() == table()
