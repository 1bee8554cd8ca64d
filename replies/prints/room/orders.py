"""打印室: which issued forms an office prints, which copies of them are its own, and the ordering of a print job."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from proposals.cases.access import NotYours, Refused
from proposals.erasures.erased import open_stored
from proposals.formats.pinyin import name_initials, spell_name
from proposals.models import Case, Role, Status, Unit, User
from proposals.models.people import BODIES
from proposals.models.querysets import CaseQuerySet, reachable_cases
from proposals.models.states import ENDED
from replies.models import PrintedForm, PrintJob, PrintJobItem, Printout, PrintTaking, Reply
from replies.models.papers.print_job import PRINTING
from replies.prints.printouts import OF_BODY, OF_DISTRICT
from replies.prints.room.jobs import KEPT, digest_of, enqueue_job

EVERY = (1, 2, 3, 4)
MOST = 500  # cases of one job


@dataclass(frozen=True)
class PrintOffice:
    """The office for which a person prints: the district office, a working body, or the office of a unit."""

    user: User
    role: Role
    unit: Unit

    @property
    def copies(self) -> tuple[int, ...]:
        """The copies (第几份) that are this office's to print."""
        return {Role.DISTRICT: OF_DISTRICT, Role.CONGRESS: OF_BODY}.get(self.role, EVERY)

    @property
    def is_body(self) -> bool:
        """Whether it prints of every unit's cases what is for itself."""
        return self.role in BODIES

    @property
    def cases(self) -> CaseQuerySet:
        """The cases whose forms this office may print."""
        seen = Case.objects.visible_to(self.user)
        return seen.filter(reachable_cases(self.user, self.role)) if self.is_body else seen.filter(unit=self.unit)

    def forms(self) -> QuerySet[PrintedForm]:
        """The newest issued form of each case: what there is to print once it has gone out. A 会办意见 is printed
        from its own page."""
        newer = PrintedForm.objects.standing().filter(reply__case=OuterRef("reply__case"))
        newest = newer.order_by("-reply__round", "-version").values("pk")[:1]
        cases = self.cases.exclude(status__in=(Status.SIGNED, *ENDED)).values("pk")
        return PrintedForm.objects.filter(pk=Subquery(newest), reply__case__in=cases, reply__genre=Reply.Genre.REPLY)

    def unprinted(self, forms: QuerySet[PrintedForm]) -> QuerySet[PrintedForm]:
        """Of which this office has not printed a copy yet; a form that was issued again counts again."""
        return forms.filter(~Exists(Printout.objects.filter(printed=OuterRef("pk"), unit=self.unit)))


def print_office_of(user: User) -> PrintOffice:
    """Where this person prints. Raises NotYours for a person of neither office."""
    for role in PRINTING:
        for row in user.active_memberships:
            if row.role == role:
                return PrintOffice(user, role, row.unit)
    raise NotYours("打印室由区政府办公室、代表工作机构和各承办单位办公室使用。要打印一件，请打开它的“打印件”。")


def order_forms(forms: Iterable[PrintedForm], order: str) -> list[PrintedForm]:
    """By number, the newest session first; by unit (pinyin), then number; by the lead deputy's name, then number."""

    def by_number(form: PrintedForm) -> tuple[Any, ...]:
        suggestion = form.reply.case.suggestion
        session = suggestion.session
        place = (-session.level, -session.term, -session.meeting, session.body, session.place)
        return *place, suggestion.number_key, form.pk

    def by_name(form: PrintedForm) -> list[str]:
        name = form.reply.case.suggestion.proposers[0].name
        return [
            name_initials(name).strip()[:1],
            *spell_name(name),
        ]  # 曾 is filed under Z, however the character is read

    def by_unit(form: PrintedForm) -> list[str]:
        return spell_name(form.reply.case.unit.short_name)

    first = {PrintJob.Order.UNIT: by_unit, PrintJob.Order.NAME: by_name}.get(PrintJob.Order(order))
    return sorted(forms, key=lambda form: (first(form) if first else [], by_number(form)))


def order_print(
    office: PrintOffice,
    forms: Iterable[PrintedForm],
    *,
    key: uuid.UUID,
    copies: list[int],
    each_deputy: bool,
    order: str,
    duplex: bool,
    blank: bool = False,
    form: str,
    chosen_from: str = "",
) -> PrintJob:
    """Write a print job and put it into the queue, both or neither. The same form sent twice orders once."""
    own = [number for number in copies if number in office.copies]
    if not own:
        raise Refused("请至少选一份要打印的。")
    lined_up = order_forms(forms, order)
    if not lined_up:
        raise Refused("请至少选一件。")
    try:
        with transaction.atomic():
            job = PrintJob.objects.create(
                key=key, by=office.user, unit=office.unit, role=office.role, chosen_from=chosen_from[:300],
                copies=own, each_deputy=each_deputy and 2 in own, order=order, duplex=duplex, blank=blank, form=form,
                total=len(lined_up),
            )  # fmt: skip
            PrintJobItem.objects.bulk_create(
                PrintJobItem(job=job, position=position, printed=one) for position, one in enumerate(lined_up, 1)
            )
            enqueue_job(job)
    except IntegrityError:
        before = PrintJob.objects.filter(key=key, by=office.user).first()
        if before is None:
            raise
        return before
    return job


def cancel_job(job: PrintJob, user: User) -> None:
    """Stop a job that is not done; what the worker is making is thrown away."""
    if job.by_id != user.pk:
        raise NotYours(f"这次打印是{job.by}提交的，由本人取消。")
    end = {"state": PrintJob.State.CANCELLED, "finished_at": timezone.now()}
    if not PrintJob.objects.unfinished().filter(pk=job.pk).update(**end):
        job.refresh_from_db()
        raise Refused(f"这次打印{job.get_state_display()}，不用取消了。")


def take_file(job: PrintJob, user: User) -> PrintJob:
    """Note that a person takes the file, after checking that it was not changed. Returns the job, its file open."""
    if job.state != PrintJob.State.DONE:
        raise Refused(f"这次打印{job.get_state_display()}，还没有文件可取。")
    if not job.file:
        raise Refused(f"文件保留{KEPT.days}天，已经清除。需要时请重新打印，会注明补打。")
    try:
        intact = digest_of(open_stored(job, "file"))[0] == job.sha256
    except FileNotFoundError:
        intact = False
    if not intact:
        job.file.close()
        raise Refused("存下的文件找不到了，或者被改动过，没有打开。请重新打印一次，并告诉系统管理员。")
    PrintTaking.objects.create(job=job, by=user)
    return job
