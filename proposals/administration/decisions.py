"""What one asks and another decides (a role, a lost telephone, a lost key, 清除): decided once."""

from django.utils import timezone

from proposals.cases.access import Refused
from proposals.models import Erasure, FactorReset, HeadKeyLoss, RoleProposal, User

Asked = FactorReset | HeadKeyLoss | Erasure | RoleProposal


def is_decided(held: Asked, user: User, decision: str) -> bool:
    """Whether this person decided the same before, of a row that is held: sent twice it is taken once. Raises Refused
    where it was decided otherwise, or by somebody else."""
    if not held.decision:
        return False
    if (held.decision, held.decided_by_id) == (decision, user.pk):
        return True
    raise Refused(f"{held.decided_by}已经决定：{held.get_decision_display()}。")


def write_decision(held: Asked, user: User, decision: str, *more: str) -> None:
    """By whom it is decided, and when; `more`: other columns that were set meanwhile."""
    held.decision, held.decided_by, held.decided_at = decision, user, timezone.now()
    held.save(update_fields=["decision", "decided_by", "decided_at", *more])
