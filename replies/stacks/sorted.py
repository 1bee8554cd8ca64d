"""Pages of a stack, looked at one by one and put together into sheets: by the code on them, wherever they lie."""

from dataclasses import dataclass, field
from typing import IO, Any

from proposals.bounded.ask import read_bounded
from proposals.models import Case, Deputy, User
from proposals.models.people import CASE_STAFF
from proposals.models.querysets import CaseQuerySet, by_number, reachable_cases
from proposals.models.states import ANSWERED, HELPING_PARTS
from replies.feedback.scans import ScanCode, find_named
from replies.letter.sheets.look import look_at_sheet_page
from replies.models import PrintedForm, Reply, SheetStack, StackSheet
from replies.models.reply import find_reply

State, Why = StackSheet.State, StackSheet.Why


@dataclass(frozen=True)
class PageSeen:
    """One page: what its codes say, which way up it is, and its rows where it is the page of the opinions."""

    number: int
    quarters: int = 0
    texts: tuple[str, ...] = ()
    seen: dict[str, Any] = field(default_factory=dict)
    is_blank: bool = False


def look_at_page(scan: IO[bytes], number: int) -> PageSeen:
    """What a page of the stack's file shows, to a bounded child; the codes that name one of our forms come first."""
    told = read_bounded(look_at_sheet_page, scan, number)
    codes = told["codes"]
    if not codes:
        return PageSeen(number, is_blank=told["blank"])
    ours = [code for code in codes if find_named(code["text"])]
    code = (ours or codes)[0]
    return PageSeen(number, code["quarters"], tuple(one["text"] for one in (ours or codes)), code["seen"])


def sort_pages(stack: SheetStack, pages: list[PageSeen], cases: CaseQuerySet) -> list[StackSheet]:
    """The sheets of a stack in the order of their first pages; `cases` are those whose forms may be entered."""
    groups: list[list[PageSeen]] = []
    by_code: dict[str, list[PageSeen]] = {}
    for page in pages:
        if page.is_blank:
            continue
        code = page.texts[0] if page.texts else ""
        group = by_code.get(code) if code else None
        if group is None or not _belongs(page, group):
            group = []
            groups.append(group)
            if code:
                by_code[code] = group  # what comes later belongs to the later one
        group.append(page)
    taken: dict[str, int] = {}
    return [_sheet(stack, position, group, cases, taken) for position, group in enumerate(groups, 1)]


def _belongs(page: PageSeen, group: list[PageSeen]) -> bool:
    """Whether a page of the same code is the other page of this sheet: a form has two, one with the opinions."""
    return len(group) == 1 and not (page.seen and group[0].seen)


def _sheet(
    stack: SheetStack, position: int, group: list[PageSeen], cases: CaseQuerySet, taken: dict[str, int]
) -> StackSheet:
    ordered = sorted(group, key=lambda page: (bool(page.seen), page.number))
    face = ordered[-1]
    sheet = StackSheet(stack=stack, position=position, pages=[[page.number, page.quarters] for page in ordered])
    sheet.seen = face.seen
    named = find_named(face.texts[0]) if face.texts else None
    sheet.why = _why_apart(sheet, face, named, cases, taken)
    sheet.state = State.APART if sheet.why else State.TO_ENTER
    if face.texts:
        taken.setdefault(face.texts[0], position)
    return sheet


def _why_apart(
    sheet: StackSheet, face: PageSeen, named: ScanCode | None, cases: CaseQuerySet, taken: dict[str, int]
) -> str:
    """Why a sheet is put apart, or ""; what is known of it is noted on it."""
    if not face.texts:
        return Why.NO_CODE
    if named is None:
        return Why.FOREIGN
    reply = named.printed.reply
    case = cases.filter(pk=reply.case_id).first()
    if case is None:
        return Why.NOT_OURS
    sheet.reply, sheet.copy, sheet.deputy = reply, str(named.copy), named.deputy or _only_deputy(case)
    if named.printed.taken_back_at:
        return Why.TAKEN_BACK
    if reply != find_reply(case):
        return Why.EARLIER
    if named.printed.occasion == PrintedForm.Occasion.CLOSED:
        return Why.CLOSED
    if case.status not in ANSWERED:
        return Why.NOT_ASKED
    if sheet.deputy and reply.feedback.filter(deputy=sheet.deputy, is_current=True).exists():
        return Why.RECORDED
    if face.texts[0] in taken:
        return Why.TWICE
    return "" if face.seen else Why.NO_ROWS


def _only_deputy(case: Case) -> Deputy | None:
    deputies = case.suggestion.proposers
    return deputies[0] if len(deputies) == 1 else None


def entered_by(user: User) -> CaseQuerySet:
    """The cases whose signed forms this person enters: of a unit that helps or signs along there are none."""
    return Case.objects.filter(reachable_cases(user, *CASE_STAFF)).exclude(part__in=HELPING_PARTS)


def list_open_rounds(user: User) -> list[Reply]:
    """The rounds whose forms this person may enter now, by number."""
    rows = Reply.objects.filter(case__in=entered_by(user).filter(status__in=ANSWERED).values("pk"))
    rows = rows.select_related("case__suggestion__session").prefetch_related("case__suggestion__sponsorships__deputy")
    newest = {reply.case_id: reply for reply in rows.order_by(*by_number("case__")[:-1], "round")}
    return [reply for reply in newest.values() if reply.is_signed]
