"""A role is asked for by one administrator and given by another."""

from django.db import models
from django.db.models import Q

from proposals.models.people import Role, Unit, User


class RoleProposal(models.Model):
    """授权申请: that a person is given a role in a unit, or that it ends. Written by the administrator of people (on
    a person's page, from a workbook); decided by the administrator of roles, who is neither that person nor the one
    who asked. The row stays when it is decided."""

    class Wish(models.TextChoices):
        GIVE = "give", "授予"
        END = "end", "取消"

    class Decision(models.TextChoices):
        CONFIRMED = "confirmed", "已确认"
        REFUSED = "refused", "未同意"
        TAKEN_BACK = "taken_back", "已撤回"

    user = models.ForeignKey(User, models.PROTECT, related_name="role_proposals", verbose_name="人员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="role_proposals", verbose_name="单位")
    role = models.CharField("角色", max_length=10, choices=[(r, Role(r).label) for r in Role.granted()])
    section = models.CharField("科室", max_length=40, blank=True)
    wish = models.CharField("申请", max_length=4, choices=Wish, default=Wish.GIVE)
    source = models.CharField("来自", max_length=120, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="申请人")
    proposed_at = models.DateTimeField("申请时间", auto_now_add=True)
    decision = models.CharField("决定", max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="决定人")
    decided_at = models.DateTimeField("决定时间", null=True)
    reason = models.CharField("理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "授权申请"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="role_proposal_open_once", fields=["user", "unit", "role"], condition=Q(decision="")
            ),
            models.CheckConstraint(
                name="role_proposal_role_known", condition=Q(role__in=Role.granted()) & Q(wish__in=["give", "end"])
            ),
            models.CheckConstraint(
                name="role_proposal_decided_whole",
                condition=Q(decision="", decided_by=None, decided_at=None)
                | (
                    Q(decision__in=["confirmed", "refused", "taken_back"])
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="role_proposal_decided_by_another",
                condition=~Q(decision="confirmed")
                | ~(Q(decided_by=models.F("user")) | Q(decided_by=models.F("proposed_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_wish_display()}{self.user}：{self.unit}{self.get_role_display()}"
