"""Finding cases: by words asked and answered, by who asked and who handles, by facts; and why a row is there.

What is not signed is searched for the people of the unit that writes it, only: a hit would tell what
it says. Reply texts belong to the other app; the relations of a case are all that is used of them here.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString

from proposals.formats.case_numbers import number_key
from proposals.formats.proposers import without_title
from proposals.intake.corrections.earlier_numbers import find_earlier_numbers
from proposals.models import Case, Deputy, Role, Sponsorship, Status, Unit, User
from proposals.models.people import BODIES
from proposals.models.querysets import CaseQuerySet, by_number, own_cases
from proposals.models.suggestion import session_body_is
from proposals.templatetags.desk import marked
from replies.models import Draft

MOST_WORDS = 8
AROUND, MOST_PIECES = 24, 3  # characters shown on either side of a word found; so many such places
LETTERS = re.compile(r"[a-z]{2,8}", re.ASCII)
LONG_NUMBER = re.compile("[0-9]{5,20}")
# What of a reply is searched.
TEXTS = ("body", "title", "handling", "document_number")
EXACT = {
    "status": "status",
    "unit": "unit",
    "handler": "handler",
    "part": "part",
    "session": "suggestion__session",
    "kind": "suggestion__kind",
    "category": "suggestion__category",
}
DATES = (("handed_on", "交办"), ("due_on", "期限"), ("delivered_on", "送达"), ("closed_on", "办结"))
SORTS = ("number", "due", "state")
Numbered = dict[str, list[int]]  # by word the suggestions that had this number once


def words_of(typed: str) -> list[str]:
    """The words that are searched for, in half width; at most MOST_WORDS. 第 70 号 is one."""
    plain = re.sub(r"第\s*([0-9]+)\s*号", r"第\1号", unicodedata.normalize("NFKC", typed))
    return plain.split()[:MOST_WORDS]


# ---- which cases -----------------------------------------------------------------------------------------


def filter_cases(cases: CaseQuerySet, chosen: dict[str, Any], user: User) -> CaseQuerySet:
    """The cases that meet every condition chosen (forms.CaseFilter)."""
    found = cases.filter(**{EXACT[name]: value for name, value in chosen.items() if name in EXACT})
    if chosen.get("status") != Status.VOID:  # what was void never was; shown to who asks for it
        found = found.exclude(status=Status.VOID)
    if who := chosen.get("proposer"):
        led = Sponsorship.objects.filter(position=1, deputy__proposes_as=who)
        found = found.filter(suggestion__in=led.values("suggestion"))
    if body := chosen.get("body"):
        found = found.filter(session_body_is(body, "suggestion__session__"))
    found = found.due_in(chosen.get("due", ""), timezone.localdate()).with_due()
    if which := chosen.get("dated"):
        found = found.filter(**{f"{which}__isnull": False})
        if which == "closed_on":  # what was given back or withdrawn ended too, and was not finished
            found = found.filter(status=Status.CLOSED)
        bounds = {"since": f"{which}__gte", "until": f"{which}__lte"}
        found = found.filter(**{bounds[name]: chosen[name] for name in bounds if name in chosen})
    words = words_of(chosen.get("q", ""))
    once = _once_numbered(words)
    for word in words:
        found = found.filter(_somewhere(word, user, once))
    return found


def _stands(field: str, word: str) -> Q:
    """The word stands in the field. Where it has no large and small letters nobody need fold them: on PostgreSQL
    that is three times as fast."""
    return Q(**{f"{field}__{'contains' if word.upper() == word.lower() else 'icontains'}": word})


def _somewhere(word: str, user: User, once: Numbered) -> Q:
    return _named(word, user, once) | _stands("suggestion__text", word) | _in_reply(word, user)


def _named(word: str, user: User, once: Numbered) -> Q:
    """In what a row of a list says: number, title, who asked, who handles it, and with whom."""
    return (
        Q(suggestion__number_key=number_key(word))
        | _part_of_number(word)
        | Q(suggestion__in=once.get(word, ()))
        | _stands("suggestion__title", word)
        | Q(suggestion__in=Deputy.objects.filter(_called(word)).values("suggestions"))
        | _handled_by(word, user)
        | Q(handler__in=User.objects.filter(_stands("name", word)).values("pk"))
    )


def _once_numbered(words: Iterable[str], of: Collection[int] | None = None) -> Numbered:
    """By word the suggestions that had this number before it was corrected. The record is read once for all words,
    and only where one of them has a figure."""
    keys = {word: number_key(word) for word in words if any(one.isdigit() for one in word)}
    earlier = find_earlier_numbers(of) if keys else {}
    return {
        word: [suggestion for (_, number), suggestion in earlier.items() if number == key]
        for word, key in keys.items()
    }


def _handled_by(word: str, user: User) -> Q:
    """By the unit that has the case; for who sees only the own one, also by the other units that have the same
    suggestion."""
    named = Q(unit__in=_units_called(word))
    if user.units_as(*BODIES, Role.COMMITTEE):
        return named
    return Q(suggestion__in=Case.objects.filter(named).values("suggestion"))


def _part_of_number(word: str) -> Q:
    """The long run of figures in a number, without the letters before it: 201901287 of HG-201901287."""
    return Q(suggestion__number__contains=word) if LONG_NUMBER.fullmatch(word) else Q(pk__in=())


def find_named(cases: CaseQuerySet, words: list[str], user: User) -> CaseQuerySet:
    """The cases that all of these words name: first those of that number, then as in a register. What is void is left
    out."""
    once = _once_numbered(words)
    for word in words:
        cases = cases.filter(_named(word, user, once))
    numbers = [number_key(word) for word in words]
    first = models.Case(models.When(suggestion__number_key__in=numbers, then=0), default=1)
    return cases.exclude(status=Status.VOID).order_by(first, *by_number())


def units_named(words: list[str]) -> Q:
    """The units that all of these words name."""
    found = Q(pk__isnull=False)
    for word in words:
        found &= Q(pk__in=_units_called(word))
    return found


def deputies_named(words: list[str]) -> Q:
    """The deputies that all of these words name."""
    found = Q(pk__isnull=False)
    for word in words:
        found &= _called(word)
    return found


def _units_called(word: str) -> models.QuerySet[Unit, Any]:
    """By its name in full, the short one, or what lists call it."""
    named = _stands("name", word) | _stands("short_name", word) | Q(aliases__name=word)
    return Unit.objects.filter(named).order_by().values("pk")


def _called(word: str) -> Q:
    """A deputy's name, 林佩芬代表 too, or the initials it begins with; a group's contact person."""
    named, typed = _stands("name", without_title(word)) | _stands("contact", word), word.lower()
    return named | Q(initials__contains=f" {typed}") if LETTERS.fullmatch(typed) else named


def _in_reply(word: str, user: User) -> Q:
    """In a text that was signed; in the newest one for the people of the unit that writes it."""
    said = Q()
    for name in TEXTS:
        said |= _stands(name, word)
    signed = Q(pk__in=_drafts().filter(said, signed_as__isnull=False).values("reply__case"))
    own = _newest().filter(said).filter(own_cases(user, "reply__case__"))
    return signed | Q(pk__in=own.values("reply__case"))


def _drafts() -> models.QuerySet[Draft]:
    return Draft.objects.all()


def _newest() -> models.QuerySet[Draft]:
    """The newest version of each round."""
    newer = _drafts().filter(reply=models.OuterRef("reply"), number__gt=models.OuterRef("number"))
    return _drafts().filter(~models.Exists(newer))


def order_cases(cases: CaseQuerySet, sort: str) -> CaseQuerySet:
    """By number, the newest session first; by the due date while the clock runs; or by where a case stands."""
    if sort == "due":
        return cases.with_due().by_urgency()
    if sort == "state":
        place = models.Case(*(models.When(status=status, then=n) for n, status in enumerate(Status.values)))
        return cases.order_by(place, *by_number())
    return cases.order_by(*by_number())


# ---- why a row is there ----------------------------------------------------------------------------------


def match_reasons(cases: Iterable[Case], words: list[str], user: User) -> dict[int, list[tuple[str, str]]]:
    """By case: where the words stand that the row itself does not show, each with the text around."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    hidden = {case.pk: [word for word in words if not _shown(word, case)] for case in cases}
    left = [case for case in cases if hidden[case.pk]]
    if not left:
        return found
    texts = dict(Case.objects.filter(pk__in=[case.pk for case in left]).values_list("pk", "suggestion__text"))
    replies, beside = _readable_texts(left, user), _units_beside(left)
    once = _once_numbered(words, {case.suggestion_id for case in left})
    for case in left:
        wanted = hidden[case.pk]
        had = [word for word in wanted if case.suggestion_id in once.get(word, ())]
        found[case.pk] += [("原来的件号", marked(word, [word])) for word in had]
        names = [deputy.name for deputy in case.suggestion.proposers if _is_called(deputy, wanted)]
        if names:
            found[case.pk].append(("提出人", marked("、".join(names), names)))
        hands = _in_whose_hands(case, beside[case.pk], wanted)
        found[case.pk] += [(label, marked(name, wanted)) for label, name in hands]
        for label, said in (("原文", [texts[case.pk]]), *replies[case.pk]):
            if piece := text_excerpt(said, wanted):
                found[case.pk].append((label, piece))
    return found


