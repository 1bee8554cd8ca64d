"""交接: being away for a time, giving what one has to others, moving to another section."""

import datetime as dt
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from proposals.formats.chinese import typed_number
from proposals.models import Absence, Case, Membership, Role, Unit, User
from proposals.web.fields import INCOMPLETE, Words, date_field, form_layout, key_field, offer_rows
from replies.handover.held import HeldCase
from replies.handover.stand_ins import Candidate, Gap, lent_in_words, list_stand_ins
from replies.rounds.forms import handler_choices

KEEP = "keep"
BACK, AHEAD = dt.timedelta(days=366), dt.timedelta(days=2 * 366)  # further is a slip of the year


def near_enough(day: dt.date) -> None:
    """Raise ValidationError for a day years away."""
    if not timezone.localdate() - BACK <= day <= timezone.localdate() + AHEAD:
        raise ValidationError("这一天太远了，请核对年份。往后最多登记两年。")


class AbsenceForm(forms.Form):
    """From when to when somebody is away, why, and who stands in."""

    starts = date_field("从哪一天起", validators=[near_enough])
    until = date_field(
        "到哪一天（含）", required=False, validators=[near_enough], help_text="还不知道哪一天回来的，可以不填。"
    )
    reason = forms.ChoiceField(label="原因", choices=Absence.Reason.choices)
    stand_in = forms.ModelChoiceField(
        User.objects.none(),
        label="代办人",
        required=False,
        error_messages={"invalid_choice": "请从列出的同事里选代办人。"},
        empty_label="没有人代办，逐件交接",
        help_text="在这几天里用自己的名义代办，记录写“代”。",
    )
    key = key_field()
    helper = form_layout(Div("starts", "until", "reason", Field("stand_in"), css_class="form-grid"), "key")

    def __init__(self, *args: Any, person: User, unit: Unit, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = offer_stand_ins(self, list_stand_ins(person, unit, user))
        if lent := lent_in_words(person, unit, user):
            self.fields["stand_in"].help_text += f"{lent}的事只能请{lent}代；要请别的同事，由{person}本人登记。"
        self.fields["starts"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        starts, until = self.cleaned_data.get("starts"), self.cleaned_data.get("until")
        if starts and until and until < starts:
            self.add_error("until", "结束的日期不能早于开始的日期。")
        stand_in = self.cleaned_data.get("stand_in")
        if starts and stand_in and (away := self.candidates[stand_in.pk].why_away(starts, until)):
            self.add_error("stand_in", away)
        return self.cleaned_data

    @property
    def said(self) -> dict[str, Any]:
        """What record_absence is told."""
        return {name: self.cleaned_data[name] for name in ("starts", "until", "reason", "stand_in", "key")}


class StandInSelect(forms.Select):
    """People who may stand in, each with the days on which that one is away (handover.js takes those out whose days
    meet the ones that are typed)."""

    candidates: dict[int, Candidate]

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        candidate = self.candidates.get(getattr(value, "value", None) or 0)
        if candidate:
            option["label"] = candidate.label
            option["attrs"] |= {"data-away": candidate.days_away} if candidate.away else {}
        return option


def offer_stand_ins(form: forms.Form, candidates: dict[int, Candidate]) -> dict[int, Candidate]:
    """Let the form's stand-in be chosen from these people."""
    widget = StandInSelect()
    widget.candidates = candidates
    form.fields["stand_in"].widget = widget
    offer_rows(form, "stand_in", User.objects.filter(pk__in=candidates).order_by("name", "pk"))
    return candidates


class ReplaceForm(forms.Form):
    """另选代办人: for an absence whose stand-in is away too, from the first day on which that is so."""

    absence = forms.ModelChoiceField(Absence.objects.none(), widget=forms.HiddenInput)
    since = forms.DateField(widget=forms.HiddenInput)
    stand_in = forms.ModelChoiceField(
        User.objects.none(),
        label="另选代办人",
        empty_label="选一个人",
        error_messages={"required": "请选一位代办人。"},
    )
    key = key_field()

    def __init__(self, data: Any, *, gap: Gap, user: User) -> None:
        absence = gap.absence
        super().__init__(data, prefix=f"gap{absence.pk}", initial={"absence": absence.pk, "since": gap.starts})
        self.gap = gap
        everybody = list_stand_ins(absence.user, absence.unit, user)
        free = {pk: one for pk, one in everybody.items() if not one.why_away(gap.starts, absence.until)}
        self.candidates = offer_stand_ins(self, free)
        offer_rows(self, "absence", Absence.objects.filter(pk=absence.pk))


class HandOverForm(forms.Form):
    """To whom each case goes: a row for every case, with the version the page showed. What is left open stays as it
    is; nothing is chosen beforehand."""

    key = key_field()

    def __init__(self, data: Any = None, *, person: User, unit: Unit, held: list[HeldCase]) -> None:
        super().__init__(data)
        self.held = held
        self.handlers = {str(row.user_id): row for row in handler_choices(unit.pk) if row.user_id != person.pk}
        self.chosen: list[tuple[Case, int, Membership]] = []

    @property
    def rows(self) -> list[tuple[HeldCase, str]]:
        """The cases, each with what was chosen for it."""
        return [(one, self.choice_of(one.case.pk)) for one in self.held]

    def choice_of(self, pk: int) -> str:
        """What was sent for the case: a person, KEEP, "" for nothing."""
        return str(self.data.get(f"to_{pk}", "")) if self.is_bound else ""

    def clean(self) -> dict[str, Any]:
        """Cases are looked up by what was sent: one that has gone to somebody else meanwhile says so by itself."""
        sent = [pk for name in self.data if name.startswith("to_") and (pk := typed_number(name[3:])) is not None]
        asked = {pk: self.choice_of(pk) for pk in sent if self.choice_of(pk) not in ("", KEEP)}
        for case in Case.objects.filter(pk__in=asked).select_related("suggestion", "unit").order_by("pk"):
            to, seen = self.handlers.get(asked[case.pk]), typed_number(self.data.get(f"seen_{case.pk}", ""), 8)
            if to is None:
                self.add_error(None, f"{case.suggestion.short_number}交给谁，请从列出的里面选。")
            elif seen is None:
                self.add_error(None, INCOMPLETE)
            else:
                self.chosen.append((case, seen, to))
        if not asked and not self.errors:
            self.add_error(None, "请先给至少一件选好交给谁。")
        return self.cleaned_data

    @property
    def still_open(self) -> list[str]:
        """The numbers of the cases for which nothing was chosen."""
        return [one.case.suggestion.short_number for one, chosen in self.rows if not chosen]


class SectionForm(forms.Form):
    """调科室: where to; what the person still handles goes along."""

    section = Words(label="调到哪个科室", max_length=40)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    helper = form_layout("section", "seen")

    def __init__(self, data: Any = None, *, unit: Unit, held: list[HeldCase]) -> None:
        super().__init__(data)
        self.held = held
        rows = Membership.objects.filter(unit=unit, is_active=True, role=Role.HANDLER).exclude(section="")
        self.sections = list(rows.order_by("section").values_list("section", flat=True).distinct())
        self.fields["section"].widget.attrs |= {"list": "sections", "autocomplete": "off"}
        self.fields["seen"].initial = self.versions

    @property
    def versions(self) -> str:
        """Which cases the page showed, and how far each was."""
        return " ".join(f"{one.case.pk}:{one.case.version}" for one in self.held)

    @property
    def is_stale(self) -> bool:
        return bool(self.cleaned_data["seen"] != self.versions)
