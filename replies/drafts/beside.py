"""What stands beside a text while it is written or reviewed: its findings, its pages as they print, what was said."""

from typing import Any, cast

from django.http import QueryDict

from proposals.bounded.limits import Unbounded
from proposals.cases.access import Refused
from proposals.models import Case
from replies.drafts import findings
from replies.drafts.forms import OpinionForm, form_for
from replies.letter.checks import ERROR, NOT_RUN, WARNING
from replies.letter.fields import list_written
from replies.models import Draft, Reply
from replies.models.corrections import uncorrected_rows
from replies.pages import with_contacts_and_consultations, with_feedback
from replies.prints.snapshots import draft_pages, is_letter

WITH_REVIEWS = ("signer", "draft", "cosigning__draft", "cosigning__reply__case__unit")
LETTER_TEXTS = {"document_number", *(field.name for field in list_written("letter."))}
ON_THE_LETTER = tuple(name for name in Draft.TEXTS if name in LETTER_TEXTS)


def read_form(reply: Reply, form: OpinionForm) -> Draft:
    """What the form says now, unsaved: what is not well-formed yet is left out."""
    form.is_valid()
    texts = {name: value for name, value in form.cleaned_data.items() if name in Draft.TEXTS}
    return Draft(reply=reply, **texts)


def read_texts(reply: Reply, form: OpinionForm, names: tuple[str, ...]) -> Draft:
    """A version of these texts that is never saved. Faults of other fields do not matter; one of these: Refused."""
    names = tuple(name for name in names if name in form.fields)
    if not form.is_bound:
        return Draft(reply=reply, **{name: form.initial.get(name) or "" for name in names})
    for name in names:
        if name in form.errors:
            raise Refused(f"现在的文字排不成版。{form[name].label}：{form.errors[name][0]}文字还在，改好就会更新。")
    return Draft(reply=reply, **{name: form.cleaned_data[name] for name in names})


def list_marks(case: Case, draft: Draft, form_id: str = "draft-form") -> dict[str, object]:
    """What replies/drafts/beside/_findings.html shows; `form_id` is the form that its buttons correct."""
    marks = findings.marks_of(draft)
    severities = [mark.finding.severity for mark in marks if not mark.override]
    certain = [mark for mark in marks if mark.finding.suggestion is not None and mark.name and not mark.override]
    return {
        "case": case,
        "form_id": form_id,
        "marks": marks,
        "errors": severities.count(ERROR),
        "warnings": severities.count(WARNING),
        "hints": len(severities) - severities.count(ERROR) - severities.count(WARNING),
        "certain": len(certain),
        "not_run": sum(mark.finding.rule == NOT_RUN for mark in marks),
    }


def correct_form(case: Case, reply: Reply, form: OpinionForm, wanted: str) -> tuple[OpinionForm, str]:
    """改正 without the script: the form with one finding (its key) or "all" corrected, unsaved, and what was done."""
    texts, count = findings.corrected_texts(read_form(reply, form), wanted)
    data = QueryDict(mutable=True)
    data.update(cast("dict[str, str]", cast(QueryDict, form.data).dict()) | texts)
    again = form_for(case)(data, auto_id=form.auto_id)
    return again, f"已改正{count}处，还没有保存。" if count else "没有找到要改正的地方，文字没有动。"


def set_pages(reply: Reply, form: OpinionForm, *, table: bool = False) -> dict[str, Any]:
    """What _sheets.html shows: the pages of a form's letter (`table`: of its 办理情况表), or `said`, why they cannot
    be set now."""
    table = table and not is_letter(reply)
    try:
        draft = read_texts(reply, form, Draft.TEXTS if table else ON_THE_LETTER)
        return {"pages": draft_pages(reply, draft, form=table), "said": ""}
    except (Refused, Unbounded) as refusal:
        return {"pages": [], "said": str(refusal)}


def gather_material(reply: Reply) -> dict[str, Any]:
    """What lies next to the letter while it is written or reviewed."""
    with_contacts_and_consultations(reply)
    why = reply.case.events.filter(action__in=["reopen", "follow_up"], data__round=reply.round)
    return {
        "decision": why.last() if reply.round > 1 else None,
        "contacts": uncorrected_rows(reply.contacts.all()),
        "uncontacted": reply.uncontacted_deputies(),
        "consultations": reply.current_consultations(),
        "lapsed": reply.lapsed_consultations(),
        "reviews": reply.reviews.select_related(*WITH_REVIEWS),
        "before": with_feedback(
            reply.case.replies.filter(round__lt=reply.round).select_related("signed_draft").last()
        ),
        "files": reply.case.suggestion.attachments.filter(case__isnull=True),
    }
