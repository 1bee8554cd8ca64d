"""协调会: what is asked, called, changed, written down."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Field, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from proposals.models import Attachment, Case, Coordination, Deputy, Suggestion, Unit
from proposals.web.fields import (
    DEPUTIES_READ,
    FilesField,
    Several,
    Words,
    date_field,
    form_layout,
    key_field,
    offer_rows,
    seen_field,
    text_field,
)

FURTHEST = dt.timedelta(days=366)  # later is a slip of the year


class CoordinationAskForm(forms.Form):
    """有分歧，请协调."""

    reason = text_field(
        "分歧在哪里",
        4,
        1_000,
        help_text="写明几家各怎么看、要定什么。区政府办公室、代表工作机构和参与办理的单位看得到。",
    )
    key = key_field()
    helper = form_layout("reason", "key")


class CoordinationRefuseForm(forms.Form):
    """Why there is no meeting."""

    why = text_field("理由", 3, 1_000, help_text="请求的单位会看到，如“已经电话商定，由……牵头”。")
    helper = form_layout("why")


class WhenForm(forms.Form):
    """The day, the hour, the place of a meeting."""

    on = date_field("哪一天")
    hour = forms.TimeField(label="几点", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    place = Words(label="地点", max_length=80, help_text="写到房间，来的人照着能找到。")

    def clean_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["on"]
        if not timezone.localdate() <= on <= timezone.localdate() + FURTHEST:
            raise ValidationError("请写今天或以后、一年以内的日期。")
        return on

    @property
    def meets_at(self) -> dt.datetime:
        return timezone.make_aware(dt.datetime.combine(self.cleaned_data["on"], self.cleaned_data["hour"]))


class CoordinationForm(WhenForm):
    """召集协调会."""

    units = Several(None, label="参加单位", widget=forms.CheckboxSelectMultiple)
    deputies = Several(None, label="参加的代表", required=False, widget=forms.CheckboxSelectMultiple)
    matter = text_field("协调什么", 4, 1_000, help_text=f"参加的单位会收到提醒。勾选了代表的，{DEPUTIES_READ}。")
    key = key_field()
    helper = form_layout(
        Row(Field("on", wrapper_class="short"), Field("hour", wrapper_class="short")),
        "place",
        "units",
        "deputies",
        "matter",
        "key",
    )

    def __init__(self, data: Any = None, *, suggestion: Suggestion, live: Sequence[Case], matter: str = "") -> None:
        units = [one.unit_id for one in live]
        super().__init__(data, initial={"units": units, "matter": matter, "hour": dt.time(14)})
        offer_rows(self, "units", Unit.objects.filter(pk__in=units))
        asked = [one.pk for one in suggestion.asked_deputies]
        offer_rows(self, "deputies", Deputy.objects.filter(pk__in=asked))

    @property
    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        said = {name: self.cleaned_data[name] for name in ("place", "matter", "key")}
        chosen = {name: list(self.cleaned_data[name]) for name in ("units", "deputies")}
        return said | chosen | {"meets_at": self.meets_at}


class CoordinationChangeForm(WhenForm):
    """改期."""

    why = Words(label="为什么改期", max_length=200)
    version = seen_field()
    helper = form_layout(
        Row(Field("on", wrapper_class="short"), Field("hour", wrapper_class="short")), "place", "why", "version"
    )

    def __init__(self, data: Any = None, *, held: Coordination) -> None:
        here = timezone.localtime(held.meets_at)
        now = {"on": here.date(), "hour": here.time(), "place": held.place, "version": held.version}
        super().__init__(data, initial=now)

    @property
    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        said = self.cleaned_data
        return {"place": said["place"], "why": said["why"], "seen": said["version"], "meets_at": self.meets_at}


class CoordinationOffForm(forms.Form):
    """取消."""

    why = Words(label="为什么取消", max_length=200, help_text=f"{DEPUTIES_READ}，参加的单位也会看到。")
    helper = form_layout("why")


class CoordinationRecordForm(forms.Form):
    """会议纪要."""

    minutes = text_field(
        "会议纪要", 8, 5_000, help_text="写明谁参加、商定了什么。保存以后不能改，只能补充；办理这件的各单位都看得到。"
    )
    tasks = text_field("谁办什么", 4, 3_000, required=False, help_text="一家一行，写明办什么、哪一天前办好。")
    file = FilesField(
        kind=Attachment.Kind.OTHER,
        label="附件",
        required=False,
        help_text="可以不交。PDF、照片（几张合成一份）、Word 或 Excel 文件；看得到这件建议的人都能打开。",
    )
    helper = form_layout("minutes", "tasks", "file")


class CoordinationSupplementForm(forms.Form):
    """补充纪要."""

    words = text_field(
        "补充或者更正的内容", 6, 3_000, help_text="原来的纪要不变，补充写在它下面；办理这件的各单位会收到提醒。"
    )
    file = FilesField(
        kind=Attachment.Kind.OTHER,
        label="附件",
        required=False,
        help_text="可以不交。PDF、照片（几张合成一份）、Word 或 Excel 文件；看得到这件建议的人都能打开。",
    )
    key = key_field()
    helper = form_layout("words", "file", "key")
