"""提醒设置."""

from typing import Any

from django import forms

from proposals.models import Notice, NoticeChoice, User
from proposals.models.told.notice import FIRST_HOUR, LAST_HOUR, URGENT, usual_way

# What each kind tells, as the page says it.
ABOUT = {
    Notice.Kind.GIVEN: "有建议交办给本单位、请本单位会办，或者分办、改派给您",
    Notice.Kind.DUE: "办理期限还剩10、5、3、2、1个工作日，要报送的报告快到期",
    Notice.Kind.TOLD: "退办、延期的批复，更正登记，再次办理等",
    Notice.Kind.NOTE: "同事在留言里用@找您",
    Notice.Kind.FOLLOW: "您关注的建议，状态有变化",
    Notice.Kind.WEEK: "区政府办公室每周的督办汇总",
    Notice.Kind.LATE: "办理超过期限",
    Notice.Kind.URGE: "区政府办公室、代表工作机构发来督办单，催报",
    Notice.Kind.BACK: "送审的答复退回来修改",
    Notice.Kind.SIGN: "有答复等您审核或者签发",
}
CHOSEN = [kind for kind in ABOUT if kind not in URGENT]


class NoticeSettingsForm(forms.Form):
    """How one person wants each kind of notice, and at what hour the summary."""

    summary_hour = forms.TypedChoiceField(
        label="每日汇总几点发",
        coerce=int,
        choices=[(hour, f"{hour}:00") for hour in range(FIRST_HOUR, LAST_HOUR + 1)],
    )

    def __init__(self, typed: Any, *, user: User) -> None:
        said = dict(user.notice_choices.values_list("kind", "way"))
        first: dict[str, Any] = {kind: said.get(kind, usual_way(kind)) for kind in CHOSEN}
        super().__init__(typed, initial=first | {"summary_hour": user.summary_hour})
        for kind in CHOSEN:
            self.fields[kind] = forms.ChoiceField(
                label=Notice.Kind(kind).label,
                help_text=ABOUT[kind],
                choices=NoticeChoice.Way.choices,
                widget=forms.RadioSelect,
            )

    @property
    def kinds(self) -> list[forms.BoundField]:
        """The kinds that may be chosen, as the page lists them."""
        return [self[kind] for kind in CHOSEN]

    @property
    def urgent(self) -> list[tuple[str, str]]:
        """The kinds that always come at once, with what they tell."""
        return [(str(kind.label), ABOUT[kind]) for kind in ABOUT if kind in URGENT]
