"""The forms of the list of cases: what it is narrowed to, and the name under which that is kept."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from proposals.models import Case, Deputy, Kind, Part, SavedView, Session, Status, Unit, User
from proposals.models.querysets import CaseQuerySet
from proposals.models.suggestion import body_names
from proposals.web.fields import DayField, Words, offer_choices, offer_rows
from replies.search import DATES

DUE = (("late", "已超期"), ("soon", "七天内到期"), ("running", "尚未答复"), ("answered", "已经答复"))
SORTS = (("number", "件号"), ("due", "期限"), ("state", "状态"))
DAY = {"type": "date", "max": "2100-12-31"}


class CaseFilter(forms.Form):
    """What the list of cases is narrowed to; it is kept in the address."""

    q = forms.CharField(label="查找", max_length=60, required=False)
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *Status.choices])
    unit = forms.ModelChoiceField(Unit.objects.none(), label="承办单位", required=False, empty_label="全部单位")
    session = forms.ModelChoiceField(Session.objects.all(), label="届次", required=False, empty_label="全部届次")
    body = forms.ChoiceField(label="向谁提出", required=False)
    due = forms.ChoiceField(label="期限", required=False, choices=[("", "全部"), *DUE])
    proposer = forms.ChoiceField(label="谁提出", required=False, choices=[("", "全部"), *Deputy.ProposesAs.choices])
    handler = forms.ModelChoiceField(User.objects.none(), label="经办人", required=False, empty_label="全部经办人")
    part = forms.ChoiceField(label="办理方式", required=False, choices=[("", "全部方式"), *Part.choices])
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "建议和提案"), *Kind.choices])
    category = forms.ChoiceField(label="类别", required=False)
    dated = forms.ChoiceField(label="按日期", required=False, choices=[("", "不限日期"), *DATES])
    since = DayField(label="从", required=False, widget=forms.DateInput(DAY, "%Y-%m-%d"))
    until = DayField(label="到", required=False, widget=forms.DateInput(DAY, "%Y-%m-%d"))
    sort = forms.ChoiceField(required=False, choices=SORTS, widget=forms.HiddenInput)

    MORE = ("body", "proposer", "handler", "part", "kind", "category", "dated", "since", "until")

    def __init__(self, data: Any, *, seen: CaseQuerySet) -> None:
        super().__init__(data)
        cases = seen.order_by()
        offer_rows(self, "unit", Unit.objects.filter(pk__in=cases.values("unit")))
        offer_rows(self, "handler", User.objects.filter(pk__in=cases.values("handler")).order_by("name", "pk"))
        offer_choices(self, "body", [("", "全部"), *((name, name) for name in body_names(seen))])
        named = cases.exclude(suggestion__category="").values_list("suggestion__category", flat=True)
        categories = sorted(named.distinct())
        offer_choices(self, "category", [("", "全部类别"), *((name, name) for name in categories)])
        for field in self.fields.values():
            field.error_messages |= {
                "invalid_choice": "请从列出的里面选。",
                "invalid": "请写成日期，如 2026-03-05。",
                "max_length": "最多60个字。",
            }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", "“到”不能早于“从”。")
        if (since or until) and not data.get("dated") and "dated" not in self.errors:
            self.add_error("dated", "请选按哪一个日期：交办、期限、送达还是办结。")
        return data

    @property
    def chosen(self) -> dict[str, Any]:
        """The conditions, without the order."""
        return {name: value for name, value in self.cleaned_data.items() if value and name != "sort"}

    @property
    def order(self) -> str:
        return self.cleaned_data["sort"] or "number"

    @property
    def more_chosen(self) -> bool:
        """Whether a condition is set, or wrong, among those that are folded away."""
        return any(self.data.get(name) or self.errors.get(name) for name in self.MORE)

    @property
    def words(self) -> str:
        """The conditions as a person reads them: 状态：办结；承办单位：区民政局."""
        said = {name: str(value) for name, value in self.chosen.items()}
        for name in said:
            said[name] = str(dict(getattr(self.fields[name], "choices", ())).get(said[name], said[name]))
        return "；".join(f"{self.fields[name].label}：{value}" for name, value in said.items())

    @property
    def query(self) -> str:
        """The address's part after the question mark, always written the same way: what a saved view keeps."""
        values = {name: self.data.get(name, "").strip() for name in (*self.chosen, "sort")}
        return urlencode({name: value for name, value in values.items() if value and (name, value) != SORT_DEFAULT})


SORT_DEFAULT = ("sort", "number")


class SavedViewForm(forms.Form):
    """A name for what the list shows now; the names of one person differ."""

    MOST = 20

    name = Words(label="名称", max_length=20)
    query = forms.CharField(max_length=1000, widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, user: User, view: SavedView | None = None) -> None:
        super().__init__(data)
        self.user, self.view = user, view
        self.fields["name"].error_messages |= {"required": "请写名称。", "max_length": "名称最多20个字。"}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = SavedView.objects.filter(user=self.user)
        if self.view:
            others = others.exclude(pk=self.view.pk)
        if others.filter(name=name).exists():
            raise forms.ValidationError(f"您已经有一个叫“{name}”的查询，请换一个名称。")
        if self.view is None and others.count() >= self.MOST:
            raise forms.ValidationError(f"最多存{self.MOST}个查询，请先删去不用的。")
        return name

    def clean_query(self) -> str:
        """Only what the list itself takes, written as the list writes it."""
        seen = Case.objects.visible_to(self.user)
        form = CaseFilter(QueryDict(self.cleaned_data["query"]), seen=seen)
        if self.view is None and not (form.is_valid() and form.query):
            raise forms.ValidationError("请先选好条件，再存下来。")
        return form.query if form.is_valid() else ""
