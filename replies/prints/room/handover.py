"""What goes with printed forms to those who get them: 送达清单 to be signed, and labels for the envelopes."""

from collections.abc import Iterable

from django.utils import timezone

from proposals.heads.printed import head_line
from proposals.models import Deputy, Unit, UnitKind
from replies.letter.pdf import papers
from replies.letter.pdf.papers import Envelope, HandoverEntry, HandoverList
from replies.models import PrintedForm
from replies.prints.printouts import OF_DISTRICT
from replies.prints.room.orders import PrintOffice
from replies.prints.unit_letters import call_in_letter

NAMES = 4  # of proposers that a line names
NUMBERS = 5  # case numbers that a label has room for


def receiving_office() -> Unit | None:
    """The district office, to which the copies go; None where none is registered."""
    return Unit.objects.filter(kind=UnitKind.DISTRICT, is_active=True).order_by("pk").first()


def handover_list(sender: PrintOffice, forms: Iterable[PrintedForm], *, to: str, copies: Iterable[int]) -> bytes:
    """送达清单: a line a case for the district office, a line a deputy and case for the deputies; for the
    units, each its own list."""
    if to == "units":
        return _unit_lists(sender, list(forms), copies)
    office = receiving_office()
    count = len(set(copies).intersection(OF_DISTRICT)) or len(OF_DISTRICT)
    receiver = "意见提出人" if to == "deputies" else office.name if office else "区政府办公室"
    entries = [entry for form in forms for entry in _entries(form, to, count)]
    day = timezone.localdate()
    one = HandoverList(receiver, entries)
    return papers.handover_pdf([one], sender=sender.unit.name, by=str(sender.user), on=day, witness=head_line())


def _unit_lists(sender: PrintOffice, forms: list[PrintedForm], copies: Iterable[int]) -> bytes:
    """What the district hands on to the units: a list a unit, each on a page of its own, to be signed there."""
    units: dict[Unit, list[HandoverEntry]] = {}
    for form in forms:
        units.setdefault(form.reply.case.unit, []).extend(_entries(form, "units", len(set(copies))))
    lists = [HandoverList(unit.name, entries) for unit, entries in units.items()]
    return papers.handover_pdf(
        lists, sender=sender.unit.name, by=str(sender.user), on=timezone.localdate(), witness=head_line()
    )


def _entries(form: PrintedForm, to: str, count: int) -> list[HandoverEntry]:
    suggestion = form.reply.case.suggestion
    people = suggestion.proposers
    named = people[: 1 if to == "deputies" else NAMES]
    more = f"等{len(people)}位" if len(people) > len(named) else ""
    names = "、".join(one.name for one in named) + more
    what, called = (suggestion.short_number, suggestion.title, names), call_in_letter(suggestion)
    if to == "deputies":
        return [HandoverEntry(*what, 1, one.name, called=called) for one in people]
    return [HandoverEntry(*what, count, called=called)]


def envelope_labels(sender: PrintOffice, forms: Iterable[PrintedForm], *, to: str, sheet: str, skip: int) -> bytes:
    """Envelope labels: one a deputy or a unit, whose cases lie in it together; for the district office one a case."""
    ways = {"deputies": _to_deputies, "units": _to_units}
    made = ways.get(to, _to_office)(forms)
    return papers.envelopes_pdf(made, sender=sender.unit.short_name, sheet=sheet, skip=skip)


def _to_deputies(forms: Iterable[PrintedForm]) -> list[Envelope]:
    inside: dict[Deputy, list[str]] = {}
    for form in forms:
        for deputy in form.reply.case.suggestion.proposers:
            inside.setdefault(deputy, []).append(f"{form.reply.case.suggestion.short_number}")
    return [
        Envelope(
            deputy.addressed,
            " ".join(filter(None, (deputy.address or deputy.delegation, deputy.contact and f"{deputy.contact}收"))),
            _numbers(numbers),
            (deputy.name, deputy.contact),
        )
        for deputy, numbers in inside.items()
    ]


def _to_units(forms: Iterable[PrintedForm]) -> list[Envelope]:
    inside: dict[Unit, list[str]] = {}
    for form in forms:
        inside.setdefault(form.reply.case.unit, []).append(f"{form.reply.case.suggestion.short_number}")
    return [Envelope(unit.name, unit.address, _numbers(numbers)) for unit, numbers in inside.items()]


def _numbers(numbers: list[str]) -> tuple[str, ...]:
    return (
        tuple(numbers)
        if len(numbers) <= NUMBERS
        else (*numbers[: NUMBERS - 1], f"{numbers[NUMBERS - 1]}等{len(numbers)}件")
    )


def _to_office(forms: Iterable[PrintedForm]) -> list[Envelope]:
    office = receiving_office()
    name, place = (office.name, office.address) if office else ("区政府办公室", "")
    return [Envelope(name, place, (f"{form.reply.case.suggestion.short_number}",)) for form in forms]
