"""The parts a unit has in a suggestion, and the states of a case."""

from django.db import models


class Part(models.TextChoices):
    """What part a unit has in a suggestion (市政府办理代表建议规定). 会办 helps the 主办 unit and answers it, not the
    deputies; the other three answer the deputies."""

    MAIN = "主办", "主办"
    HELP = "会办", "会办"
    SOLE = "独办", "独办"
    EACH = "分别办理", "分别办理"


class Status(models.TextChoices):
    """The state of a case. The steps between states are written in workflow.TABLE only."""

    AWAITING_RECEIPT = "awaiting_receipt", "待签收"
    RETURN_REQUESTED = "return_requested", "退办待批"
    RETURNED = "returned", "已退回"
    RECEIVED = "received", "已签收"
    IN_PROGRESS = "in_progress", "办理中"
    CHECKING = "checking", "审核中·待核稿"
    SIGNING = "signing", "审核中·待签发"
    SIGNED = "signed", "已签发·待发出"
    SEEKING_FEEDBACK = "seeking_feedback", "征求意见"
    UNDER_STUDY = "under_study", "待研究"
    TO_REPORT = "to_report", "待报送"
    CLOSED = "closed", "办结"
    WITHDRAWN = "withdrawn", "已撤回"
    VOID = "void", "已作废"


S = Status

FINAL = (S.RETURNED, S.CLOSED, S.WITHDRAWN, S.VOID)
# Nothing more comes of it: the deputies took it back, or it should never have been registered.
ENDED = (S.WITHDRAWN, S.VOID)
# Nor is the unit any longer (or ever was) the one to handle it.
LEFT = (S.RETURNED, *ENDED)

# The unit has signed for the case; before it, nobody in the unit works on it.
TAKEN = (
    S.RECEIVED,
    S.IN_PROGRESS,
    S.CHECKING,
    S.SIGNING,
    S.SIGNED,
    S.SEEKING_FEEDBACK,
    S.UNDER_STUDY,
    S.TO_REPORT,
    S.CLOSED,
)

ASSIGNED = tuple(status for status in TAKEN if status != S.RECEIVED)

# A signed reply exists in the current round and has gone out: the signature can no longer be taken back.
ANSWERED = (S.SEEKING_FEEDBACK, S.UNDER_STUDY, S.TO_REPORT, S.CLOSED)
# A round is under way.
AT_WORK = (S.IN_PROGRESS, S.CHECKING, S.SIGNING, S.SIGNED, S.SEEKING_FEEDBACK, S.UNDER_STUDY, S.TO_REPORT)
