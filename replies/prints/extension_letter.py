"""延期报告 (SH 19) as a letter of the unit to both bodies, to be printed, sealed and sent."""

from collections.abc import Sequence

from django.utils import timezone

from proposals.extensions.actions import ASKED
from proposals.formats.chinese import cn_date
from proposals.models import Case, Event, Extension, Unit
from proposals.models.suggestion import both_bodies
from replies.letter.pdf.copies import Copy
from replies.models import UnitLetter
from replies.prints.unit_letters import (
    UnitPaper,
    call_in_letter,
    compose_unit_letter,
    keep_unit_letter,
    print_unit_letter,
    read_kept,
)


def report_addressees(extension: Extension) -> list[Unit]:
    """The report goes to both bodies (SH 19)."""
    return both_bodies(extension.case.suggestion)


def report_copies(to: Sequence[Unit]) -> list[Copy]:
    """A copy for the unit and one for each body it goes to."""
    return [Copy(number, place) for number, place in enumerate(["存承办单位", *(f"送{one}" for one in to)], 1)]


def extension_letter_pdf(extension: Extension) -> bytes:
    """The PDF as it was handed in."""
    kept = UnitLetter.objects.filter(extension=extension).first()
    return print_unit_letter(read_kept(kept) if kept else _compose(extension))


def keep_extension_letter(case: Case, event: Event) -> None:
    """What the unit handed in is kept as it was (SH 19)."""
    if event.action == ASKED:
        extension = Extension.objects.for_rows().get(pk=event.data["extension"])
        keep_unit_letter(case, _compose(extension), extension=extension)


def _compose(extension: Extension) -> UnitPaper:
    """A copy for the unit and one for each body."""
    case, to = extension.case, report_addressees(extension)
    return compose_unit_letter(
        case,
        [(one, None) for one in report_copies(to)],
        title=f"关于延期答复《{case.suggestion.title}》{call_in_letter(case.suggestion)}的报告",
        body=_body(extension, to),
        on=timezone.localdate(extension.asked_at),
        contact=case.handler or extension.asked_by,
        part="延期报告",
    )


def _body(extension: Extension, to: Sequence[Unit]) -> list[str]:
    suggestion = extension.case.suggestion
    return [
        f"{'、'.join(one.name for one in to)}：",
        f"{suggestion.addressed}在{suggestion.session.full_name}上提出的{suggestion.full_number}"
        f"{call_in_letter(suggestion)}《{suggestion.title}》由我单位办理，答复期限是{cn_date(extension.from_due)}。"
        f"因故不能按期答复，申请延期到{cn_date(extension.wished_on)}，现将有关情况报告如下。",
        "一、延期理由",
        *extension.reason.splitlines(),
        "二、办理情况和下一步安排",
        *extension.report.splitlines(),
        "特此报告，请予审批。",
    ]