def _shown(word: str, case: Case) -> bool:
    return word.lower() in case.suggestion.title.lower() or number_key(word) == case.suggestion.number_key


def _is_called(deputy: Deputy, words: list[str]) -> bool:
    return any(
        without_title(word).lower() in deputy.name.lower()
        or word in deputy.contact
        or (LETTERS.fullmatch(word.lower()) and f" {word.lower()}" in deputy.initials)
        for word in words
    )


def _units_beside(cases: list[Case]) -> dict[int, list[str]]:
    """The other units that have the same suggestion, by case."""
    rows = Case.objects.filter(suggestion__in={case.suggestion_id for case in cases}).order_by("pk")
    having = list(rows.values_list("suggestion", "pk", "unit__name"))
    return {
        case.pk: [name for on, pk, name in having if on == case.suggestion_id and pk != case.pk] for case in cases
    }


def _in_whose_hands(case: Case, beside: list[str], words: list[str]) -> Iterable[tuple[str, str]]:
    """The units and the handler, where a word stands in the name."""
    handler = case.handler.name if case.handler else ""
    others = [("一起承办的单位", name) for name in beside]
    for label, name in (("承办单位", case.unit.name), ("经办人", handler), *others):
        if any(word.lower() in name.lower() for word in words):
            yield label, name


