"""A case: one unit's handling of one suggestion, and the files that belong to it."""

import datetime as dt
from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from proposals.models.approval import ApprovalPlan, ApprovalStep, name_step
from proposals.models.people import Unit, User
from proposals.models.querysets import CaseQuerySet
from proposals.models.rounds import Round, plugged_rounds
from proposals.models.states import ANSWERED, ASSIGNED, FINAL, HELPING_PARTS, LEFT, TAKEN, Part, S, Status
from proposals.models.suggestion import Suggestion

SHARE_LONGEST = 300  # 承办内容, in characters
# Of a unit that signs along (共同主办): when it is at its 会签; what its states are called.
SIGNING_ALONG = (S.CHECKING, S.SIGNING, S.SIGNED, S.CLOSED)
HOSTING_LABELS = {S.SIGNING: "审核中·待会签", S.SIGNED: "已会签·待答复"}


class Case(models.Model):
    """办理件. `statutory_due` is the law's date for the current round, `internal_due` the district's earlier
    one; the clock stops on `delivered_on`, when the reply has reached every deputy. `answered_on` is when the first
    reply or opinion was signed, once it has gone out. `wide_reason` says why the first answer may take the longer
    limit (代表法 51: 涉及面广、处理难度大); empty for the ordinary one. `passed_on` is when a case that was given
    back (退办) went to another unit (改办); of the case there `first_handed_on` is when the suggestion was first
    handed over, before this unit got it. `finished_before` (补录): it was handled and closed elsewhere in an earlier
    year and entered here afterwards; nobody signed for it here, and no date of it counts. `approval_plan` is
    by whose steps it was last sent for review, `approval_step` where it waits while it is checked (None: the usual
    核稿). `joined_to` (并案): the leading case with which it is answered, and whose steps take it along. `share` is
    what of the suggestion this unit takes on where several are in charge (承办内容, SH 13), written at 交办."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="cases", verbose_name="建议")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cases", verbose_name="承办单位")
    part = models.CharField("办理方式", max_length=4, choices=Part, default=Part.SOLE)
    share = models.CharField("承办内容", max_length=SHARE_LONGEST, blank=True)
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.AWAITING_RECEIPT)
    version = models.PositiveIntegerField(default=0, editable=False)
    handed_on = models.DateField("交办日期")
    first_handed_on = models.DateField("首次交办日期", null=True, blank=True)
    received_on = models.DateField("签收日期", null=True, blank=True)
    section = models.CharField("科室", max_length=40, blank=True)
    handler = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="经办人"
    )
    statutory_due = models.DateField("法定答复期限")
    internal_due = models.DateField("区内要求期限", null=True, blank=True)
    wide_reason = models.CharField("涉及面广、处理难度大的理由", max_length=300, blank=True)
    delivered_on = models.DateField("全部送达日期", null=True, blank=True)
    answered_on = models.DateField("首次签发日期", null=True, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    passed_on = models.DateField("改办日期", null=True, blank=True)
    finished_before = models.BooleanField("补录", default=False)
    approval_plan = models.ForeignKey(
        ApprovalPlan, models.PROTECT, null=True, blank=True, editable=False, related_name="cases"
    )
    approval_step = models.ForeignKey(
        ApprovalStep,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="cases",
        verbose_name="审到哪一步",
    )
    joined_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="joined", verbose_name="并入"
    )
    event_count = models.PositiveIntegerField(default=0, editable=False)
    event_head = models.CharField(max_length=64, blank=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办理件"
        ordering = ["statutory_due", "id"]
        indexes = [
            models.Index(name="case_by_desk", fields=["unit", "status", "statutory_due"]),
            models.Index(name="case_by_handler", fields=["handler", "status"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="case_unit_once",
                fields=["suggestion", "unit"],
                condition=~Q(status__in=[S.RETURNED, S.VOID]),
            ),
            models.UniqueConstraint(
                name="case_one_main",
                fields=["suggestion"],
                condition=Q(part__in=[Part.MAIN, Part.SOLE]) & ~Q(status__in=[S.RETURNED, S.VOID]),
            ),
            models.CheckConstraint(name="case_part_known", condition=Q(part__in=Part.values)),
            models.CheckConstraint(name="case_status_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="case_taken_is_dated",
                condition=~Q(status__in=TAKEN)
                | Q(received_on__isnull=False)
                | Q(finished_before=True)
                | Q(part=Part.JOINT, status=S.CLOSED),
            ),
            models.CheckConstraint(
                name="case_assigned_has_handler",
                condition=~Q(status__in=ASSIGNED)
                | Q(handler__isnull=False)
                | Q(finished_before=True)
                | Q(part=Part.JOINT, status=S.CLOSED),
            ),
            models.CheckConstraint(
                name="case_finished_before_is_closed",
                condition=Q(finished_before=False)
                | Q(
                    status__in=[S.CLOSED, S.VOID],
                    received_on__isnull=True,
                    handler__isnull=True,
                    internal_due__isnull=True,
                    delivered_on__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="case_final_is_dated",
                condition=Q(status__in=FINAL, closed_on__isnull=False)
                | (~Q(status__in=FINAL) & Q(closed_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="case_internal_not_after_law",
                condition=Q(internal_due__isnull=True) | Q(internal_due__lte=F("statutory_due")),
            ),
            models.CheckConstraint(
                name="case_passed_on_is_returned",
                condition=Q(passed_on__isnull=True) | Q(status__in=[S.RETURNED, S.VOID]),
            ),
            models.CheckConstraint(
                name="case_step_while_checked", condition=Q(approval_step__isnull=True) | Q(status=S.CHECKING)
            ),
            models.CheckConstraint(
                name="case_never_joined_to_itself", condition=Q(joined_to__isnull=True) | ~Q(joined_to=F("id"))
            ),
            models.CheckConstraint(
                name="case_due_after_handing",
                condition=Q(first_handed_on__isnull=True, statutory_due__gt=F("handed_on"))
                | Q(first_handed_on__isnull=False, statutory_due__gt=F("first_handed_on")),
            ),
            models.CheckConstraint(
                name="case_first_handed_before",
                condition=Q(first_handed_on__isnull=True) | Q(first_handed_on__lte=F("handed_on")),
            ),
            models.CheckConstraint(
                name="case_received_after_handing",
                condition=Q(received_on__isnull=True) | Q(received_on__gte=F("handed_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion.short_number} · {self.unit}"

    def get_absolute_url(self) -> str:
        return reverse("case", args=[self.pk])

    @property
    def state_label(self) -> str:
        """Where it stands, as pages say it: 办理中, 审核中·待科长审核, 办结（补录）."""
        if self.status == S.CHECKING:
            return f"审核中·待{name_step(self)}"
        if self.hosts_along and self.status in HOSTING_LABELS:
            return HOSTING_LABELS[S(self.status)]
        return f"{self.get_status_display()}{'（补录）' if self.finished_before else ''}"

    @property
    def ended_as(self) -> str:
        """What happened on `closed_on`: 办结; 退回, 撤回, 作废 where the unit answers no more."""
        return {S.RETURNED: "退回", S.WITHDRAWN: "撤回", S.VOID: "作废"}.get(S(self.status), "办结")

    @property
    def due(self) -> dt.date:
        """The date the unit works to: the district's where there is one, else the law's."""
        return self.internal_due or self.statutory_due

    @property
    def helps(self) -> bool:
        """Whether what this unit has to say goes to the 主办 unit, which answers the deputies: 会办, 共同主办."""
        return self.part in HELPING_PARTS

    @property
    def hosts_along(self) -> bool:
        """共同主办: it signs the very text that the 主办 unit sends."""
        return self.part == Part.JOINT

    @property
    def paper(self) -> str:
        """What it writes now: 答复, 会办意见; of 共同主办 承办材料, and 会签意见 once there is a text to sign."""
        if self.hosts_along:
            signs = self.status in SIGNING_ALONG or plugged_rounds().is_asked_to_sign(self)
            return "会签意见" if signs else "承办材料"
        return "会办意见" if self.helps else "答复"

    @property
    def clock_runs(self) -> bool:
        """Whether a date still counts: not yet delivered to every deputy, and not at the end."""
        return self.delivered_on is None and self.status not in FINAL

    @property
    def has_left(self) -> bool:
        """Whether nobody here works on it any more without its having been closed: returned, withdrawn, void."""
        return self.status in LEFT

    @property
    def waits_to_be_passed_on(self) -> bool:
        """Whether its unit gave it back and nobody has it yet (待改办)."""
        return self.status == S.RETURNED and self.passed_on is None

    @property
    def is_joined(self) -> bool:
        """Whether the steps of another case take this one along (并案), which they do until the first answer is out;
        from then on each stands on its own."""
        return self.joined_to_id is not None and self.answered_on is None

    @property
    def joined_cases(self) -> "list[Case]":
        """The cases that the steps of this one take along, in the order of their suggestions (as locks are taken)."""
        if self.answered_on is not None or self.joined_to_id is not None:
            return []
        return sorted(self.joined.all(), key=lambda case: (case.suggestion_id, case.pk))

    @property
    def answered_with(self) -> "list[Case]":
        """The other cases that were, or are to be, answered with this one (并案)."""
        lead = self.joined_to or self
        return [one for one in (lead, *lead.joined.all()) if one.pk != self.pk]

    @cached_property
    def current_round(self) -> Round | None:
        """The newest round, or None before the case is assigned."""
        return plugged_rounds().find_current(self)

    def reload(self) -> None:
        """Read the case from the database again, with its current round, after an action has changed it; who can act
        on it (cases.hands) is asked again."""
        for name in ("current_round", "hands"):
            self.__dict__.pop(name, None)
        self.refresh_from_db()


def why_no_more_hosts(suggestion: Suggestion) -> str:
    """Why no further unit can be in charge (共同主办) now, without its full stop: what it would sign along has been
    signed. "" where it can."""
    for lead in suggestion.cases.filter(part=Part.MAIN).exclude(status__in=LEFT).select_related("unit"):
        if lead.status == S.SIGNED:
            return f"{lead.unit}的答复已经签发，正等着发出，不能再加共同主办的单位；要加的，请先请它撤回签发"
        if lead.status in ANSWERED:
            return f"{lead.unit}已经答复代表，不能再加共同主办的单位"
    return ""


def attachment_path(attachment: "Attachment", filename: str) -> str:
    return f"attachments/{attachment.sha256[:2]}/{attachment.sha256}{attachment.suffix}"


class Attachment(models.Model):
    """A file that came with the suggestion or was taken in during the handling. Stored under the hash of its
    bytes; the name it came with is only shown."""

    class Kind(models.TextChoices):
        SUGGESTION = "suggestion", "建议附件"
        SIGNED_FORM = "signed_form", "签收回来的办理情况表"
        OPINION = "opinion", "会办意见"
        REPLY = "reply", "补录的答复原件"
        OTHER = "other", "其他材料"
        MATERIAL = "material", "办理材料"

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="attachments")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="attachments")
    kind = models.CharField("种类", max_length=12, choices=Kind)
    file = models.FileField("文件", upload_to=attachment_path, max_length=200)
    name = models.CharField("文件名", max_length=255)
    content_type = models.CharField(max_length=100)
    suffix = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    said = models.CharField("是什么", max_length=60, blank=True)  # of a material: a word on what it is
    removed_at = models.DateTimeField("移走时间", null=True, blank=True)  # of a material that nobody sees any more
    removed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="移走人"
    )
    pages = models.PositiveSmallIntegerField("页数", default=0)  # of a PDF or a picture; 0: not known
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["uploaded_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="attachment_once_a_case",
                fields=["case", "kind", "sha256"],
                condition=Q(case__isnull=False),
            ),
            models.UniqueConstraint(
                name="attachment_once_a_suggestion",
                fields=["suggestion", "kind", "sha256"],
                condition=Q(case__isnull=True),
            ),
            models.CheckConstraint(
                name="attachment_removed_by_somebody",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False, kind="material"),
            ),
            models.CheckConstraint(
                name="attachment_kind_known",
                condition=Q(kind__in=["suggestion", "signed_form", "opinion", "reply", "other", "material"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name
