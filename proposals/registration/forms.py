"""更正登记: the form of intake, filled with what stands. What is sent as it stood is not changed."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import Field, Fieldset, Layout, Row
from django import forms
from django.db.models import Q

from proposals.cases.access import Stale
from proposals.intake import cells
from proposals.intake.corrections.actions import CHANGED
from proposals.intake.corrections.fields import (
    CorrectedField,
    FieldValue,
    field_value,
    first_case,
    live_cases,
    registration_state,
)
from proposals.intake.corrections.rules import find_numbered, is_taken, studies
from proposals.intake.directory import Directory, House
from proposals.intake.forms import SuggestionForm, unit_fields
from proposals.intake.plan import house_of
from proposals.intake.register import SuggestionEntry
from proposals.models import Case, Deputy, Part, Role, Session, Suggestion, Unit, UnitKind, User
from proposals.models.states import HELPING_PARTS
from proposals.web.fields import INCOMPLETE_FIELD, offer_rows, text_field
from proposals.web.pages import mark_refused

F = CorrectedField
ASKED = "asked"


def registered_cases(suggestion: Suggestion) -> list[Case]:
    """The cases that were handed out with it, without those that a 主办 unit asked for its help later."""
    cases = live_cases(suggestion)
    asked = Q(events__action=ASKED, events__sequence=1)
    later = set(Case.objects.filter(asked, suggestion=suggestion).values_list("pk", flat=True))
    return [case for case in cases if case.pk not in later]


def name_deputies(deputies: Sequence[Deputy]) -> dict[str, Deputy]:
    """How the form names those who stand, with the delegation where the name alone is not enough."""
    names = [one.name for one in deputies]
    known = Counter(Deputy.objects.filter(name__in=names).values_list("name", flat=True))

    def label(one: Deputy) -> str:
        return f"{one.name}（{one.delegation}）" if known[one.name] > 1 and one.delegation else one.name

    return {label(one): one for one in deputies}


class CorrectionForm(SuggestionForm):
    """After is_valid(), `changes` is what intake.corrections takes: only what differs."""

    reason = text_field("更正的理由", 2, 500, help_text="记入办理记录，承办单位能看到。")
    state = forms.CharField(widget=forms.HiddenInput, max_length=40, error_messages=INCOMPLETE_FIELD)

    def __init__(self, *args: Any, user: User, suggestion: Suggestion, **options: Any) -> None:
        self.own = suggestion
        self.changes: dict[CorrectedField, FieldValue] = {}
        self.registered = registered_cases(suggestion)
        self.standing = name_deputies(suggestion.proposers)
        super().__init__(*args, user=user, initial=self._standing_values(), **options)
        for name in ("files", "wide_reason"):
            self.fields.pop(name, None)
        self.fields["new_deputies"].widget = forms.CheckboxInput()
        self.fields["reason"].required = is_taken(suggestion)
        if not is_taken(suggestion):
            self.fields["reason"].help_text = "还没有单位签收，可以不写。"
        if not self._units_fit():
            for name in ("way", "unit", "others", "hosts", "shares"):
                self.fields.pop(name, None)
        first = first_case(live_cases(suggestion))
        if first and not first.clock_runs:
            self.fields["due"].disabled = True
            self.fields["due"].help_text = "答复期限已经停止计算"

    @property
    def hands_out(self) -> bool:
        return super().hands_out or studies(self.own, self.user)

    @property
    def asked(self) -> list[Unit]:
        """The units that the 主办 unit asked for its help: theirs is no matter of the registration."""
        return [case.unit for case in live_cases(self.own) if case not in self.registered]

    def _standing_values(self) -> dict[str, Any]:
        own, first = self.own, first_case(live_cases(self.own))
        lead, *others = [*self.standing] or [""]
        answering = first_case(self.registered)
        return {
            "session": own.session_id,
            "number": own.number,
            "category": own.category,
            "between": own.made_between_sessions,
            "title": own.title,
            "text": own.text,
            "lead": lead,
            "co_signers": "、".join(others),
            "way": self._way(answering),
            "unit": answering.unit_id if answering else None,
            "others": [case.unit_id for case in self.registered if case != answering and not case.hosts_along],
            "hosts": [case.unit_id for case in self.registered if case.hosts_along],
            "shares": field_value(F.SHARES, own),
            "handed_on": first.handed_on.isoformat() if first else "",
            "due": first.internal_due.isoformat() if first and first.internal_due else "",
            "state": registration_state(own),
        }

    def _units_fit(self) -> bool:
        """Whether the fields of intake can say how the units stand: one that leads, and others of one kind."""
        answering = first_case(self.registered)
        if not answering or (answering.helps and self.hands_out):
            return False
        others = {case.part for case in self.registered if case != answering}
        wanted = {Part.EACH} if answering.part == Part.EACH else {*HELPING_PARTS}
        return not others or (others <= wanted and self.hands_out)

    def units_to_share(self, parts: list[tuple[Unit, Part]]) -> list[Unit]:
        """Only of who is named by the correction: what was handed over without it may be corrected otherwise."""
        known = {case.unit_id for case in self.registered if case.part in (Part.MAIN, Part.JOINT)}
        return [unit for unit in super().units_to_share(parts) if unit.pk not in known]

    def _way(self, answering: Case | None) -> str | None:
        if any(case.hosts_along for case in self.registered):
            return Part.JOINT
        return answering.part if answering else None

    def _offer_units(self) -> None:
        super()._offer_units()
        here = Q(pk__in=[case.unit_id for case in self.registered])
        if self.hands_out:
            for name in ("unit", "others", "hosts"):
                offer_rows(self, name, Unit.objects.filter(Q(is_active=True, kind=UnitKind.BUREAU) | here))
        else:
            offer_rows(self, "unit", Unit.objects.filter(Q(pk__in=self.user.units_as(Role.OFFICE)) | here))

    def _layout(self) -> Layout:
        confirm = ["new_deputies"] if self.unknown else []
        units = [InlineRadios("way"), "unit"] if "way" in self.fields else []
        units += unit_fields(self)
        return Layout(
            Fieldset(
                "建议",
                Row("session", "number"),
                Field("title", wrapper_class="wide"),
                Field("text", wrapper_class="wide"),
                Row("category", "between"),
            ),
            Fieldset("提出人", "lead", *confirm, Field("co_signers", wrapper_class="wide")),
            Fieldset("交办", *units, Row("handed_on", "due")),
            Fieldset("更正", Field("reason", wrapper_class="wide"), "state"),
        )

    # ---- what differs from intake ------------------------------------------------------------------------

    def find_existing(self, session: Session, number: str) -> Suggestion | None:
        return find_numbered(session, number, self.own)

    def tell_existing(self, session: Session, existing: Suggestion) -> str:
        seen = Case.objects.visible_to(self.user).filter(suggestion=existing).select_related("unit").first()
        what = f"《{existing.title}》（{seen.unit}）" if seen else "另一件建议"
        return f"{session.short_name}{existing.full_number}已经登记为{what}，不能再用这个件号。"

    def find_deputies(self, directory: Directory, names: list[str], house: House) -> list[Deputy]:
        """Who stands keeps standing under the name the form gave; the others are found as at intake."""
        held = self.standing if house == house_of(self.own.session) else {}
        found = directory.deputies_of([name for name in names if name not in held], house)
        if len(set(names)) < len(names):
            raise cells.Wrong("有人写了两次，请去掉一个。")
        rest = iter(found)
        placed = [held[name] if name in held else next(rest) for name in names]
        return [*placed, *rest]

    def _check_due(self, data: dict[str, Any]) -> None:
        """Held against the law's date by the action, which knows of rounds and extensions."""

    def _parts(self) -> list[tuple[Unit, Part]]:
        return super()._parts() if "way" in self.fields else []

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.entry:
            self.changes = {
                name: value for name, value in self._sent(self.entry).items() if self._differs(name, value)
            }
        if self.changes and data.get("state") != registration_state(self.own):
            mark_refused(self, Stale(CHANGED))
        return data

    def _sent(self, entry: SuggestionEntry) -> dict[CorrectedField, FieldValue]:
        data = self.cleaned_data
        first = first_case(live_cases(self.own))
        sent: dict[CorrectedField, FieldValue] = {
            F.SESSION: entry.session,
            F.NUMBER: entry.number,
            F.BETWEEN: bool(data["between"]),
            F.TITLE: entry.title,
            F.CATEGORY: entry.category,
            F.TEXT: entry.text,
            F.PROPOSERS: entry.deputies,
            F.HANDED_ON: entry.handed_on,
        }
        if first and data["due"] != first.internal_due and "due" in self.changed_data:
            sent[F.DUE] = data["due"] or first.statutory_due
        if "shares" in self.fields:
            named_units = [unit for unit, _ in entry.parts]
            sent[F.SHARES] = cells.write_shares((unit, entry.shares.get(unit.pk, "")) for unit in named_units)
        if entry.parts:
            later = [case for case in live_cases(self.own) if case not in self.registered]
            named = {unit for unit, _ in entry.parts}
            asked = [(case.unit, Part(case.part)) for case in later if case.unit not in named]
            elsewhere = [] if self.hands_out else self._not_mine(named)
            sent[F.UNITS] = [*entry.parts, *asked, *elsewhere]
        return sent

    def _not_mine(self, named: set[Unit]) -> list[tuple[Unit, Part]]:
        """An office chooses among its own units only: the other cases stay as they are."""
        answering = first_case(self.registered)
        rest = (case for case in self.registered if case != answering and case.unit not in named)
        return [(case.unit, Part(case.part)) for case in rest]

    def _differs(self, name: CorrectedField, value: FieldValue) -> bool:
        held = field_value(name, self.own)
        if name == F.TEXT:
            return cells.read_text(self.own.text) != value
        if name == F.UNITS:
            return {*map(tuple, held)} != {*map(tuple, value)}  # type: ignore[arg-type]  # both are pairs
        return held != value