def _readable_texts(cases: list[Case], user: User) -> dict[int, list[tuple[str, list[str]]]]:
    """Of each case the texts of its replies that this person may read, newest first, under their names."""
    own = defaultdict(list)
    readable = Q(signed_as__isnull=False) | Q(pk__in=_newest().values("pk")) & own_cases(user, "reply__case__")
    drafts = _drafts().filter(readable, reply__case__in=cases).select_related("reply__case")
    for draft in drafts.order_by("-reply__round", "-number"):
        word = draft.paper
        if draft.reply.round > 1 and word == "答复":
            word = draft.reply.get_occasion_display()  # 再次答复, 跟踪答复
        label = word if draft.reply.signed_draft_id == draft.pk else f"{word}稿"
        own[draft.reply.case_id].append((label, [getattr(draft, name) for name in TEXTS]))
    return own


def text_excerpt(texts: Iterable[str], words: list[str]) -> SafeString | str:
    """The text around each of the words in them, the words marked; "" where none stands."""
    pieces = [piece for text in texts for piece in _pieces(text, words)]
    return marked("　".join(dict.fromkeys(pieces[:MOST_PIECES])), words) if pieces else ""


def _pieces(text: str, words: list[str]) -> Iterable[str]:
    spans: list[tuple[int, int]] = []
    for word in words:
        found = re.search(re.escape(word), text, re.IGNORECASE)
        if found and not any(start <= found.start() and found.end() <= end for start, end in spans):
            spans.append((max(found.start() - AROUND, 0), found.end() + AROUND))
    for start, end in sorted(spans):
        yield f"{'…' if start else ''}{' '.join(text[start:end].split())}{'…' if end < len(text) else ''}"
