"""回访 on paper: a sheet for each deputy, with the same questions."""

from collections.abc import Sequence

from replies.letter.pdf import press
from replies.letter.questions import RESULT
from replies.models import Revisit, RevisitAsk
from replies.revisits.bodies import words_of

SHEETS_MOST = 100  # of one file, each a page: some four seconds (`python -m bench.bounds`)


def revisit_sheets(revisit: Revisit, asks: Sequence[RevisitAsk], *, before: int = 0, count: int = 0) -> bytes:
    """The sheets as PDF; one that says so where nobody is left to be asked. `before` of the `count` sheets stand in
    other files."""
    questions = [(RESULT.asked, [*RESULT.grades]), *revisit.questions]
    context = {"revisit": revisit, "asks": asks, "questions": questions, "words": words_of(revisit.unit)}
    context |= {"before": before, "count": count or len(asks)}
    return press.render_paper("revisit", context, [ask.deputy.name for ask in asks])
