"""Lists of other offices, made in memory, and what of them is registered."""

import io

from openpyxl import Workbook

from proposals.models import Suggestion
from tests.proposals.intake.sheets import run


def workbook(*sheets, merged=()):
    """An .xlsx of (name, rows); `merged` are areas of the first sheet."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for area in merged:
        made.worksheets[0].merge_cells(area)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def said(printed):
    """The notes of a list."""
    return [line.removeprefix("说明：") for line in printed.splitlines() if line.startswith("说明：")]


def taken_in(content):
    """What each suggestion of a list that goes in says, by its number, and the notes."""
    status, printed, complaint = run(content)
    assert (status, complaint) == (0, ""), printed
    made = {
        one.number: (one.title, one.proposer_names, [f"{case.unit}{case.part}" for case in one.cases.order_by("pk")])
        for one in Suggestion.objects.order_by("pk")
    }
    return made, said(printed)


def parts_of(content):
    """The units of each suggestion, by its number, and the notes."""
    made, notes = taken_in(content)
    return {number: parts for number, (_, _, parts) in made.items()}, notes
