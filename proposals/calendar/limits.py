"""The limits (期限) of the law, written into a new database; what an office has corrected since stays."""

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import CharField, Manager, Model

from proposals.models.calendar import NO_SUCH_LIMIT

# What the law and the city's rules say (代表法, as revised 2025; 上海市人民代表大会关于代表建议、批评和意见的规定;
# 政府信息公开条例). For 政协提案 they are followed by analogy.
LAW = (
    ("reply", "建议", 3, "months", "代表法第五十一条"),
    ("reply", "提案", 3, "months", "参照代表建议的答复期限"),
    ("wide", "建议", 6, "months", "代表法第五十一条"),
    ("wide", "提案", 6, "months", "参照代表建议的答复期限"),
    ("again", "", 1, "months", "市代表建议规定第二十一条"),
    ("extend", "", 3, "months", "市代表建议规定第十九条"),
    ("help", "", 1, "months", "市代表建议规定第十七条"),
    ("return", "", 7, "working_days", "市代表建议规定第十四条"),
    ("hand_over", "", 7, "working_days", "市代表建议规定第十一条"),
    ("publish", "", 20, "working_days", "政府信息公开条例第二十六条"),
    # No rule of Shanghai's: a request, which nothing hangs on. Elsewhere 10 or 15 working days.
    ("feedback", "", 10, "working_days", "本区做法：答复送到以后请代表提意见的日期，过了仍可以提"),
    # Of the units' reports (SH 24), which names no day: what a body that asks for them is offered.
    ("ask_report", "", 10, "working_days", "本区做法：请单位报送办理情况报告的期限，可以另定"),
    # What other places hold their units to, and Shanghai does not: 0 is no such limit.
    ("sign_for", "", 0, "working_days", NO_SUCH_LIMIT),
    ("contact", "", 0, "working_days", NO_SUCH_LIMIT),
    ("help_soon", "", 0, "working_days", NO_SUCH_LIMIT),
    ("help_late", "", 0, "working_days", NO_SUCH_LIMIT),
    ("report", "", 0, "working_days", NO_SUCH_LIMIT),
)


def write_missing_limits(limits: Manager[Model]) -> None:
    """Write the law's limits where they are missing, through the manager of the model or of its historical state. A
    step that an old migration's state does not know yet is written by the migration that brings it."""
    field = limits.model._meta.get_field("step")
    known = dict(field.flatchoices) if isinstance(field, CharField) else {}
    for step, kind, count, measure, source in LAW:
        if step not in known:
            continue
        facts = {"count": count, "measure": measure, "source": source}
        limits.get_or_create(step=step, kind=kind, defaults=facts)


def write_first_limits(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """The step of the first migration that writes the law's limits into a new database."""
    write_missing_limits(apps.get_model("proposals", "Limit").objects)
