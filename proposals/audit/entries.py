"""Entries of the journal under conditions, each with who did what: a constant number of queries. Nothing that stands
in a case is read: neither the comment of an event nor what a state says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Model, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Left, StrIndex

from proposals.audit.forms import AuditFilter
from proposals.journal.kinds import recorded_tables
from proposals.models import (
    AdministrationEvent,
    CalendarChange,
    Deputy,
    Event,
    JournalEntry,
    Role,
    SignIn,
    Suggestion,
    Unit,
    User,
)

SHORT = 12  # characters of a hash on the page
OF_KIND: Mapping[str, type[Model]] = {
    "event": Event,
    "administration": AdministrationEvent,
    "sign_in": SignIn,
    "calendar": CalendarChange,
}
# Of the tables of acts: the column with the name of who did it, and those with what was done.
ACTORS = {Event: "actor_name", AdministrationEvent: "actor_name", SignIn: "user__name", CalendarChange: "by__name"}
# Of an event the name of the step alone: what follows says what stands in the case.
STEP = Case(
    When(label__contains="：", then=Left("label", StrIndex("label", Value("：")) - 1)),
    default="label",
    output_field=CharField(),
)
DOINGS = {
    Event: ("step_said",),
    AdministrationEvent: ("label", "subject_name"),
    SignIn: ("outcome",),
    CalendarChange: ("what",),
}


@dataclass(frozen=True)
class AuditLine:
    """One entry as it is read."""

    entry: JournalEntry
    what: str
    who: str
    about: str

    @property
    def short(self) -> str:
        return self.entry.hash[:SHORT]

    @property
    def previous(self) -> str:
        return self.entry.previous_hash[:SHORT]


def read_entries(chosen: AuditFilter) -> QuerySet[JournalEntry]:
    """Under the conditions, the newest first."""
    rows = JournalEntry.objects.filter(**chosen.span()).order_by("-number")
    if kind := chosen.said("show"):
        model = OF_KIND.get(kind)
        rows = rows.filter(table=model._meta.db_table) if model else rows.filter(kind=kind)
    if number := chosen.said("case"):
        found = Suggestion.objects.filter(number=number.removesuffix("号"))
        rows = rows.filter(about__in=[f"suggestion:{pk}" for pk in found.values_list("pk", flat=True)])
    if name := chosen.said("whose"):
        rows = rows.filter(about__in=_abouts_of(name))
    if name := chosen.said("who"):
        rows = rows.filter(_of_acts({model: (column,) for model, column in ACTORS.items()}, name))
    for word in chosen.said("q").split():
        rows = rows.filter(_of_acts(DOINGS, word))
    return rows


def _abouts_of(name: str) -> list[str]:
    people = User.objects.filter(name__contains=name).values_list("pk", flat=True)
    units = Unit.objects.filter(Q(name__contains=name) | Q(short_name__contains=name)).values_list("pk", flat=True)
    deputies = Deputy._base_manager.filter(name__contains=name).values_list("pk", flat=True)
    kinds = (("user", people), ("unit", units), ("deputy", deputies))
    return [f"{kind}:{pk}" for kind, found in kinds for pk in found]


def _of_acts(columns: Mapping[Any, Iterable[str]], word: str) -> Q:
    """That the entry is of an act in one of whose columns this word stands."""
    condition = Q(pk__in=())
    for model, names in columns.items():
        fits = Q(pk__in=())
        for name in names:
            fits |= Q(**{f"{name}__contains": word})
        rows = _with_steps(model)
        keys = rows.filter(fits).order_by().annotate(as_text=Cast("pk", CharField())).values("as_text")
        condition |= Q(table=model._meta.db_table, row__in=keys)
    return condition


def tell_entries(entries: Iterable[JournalEntry]) -> list[AuditLine]:
    """Who did what, of these. Eight queries at most."""
    found = list(entries)
    acts = {model._meta.db_table: _read_acts(model, found) for model in OF_KIND.values()}
    names, titles = _read_abouts(found), {one.table: one.title for one in recorded_tables()}
    lines = []
    for entry in found:
        title = titles.get(entry.table, entry.table)
        who, what = acts.get(entry.table, {}).get(entry.row, ("", ""))
        said = f"{title}：{what}" if what else f"{title} · {entry.get_kind_display()}"
        lines.append(AuditLine(entry, said, who, names.get(entry.about, "")))
    return lines


def _with_steps(model: Any) -> Any:
    return model._base_manager.annotate(step_said=STEP) if model is Event else model._base_manager


def _read_acts(model: Any, entries: list[JournalEntry]) -> dict[str, tuple[str, str]]:
    keys = [one.row for one in entries if one.table == model._meta.db_table]
    said = {}
    if keys:
        more = ["role"] if model is Event else []
        for row in _with_steps(model).filter(pk__in=keys).values("pk", ACTORS[model], *DOINGS[model], *more):
            what = row[DOINGS[model][0]]
            if row.get("role") == Role.DEPUTY:  # who asked for what stands in the case
                row[ACTORS[model]] = Role.DEPUTY.label
            if model is SignIn:
                what = SignIn.Outcome(what).label
            said[str(row["pk"])] = (row[ACTORS[model]] or "", str(what))
    return said


def _read_abouts(entries: list[JournalEntry]) -> dict[str, str]:
    """070号, 高扬, 区民政局."""
    wanted: dict[str, set[int]] = {}
    for one in entries:
        kind, _, key = one.about.partition(":")
        if key.isdecimal():
            wanted.setdefault(kind, set()).add(int(key))
    named = {"suggestion:": ""}
    for suggestion in Suggestion.objects.filter(pk__in=wanted.get("suggestion", ())).only("pk", "number", "kind"):
        named[f"suggestion:{suggestion.pk}"] = suggestion.short_number
    for kind, model in (("user", User), ("unit", Unit), ("deputy", Deputy)):
        rows = model._base_manager.filter(pk__in=wanted.get(kind, ())).values_list("pk", "name")
        named |= {f"{kind}:{pk}": name for pk, name in rows}
    return named
