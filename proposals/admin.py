"""Units, deputies and sessions, until the pages of the administration (系统管理) hold them too. No people, no roles:
one administrator asks for a role and another gives it, on pages of their own."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from proposals.models import Deputy, Notice, Session, Unit, UnitAlias
from proposals.notices.recipients import robot_of

admin.site.site_header = admin.site.site_title = "建议办理台 · 系统管理"
admin.site.index_title = "人员、单位和基础资料"
admin.site.site_url = "/"
# Roles are memberships; Django's own groups mean nothing here.
admin.site.unregister(Group)


class UnitForm(forms.ModelForm[Unit]):
    """A robot's address is a key: it is written, and never shown back."""

    robot = forms.CharField(
        label="消息机器人",
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "class": "vTextField"}),
        help_text="本单位工作群的机器人地址，提醒会发到群里。已写的不显示；留空不改，写“-”取消。"
        "企业微信贴群机器人的网址，钉钉写 dingtalk://令牌，飞书写 feishu://令牌。",
    )

    class Meta:
        model = Unit
        fields = "__all__"  # noqa: DJ007 - an administrator's form

    def clean_robot(self) -> str:
        typed = self.cleaned_data["robot"].strip()
        return "" if typed == "-" else typed or self.instance.robot


class Aliases(admin.TabularInline):
    model = UnitAlias
    extra = 1
    verbose_name_plural = "别名（名单里的其他叫法）"


@admin.register(Unit)
class Units(admin.ModelAdmin):
    form = UnitForm
    inlines = [Aliases]
    list_display = ("name", "short_name", "kind", "letter_mark", "phone", "robot_state", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("name", "short_name", "aliases__name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Unit]:
        refused = Notice.objects.filter(unit=OuterRef("pk"), sent_at=None, tries__gt=0)
        units: QuerySet[Unit] = super().get_queryset(request).annotate(refused=Exists(refused))
        return units

    @admin.display(description="消息机器人")
    def robot_state(self, unit: Any) -> str:
        if not robot_of(unit):
            return "未设置"
        return "有消息没有送到，请核对地址" if unit.refused else "已设置"


@admin.register(Deputy)
class Deputies(admin.ModelAdmin):
    list_display = ("name", "proposes_as", "kind", "level", "delegation", "contact", "code")
    list_filter = ("proposes_as", "kind", "level", "delegation")
    search_fields = ("name", "contact", "code")


@admin.register(Session)
class Sessions(admin.ModelAdmin):
    list_display = ("full_name", "body", "level", "term", "meeting", "opened_on", "closed_on")
    list_filter = ("level", "body")

    @admin.display(description="全称")
    def full_name(self, session: Session) -> str:
        return session.full_name
