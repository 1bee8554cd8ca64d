"""交接: who is there in the unit, and one page for each person who goes, is away or stands in."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from proposals.administration.identities.actions import count_ready
from proposals.cases.access import NotYours, Refused
from proposals.models import Absence, Membership, Role, Unit, User
from proposals.models.people import ACTING, BODIES
from proposals.request import StaffRequest
from proposals.web.pages import kept, rewrite_fields
from replies.handover.actions import (
    end_absence,
    gaps_behind,
    hand_over_cases,
    manages_people,
    move_section,
    record_absence,
    replace_stand_in,
)
from replies.handover.forms import KEEP, AbsenceForm, HandOverForm, ReplaceForm, SectionForm
from replies.handover.held import list_colleagues, list_held_cases, list_sole_roles
from replies.handover.own_acts import list_waiting_cases
from replies.handover.stand_ins import absences_ahead, find_gaps
from replies.models import Wording
from replies.rounds.forms import describe_handler
from replies.rounds.held import count_in_hand


@login_required
@require_safe
def colleagues_page(request: StaffRequest) -> HttpResponse:
    """Who works in the unit, who is away and who stands in, and how much each has."""
    units = Unit.objects.filter(pk__in=request.user.units_as(Role.OFFICE, *BODIES)).order_by("pk")
    if not units:
        raise NotYours("人员交接由本单位办公室办理。您自己离岗的，请点右上角姓名里的“我要离岗”。")
    groups = [(unit, list_colleagues(unit)) for unit in units]
    unproven = count_ready(request.user) if request.user.units_as(Role.OFFICE) else 0
    return render(request, "replies/handover/colleagues.html", {"groups": groups, "unproven": unproven})


def find_person(request: StaffRequest, pk: int, unit_pk: int) -> tuple[User, Unit]:
    """The person and the unit: for colleagues there; 404 for others, 403 for who does not look after people."""
    if unit_pk not in request.user.units_as(*ACTING):
        raise Http404
    unit = get_object_or_404(Unit, pk=unit_pk)
    person = get_object_or_404(User.objects.filter(memberships__unit=unit).distinct(), pk=pk)
    if person.pk != request.user.pk and not manages_people(request.user, unit):
        raise NotYours(f"交接由本人或者{unit}办公室办理，您不能替办。")
    return person, unit


@login_required
def hand_over_page(request: StaffRequest, pk: int, unit_pk: int) -> HttpResponse:
    """What one person has, when the person is away, and to whom it goes."""
    person, unit = find_person(request, pk, unit_pk)
    held = list_held_cases(person, unit, request.user)
    kind, data = request.POST.get("kind", ""), request.POST if request.method == "POST" else None
    forms: dict[str, Any] = {
        "absence": AbsenceForm(data if kind == "absence" else None, person=person, unit=unit, user=request.user),
        "cases": HandOverForm(data if kind == "cases" else None, person=person, unit=unit, held=held),
        "move": SectionForm(data if kind == "move" else None, unit=unit, held=held),
    }
    gaps = gap_forms(request, person, unit, data if kind == "replace" else None)
    forms["replace"] = next((one for one in gaps if one.is_bound), None)
    form = forms.get(kind)
    if kind == "replace" and form is None:
        messages.info(request, "代办人刚才已经换过，请看最新情况。")
        return redirect(request.path)
    if form is not None and form.is_valid():
        with kept(form):
            if TAKE[kind](request, person, unit, form):
                return redirect(request.path)
        if kind == "absence":
            rewrite_fields(form, key=uuid.uuid4())  # the page shows what stands now: what is sent next is new
    status = getattr(form, "refused", 400) if form is not None else 200
    shown = page_of(request, person, unit, forms) | {"gaps": gaps}
    return render(request, "replies/handover/person.html", shown, status=status)


def gap_forms(request: StaffRequest, person: User, unit: Unit, data: Any) -> list[ReplaceForm]:
    """Where this person is away, or stands in and is away, and nobody does the work: a form to name another."""
    gaps = [gap for gap in find_gaps(absences_ahead(unit)) if person in (gap.absence.user, gap.absence.stand_in)]
    return [
        ReplaceForm(data if data and f"gap{gap.absence.pk}-key" in data else None, gap=gap, user=request.user)
        for gap in gaps
    ]


def page_of(request: StaffRequest, person: User, unit: Unit, forms: dict[str, Any]) -> dict[str, Any]:
    rows = Membership.objects.filter(user=person, unit=unit, role__in=ACTING).order_by("pk")
    roles = [row for row in rows if row.is_active and person.is_active]
    absences = Absence.objects.filter(user=person, unit=unit).select_related("stand_in", "recorded_by", "ended_by")
    today = timezone.localdate()
    ahead = [row for row in absences if row.ended_at is None and (row.until is None or row.until >= today)]
    return {
        "person": person,
        "unit": unit,
        "roles": roles,
        "handles": next((row for row in roles if row.role == Role.HANDLER), None),
        "forms": forms,
        "waiting": list_waiting_cases(person, unit),
        "offered": [(pk, describe_handler(row), row) for pk, row in forms["cases"].handlers.items()],
        "keep": KEEP,
        "ahead": list(reversed(ahead)),
        "past": [row for row in absences if row not in ahead],
        "manages": manages_people(request.user, unit),
        "own": person.pk == request.user.pk,
        "sole_roles": list_sole_roles(person, unit),
        "wordings": Wording.objects.current().filter(owner=person, unit=unit).count(),
    }


def take_absence(request: StaffRequest, person: User, unit: Unit, form: AbsenceForm) -> bool:
    made = record_absence(person, unit, request.user, **form.said)
    who = f"由{made.stand_in}代办。" if made.stand_in else f"没有人代办。{_say_left(request, person, unit)}"
    messages.success(request, f"已登记{made.get_reason_display()}（{made.days}），{who}")
    for gap in gaps_behind(made):
        messages.warning(
            request, f"{gap.said}，请{'' if manages_people(request.user, unit) else f'{unit}办公室'}另选代办人。"
        )
    return True


def _say_left(request: StaffRequest, person: User, unit: Unit) -> str:
    """What lies there while nobody stands in, and what becomes of it."""
    load = count_in_hand(unit=unit.pk, people=[person]).get((person.pk, unit.pk))
    waiting = len(list_waiting_cases(person, unit))
    by = "请在下面" if manages_people(request.user, unit) else f"请{unit}办公室"
    said = f"手上的{load.count}件{by}逐件交接。" if load else ""
    return said + (f"等着办的{waiting}件列在下面，写明了还有谁能办。" if waiting else "")


def take_replacement(request: StaffRequest, person: User, unit: Unit, form: ReplaceForm) -> bool:
    said = form.cleaned_data
    made = replace_stand_in(
        said["absence"], request.user, stand_in=said["stand_in"], since=said["since"], key=said["key"]
    )
    messages.success(request, f"{made.days}{made.user}的事由{made.stand_in}代办。")
    return True


def take_cases(request: StaffRequest, person: User, unit: Unit, form: HandOverForm) -> bool:
    """All went: back to the page; some did not: the page says which, and what was chosen stays."""
    if not manages_people(request.user, unit):
        raise NotYours(f"改派由{unit}办公室办理，您不能替办。")
    outcomes = hand_over_cases(person, request.user, form.chosen, key=form.cleaned_data["key"])
    done = [one for one in outcomes if one.done]
    by_name = dict.fromkeys(one.to.name for one in done)
    told = "，".join(f"{name}{sum(one.to.name == name for one in done)}件" for name in by_name)
    left = f"{'、'.join(form.still_open)}还没有选人。" if form.still_open else ""
    if failed := [one for one in outcomes if not one.done]:
        said = "；".join(f"{one.case.suggestion.short_number}没有交：{one.said}" for one in failed)
        raise Refused(f"{f'已交接{len(done)}件（{told}）。' if done else ''}{said}")
    messages.success(request, f"已交接{len(done)}件：{told}。{left}")
    return True


def take_move(request: StaffRequest, person: User, unit: Unit, form: SectionForm) -> bool:
    member = get_object_or_404(Membership, user=person, unit=unit, role=Role.HANDLER, is_active=True)
    if form.is_stale:
        raise Refused(f"{person}手上的件刚才有变动，请看过最新情况再办。您刚才的操作没有执行。")
    section = form.cleaned_data["section"]
    along = move_section(member, request.user, section=section, cases=[(o.case, o.case.version) for o in form.held])
    messages.success(request, f"{person}已调到{section}" + (f"，手上{len(along)}件随人带去。" if along else "。"))
    return True


TAKE: dict[str, Any] = {
    "absence": take_absence,
    "cases": take_cases,
    "move": take_move,
    "replace": take_replacement,
}


@login_required
@require_POST
def end_absence_page(request: StaffRequest, pk: int) -> HttpResponse:
    """The person is back, or does not go."""
    absence = get_object_or_404(Absence.objects.select_related("user", "unit", "stand_in"), pk=pk)
    find_person(request, absence.user_id, absence.unit_id)
    if end_absence(absence, request.user):
        messages.success(request, f"{absence.user}的{absence.get_reason_display()}已结束。")
    return redirect("replies:hand_over", absence.user_id, absence.unit_id)
