"""The print room's forms: what the list is narrowed to, what is printed of it and how, lists and labels."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from proposals.formats.chinese import cn_date
from proposals.models import Role, Session, Status, Unit
from proposals.models.states import ANSWERED
from proposals.web import fields as proposals_forms
from proposals.web.fields import Several, date_field, offer_choices, offer_rows
from replies.letter.pdf.copies import FOUR, copy_to_body
from replies.letter.pdf.papers import SHEETS
from replies.models import PrintedForm, PrintJob
from replies.prints.room.orders import MOST, PrintOffice, order_forms

# Lines of a 送达清单 that are set while somebody waits: some four seconds (`python -m bench.bounds`).
LINES_MOST = 400


def name_copies(unit: Unit) -> dict[int, str]:
    """The copies by their numbers, as the office of that unit names them."""
    return {copy.number: copy.label for copy in (*FOUR, copy_to_body(str(unit)))}


# Signed once; the next round of the case may be under way again.
STATES = (Status.IN_PROGRESS, Status.CHECKING, Status.SIGNING, *ANSWERED)


class RoomFilter(forms.Form):
    """What the list is narrowed to; it lives in the address."""

    q = forms.CharField(label="件号、标题、代表姓名", max_length=60, required=False)
    session = forms.ModelChoiceField(Session.objects.all(), label="届次", required=False, empty_label="全部届次")
    unit = forms.ModelChoiceField(Unit.objects.none(), label="承办单位", required=False, empty_label="全部单位")
    status = forms.ChoiceField(label="状态", required=False)
    signed_from = date_field("签发日期从", required=False)
    signed_to = date_field("签发日期到", required=False)
    unprinted = forms.BooleanField(label="只看还没打印的", required=False)

    def __init__(self, data: Any, *, units: QuerySet[Unit]) -> None:
        super().__init__(data)
        offer_rows(self, "unit", units)
        offer_choices(self, "status", [("", "全部状态"), *((one.value, one.label) for one in STATES)])

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("signed_from"), self.cleaned_data.get("signed_to")
        if first and last and last < first:
            raise ValidationError("签发日期的先后反了：前一个日期应当早于后一个。")
        return self.cleaned_data

    @property
    def words(self) -> str:
        """The filter as it is said on the job: 第九届第五次会议；区民政局；还没打印的."""
        said = self.cleaned_data
        first, last = (cn_date(said[one]) for one in ("signed_from", "signed_to"))
        parts = [
            str(said["session"] or ""),
            str(said["unit"] or ""),
            Status(said["status"]).label if said["status"] else "",
            f"签发日期{first and f'从{first}'}{last and f'到{last}'}" if first or last else "",
            f"“{said['q']}”" if said["q"] else "",
            "还没打印的" if said["unprinted"] else "",
        ]
        return "；".join(filter(None, parts))


class PickForm(forms.Form):
    """The cases that were ticked, which of their copies, in what order."""

    picked = Several(PrintedForm.objects.none(), label="要打印的建议")
    copies = forms.TypedMultipleChoiceField(
        label="份数", coerce=int, widget=forms.CheckboxSelectMultiple, error_messages={"required": "请至少选一份。"}
    )
    order = forms.ChoiceField(label="次序", choices=PrintJob.Order, initial=PrintJob.Order.NUMBER)

    def __init__(self, data: Any = None, *, office: PrintOffice, **options: Any) -> None:
        super().__init__(data, **options)
        self.office = office
        if "to" in self.fields and office.role == Role.DISTRICT:
            offer_choices(self, "to", [*HandoverForm.TO, HandoverForm.UNITS])
        picked = self.fields["picked"]
        offer_rows(self, "picked", office.forms())
        offer_choices(self, "copies", [(one, name_copies(office.unit)[one]) for one in office.copies])
        self.fields["copies"].initial = list(office.copies)
        picked.error_messages |= {
            "required": "请先在列表里勾选，至少一件。",
            "invalid_choice": "勾选的里面有一件已经重新定稿，或者不归您打印。请刷新这一页，再勾一次。",
        }

    def clean_picked(self) -> list[PrintedForm]:
        found = self.cleaned_data["picked"]
        if len(found) > MOST:
            raise ValidationError(f"一次最多打印{MOST}件，现在勾了{len(found)}件。请分几次打印。")
        return list(
            found.select_related("reply__case__unit", "reply__case__suggestion__session").prefetch_related(
                "reply__case__suggestion__sponsorships__deputy"
            )
        )


class PrintForm(PickForm):
    """打印: as what, and how."""

    each_deputy = forms.BooleanField(label="第二份给每位提出人各打一份", required=False, initial=True)
    form = forms.ChoiceField(label="文件", choices=PrintJob.Form, initial=PrintJob.Form.PDF, widget=forms.RadioSelect)
    duplex = forms.BooleanField(
        label="双面打印：必要时补空白页，一张纸上不会有两件，也不会有两份", required=False, initial=True
    )
    blank = forms.BooleanField(label="签名处留空：不印经办人和领导的姓名，由本人手写", required=False)
    key = proposals_forms.key_field()

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        if 2 not in self.office.copies:
            del self.fields["each_deputy"]

    @property
    def wanted(self) -> dict[str, Any]:
        """What orders.order_print is told."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "picked"}
        return {"each_deputy": False, **said}


class HandoverForm(PickForm):
    """送达清单 and envelope labels: for whom, and on which label sheet."""

    TO = (("office", "区政府办公室"), ("deputies", "意见提出人"))
    UNITS = ("units", "各承办单位，一个单位一张清单")  # where the district hands on

    to = forms.ChoiceField(label="送给谁", choices=TO, initial="office", widget=forms.RadioSelect)
    sheet = forms.ChoiceField(label="标签纸", choices=[(name, one.label) for name, one in SHEETS.items()])
    skip = forms.IntegerField(
        label="从第几枚标签开始",
        min_value=1,
        max_value=24,
        initial=1,
        help_text="这张标签纸用过几枚的，从没用过的那一枚开始。",
    )

    def clean(self) -> dict[str, Any]:
        sheet, first = SHEETS.get(self.cleaned_data.get("sheet", "")), self.cleaned_data.get("skip")
        if sheet and first and first > sheet.each:
            self.add_error("skip", f"这种标签纸一张只有{sheet.each}枚，请写1到{sheet.each}。")
        if (count := self._count_lines()) > LINES_MOST:
            self.add_error("picked", f"清单有{count}行，一次最多排{LINES_MOST}行。请少勾几件，分几次打印。")
        return self.cleaned_data

    def _count_lines(self) -> int:
        """A line a case, or one for each of its deputies; no sheet of labels has more."""
        picked, each = self.cleaned_data.get("picked", ()), self.cleaned_data.get("to") == "deputies"
        return sum(len(one.reply.case.suggestion.proposers) if each else 1 for one in picked)

    @property
    def lined_up(self) -> list[PrintedForm]:
        """The ticked ones in the order that was chosen."""
        return order_forms(self.cleaned_data["picked"], self.cleaned_data["order"])
