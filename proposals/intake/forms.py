"""The forms of intake: one suggestion by hand, and the upload of a list."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from crispy_forms.bootstrap import InlineCheckboxes, InlineRadios
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from proposals.calendar import workdays
from proposals.formats.case_numbers import MOST, number_key
from proposals.intake import cells
from proposals.intake.directory import Directory, House
from proposals.intake.plan import house_of
from proposals.intake.register import Origin, SuggestionEntry
from proposals.models import Attachment, Deputy, Kind, Part, Role, Session, Suggestion, Unit, User
from proposals.models.people import find_bureaus
from proposals.web.fields import DEPUTIES_READ, FilesField, Several, offer_choices, offer_rows, workbook_field

WIDE_REASON_MOST = 300
EMPTY = {"required": "请填写。"}
WAYS = [
    (Part.SOLE, "独办"),
    (Part.MAIN, "主办和会办"),
    (Part.JOINT, "共同主办"),
    (Part.EACH, "分别办理"),
]
CHOOSE = {"required": "请选择。", "invalid_choice": "请从列出的里面选。"}


class Typed(forms.CharField):
    """A text as one of the functions of intake.cells reads it, so that a form and a list say the same."""

    def __init__(self, *, reads: Callable[[str], Any], **options: Any) -> None:
        self.reads = reads
        super().__init__(error_messages=EMPTY, **options)

    def clean(self, value: str | None) -> Any:
        written = super().clean((value or "").replace("\0", ""))
        if not written:
            return None
        try:
            return self.reads(written)
        except cells.Wrong as error:
            raise ValidationError(str(error)) from None


def day_field(label: str, **options: Any) -> Typed:
    return Typed(reads=cells.read_date, label=label, widget=forms.DateInput(attrs={"type": "date"}), **options)


class UnitsField(Several):
    widget = forms.CheckboxSelectMultiple


class SuggestionForm(forms.Form):
    """One suggestion with its 交办. After is_valid(), `entry` is what intake.register takes; `existing` is the
    suggestion that already has this number."""

    session = forms.ModelChoiceField(Session.objects.all(), label="届次", empty_label="请选择", error_messages=CHOOSE)
    number = Typed(
        reads=cells.read_number,
        label="件号",
        help_text="照交办的写，如070、台52、闭会第3号",
        widget=forms.TextInput(attrs={"size": 12, "maxlength": MOST + 8}),
    )
    category = Typed(
        reads=lambda value: cells.read_limited(value, cells.CATEGORY_MOST),
        label="类别",
        required=False,
        widget=forms.TextInput(attrs={"list": "categories", "maxlength": cells.CATEGORY_MOST}),
    )
    between = forms.BooleanField(label="闭会期间提出", required=False)
    title = Typed(reads=cells.read_title, label="标题", help_text="与建议原文一字不差，不用加书名号")
    text = Typed(
        reads=lambda value: cells.read_limited(value, cells.TEXT_MOST, long=True),
        label="建议内容",
        required=False,
        help_text="可以从 Word 或 WPS 里整篇粘贴，一行一段",
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    files = FilesField(  # type: ignore[assignment]  # a declared field is no attribute of the form
        kind=Attachment.Kind.SUGGESTION, label="附件", required=False
    )
    lead = Typed(
        reads=cells.read_line,
        label="领衔代表",
        help_text="输入姓名，从列出的里面选；同名的带上代表团。集体提案写团体名称，后面可以加（联系人：姓名 手机）",
        widget=forms.TextInput(attrs={"list": "deputies", "autocomplete": "off"}),
    )
    co_signers = Typed(
        reads=cells.read_text,
        label="附议代表",
        required=False,
        help_text="按签名先后，用“、”分开，如：周建伟、张敏（吴淞代表团）",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    new_deputies = forms.BooleanField(label="没有找到的几位，登记为新代表", required=False)
    way = forms.ChoiceField(label="办理方式", widget=forms.RadioSelect, error_messages=CHOOSE)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="主办单位", empty_label="请选择", error_messages=CHOOSE)
    hosts = UnitsField(
        Unit.objects.none(),
        label="共同主办单位",
        required=False,
        error_messages=CHOOSE,
        help_text="办理方式选“共同主办”的才勾；上面选的主办单位牵头拟稿，这些单位会签同一份答复",
    )
    others = UnitsField(Unit.objects.none(), label="其他承办单位", required=False, error_messages=CHOOSE)
    shares = Typed(
        reads=lambda value: cells.read_limited(value, cells.TEXT_MOST, long=True),
        label="承办内容",
        required=False,
        help_text="共同主办的必须写，写明每个主办单位承办的部分，一行一个单位，如：区民政局：助餐点布局",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    handed_on = day_field("交办日期")
    due = day_field("答复期限", required=False, help_text="要求比法定期限早才填；空着按法定期限")
    wide_reason = Typed(
        reads=lambda value: cells.read_limited(value, WIDE_REASON_MOST),
        label="涉及面广、处理难度大的理由",
        required=False,
        widget=forms.TextInput(attrs={"maxlength": WIDE_REASON_MOST}),
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        self.entry: SuggestionEntry | None = None
        self.existing: Suggestion | None = None
        self.unknown: list[Deputy] = []
        self.initial.setdefault("handed_on", timezone.localdate().isoformat())
        if len(sessions := Session.objects.all()[:2]) == 1:  # a new installation has but one
            self.initial.setdefault("session", sessions[0])
        self.days = workdays.WorkCalendar.load()
        self._offer_units()
        self._offer_the_longer_limit()

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.layout = self._layout()
        return helper

    @property
    def hands_out(self) -> bool:
        """Whether this person chooses among all units."""
        return self.user.has_role(Role.DISTRICT)

    def find_existing(self, session: Session, number: str) -> Suggestion | None:
        """The suggestion that has this number already."""
        return Suggestion.objects.filter(voided_on=None, session=session, number_key=number_key(number)).first()

    def tell_existing(self, session: Session, existing: Suggestion) -> str:
        return f"{session.short_name}{existing.full_number}已经登记过了，不用再登记。"

    def find_deputies(self, directory: Directory, names: list[str], house: House) -> list[Deputy]:
        """Who is meant by these names; Deputy rows that are not saved are new ones."""
        return directory.deputies_of(names, house)

    def _offer_units(self) -> None:
        """The district office hands out to every unit; a unit's office takes in what comes to its own unit."""
        units = find_bureaus()
        if self.hands_out:
            offer_choices(self, "way", WAYS)
            self.fields["way"].help_text = (
                "独办只有一个单位；主办和会办由主办单位答复代表；共同主办由牵头的单位拟稿、各主办单位会签，统一答复；"
                "分别办理由各单位分别答复"
            )
            self.fields["unit"].label = "主办单位或独办单位"
            offer_rows(self, "hosts", units)
            self.fields["others"].label = "会办单位，或分别办理的其他单位"
            offer_rows(self, "others", units)
        else:
            units = units.filter(pk__in=self.user.units_as(Role.OFFICE))
            offer_choices(self, "way", [(part, part.label) for part in Part if part != Part.JOINT])
            self.fields["way"].label = "本单位承担的"
            self.fields["unit"].label = "承办单位"
            for name in ("hosts", "others", "shares"):
                del self.fields[name]
            self.initial.setdefault("unit", units.first())
        self.initial.setdefault("way", Part.SOLE)
        offer_rows(self, "unit", units)

    def _offer_the_longer_limit(self) -> None:
        """代表法 51: the district office decides it; a unit that takes in its own cases does not."""
        if not self.user.has_role(Role.DISTRICT):
            del self.fields["wide_reason"]
            return
        usual, wide = (self.days.answer_limit(Kind.SUGGESTION, wide=wide) for wide in (False, True))
        help_text = f"一般的空着，交办后{usual.length}内答复；写了理由的，{wide.length}内答复（{wide.source}）"
        help_text += f"。{DEPUTIES_READ}"
        self.fields["wide_reason"].help_text = help_text

    def _layout(self) -> Layout:
        others = unit_fields(self)
        confirm = ["new_deputies"] if self.unknown else []
        wide = [Field("wide_reason", wrapper_class="wide")] if "wide_reason" in self.fields else []
        return Layout(
            Fieldset(
                "建议",
                Row("session", "number"),
                Field("title", wrapper_class="wide"),
                Field("text", wrapper_class="wide"),
                Row("category", "between"),
                Field("files", wrapper_class="wide"),
            ),
            Fieldset("提出人", "lead", *confirm, Field("co_signers", wrapper_class="wide")),
            Fieldset("交办", InlineRadios("way"), "unit", *others, Row("handed_on", "due"), *wide),
        )

    def clean_handed_on(self) -> dt.date:
        try:
            return cells.read_handed_on(self.cleaned_data["handed_on"], timezone.localdate())
        except cells.Wrong as error:
            raise ValidationError(str(error)) from None

    def _check_due(self, data: dict[str, Any]) -> None:
        """The date asked for against the law's, which depends on what stands in the fields after it."""
        handed, due, session = (data.get(name) for name in ("handed_on", "due", "session"))
        if not handed or not due:
            return
        kind = session.kind if session else Kind.SUGGESTION
        law = workdays.reply_due(handed, wide=bool(data.get("wide_reason")), kind=kind, days=self.days)
        try:
            cells.reply_limit(due, handed, law)
        except cells.Wrong as error:
            self.add_error("due", str(error))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        session, number = data.get("session"), data.get("number")
        if session and number:
            self.existing = self.find_existing(session, number)
            if self.existing:
                self.add_error("number", self.tell_existing(session, self.existing))
        self._check_due(data)
        deputies = self._deputies(session) if session else []
        parts = self._parts()
        shares = self._shares(parts)
        if not self.errors:
            self.entry = SuggestionEntry(
                session=data["session"],
                number=data["number"],
                title=data["title"],
                text=data["text"] or "",
                category=data["category"] or "",
                deputies=deputies,
                parts=parts,
                handed_on=data["handed_on"],
                due=data["due"],
                wide_reason=data.get("wide_reason") or "",
                made_between_sessions=data["between"] or None,
                shares=shares,
                source={"from": Origin.HAND},
            )
        return data

    def _deputies(self, session: Session) -> list[Deputy]:
        directory, house, found = Directory(), house_of(session), []
        for field in ("lead", "co_signers"):
            try:
                names = cells.read_names(self.cleaned_data.get(field))
                found.append(self.find_deputies(directory, names, house))
            except cells.Wrong as error:
                found.append([])
                self.add_error(field, str(error))
        lead, others = found
        if len(lead) > 1:
            self.add_error("lead", f"写了{len(lead)}位，领衔代表只能有一位，其他的请写在附议代表里。")
        elif "lead" in self.cleaned_data and not lead:
            self.add_error("lead", "请填写。")
        if any(one in others for one in lead if one.pk) or any(one is two for one in lead for two in others):
            self.add_error("co_signers", f"“{lead[0]}”已经是领衔代表，请从附议代表里去掉。")
        self._confirm_new(directory, lead, others)
        return [*lead, *others]

    def _confirm_new(self, directory: Directory, lead: list[Deputy], others: list[Deputy]) -> None:
        self.unknown = [one for one in (*lead, *others) if not one.pk]
        if self.cleaned_data.get("new_deputies"):
            return
        for field, deputies in (("lead", lead), ("co_signers", others)):
            names = "、".join(one.full_label for one in deputies if not one.pk)
            if names:
                self.add_error(field, f"没有找到“{names}”，请核对。确实是新代表的，请勾选“登记为新代表”。")

    def _parts(self) -> list[tuple[Unit, Part]]:
        way, unit = self.cleaned_data.get("way"), self.cleaned_data.get("unit")
        others, hosts = (list(self.cleaned_data.get(name) or []) for name in ("others", "hosts"))
        if not way or not unit:
            return []
        if "hosts" in self.fields:
            self._check_hosts(way, unit, hosts, others)
        if "others" in self.fields:
            if unit in others:
                self.add_error("others", f"“{unit}”已经选作主办或独办单位，请从这里去掉。")
            elif way == Part.SOLE and others:
                self.add_error("others", "独办只有一个单位。请去掉这里的单位，或者改选办理方式。")
            elif way not in (Part.SOLE, Part.JOINT) and not others:
                self.add_error("others", "请选至少一个单位；只有一个单位办理的，请选“独办”。")
        if way == Part.JOINT:
            along = [(host, Part.JOINT) for host in hosts]
            return [(unit, Part.MAIN), *along, *((other, Part.HELP) for other in others)]
        part = Part(way)
        return [(unit, part)] + [(other, Part.EACH if part == Part.EACH else Part.HELP) for other in others]

    def _check_hosts(self, way: str, unit: Unit, hosts: list[Unit], others: list[Unit]) -> None:
        if way != Part.JOINT and hosts:
            self.add_error("hosts", "这里勾了单位，办理方式请选“共同主办”；不是共同主办的，请去掉。")
        elif way == Part.JOINT and not hosts:
            self.add_error("hosts", "请勾至少一个共同主办的单位。")
        for one in hosts:
            if one == unit or one in others:
                self.add_error("hosts", f"“{one}”在别处也选了，一个单位只能选一处。")

    def _shares(self, parts: list[tuple[Unit, Part]]) -> dict[int, str]:
        """Of several that answer together each one's part is written at 交办 (SH 13)."""
        try:
            found = cells.read_shares(self.cleaned_data.get("shares"), [unit for unit, _ in parts])
        except cells.Wrong as error:
            self.add_error("shares", str(error))
            return {}
        without = [str(unit) for unit in self.units_to_share(parts) if unit.pk not in found]
        if without and "shares" in self.fields:
            self.add_error("shares", f"共同主办的，要写明每个主办单位承办的部分：{'、'.join(without)}还没有写。")
        return found

    def units_to_share(self, parts: list[tuple[Unit, Part]]) -> list[Unit]:
        """Whose part has to be written."""
        together = any(part == Part.JOINT for _, part in parts)
        return [unit for unit, part in parts if together and part in (Part.MAIN, Part.JOINT)]


def unit_fields(form: forms.Form) -> list[Any]:
    """The other units, and what each takes on, as far as the form asks for them."""
    units = [Div(InlineCheckboxes(name, wrapper_class="wide")) for name in ("hosts", "others") if name in form.fields]
    return units + ([Field("shares", wrapper_class="wide")] if "shares" in form.fields else [])


class ListForm(forms.Form):
    """The upload of a list. What the file holds is read by intake.list_reader."""

    file = workbook_field("建议名单", of_lists=True)
