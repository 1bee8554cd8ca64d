"""The words of the desk in those of the suggestion's kind: a proposal (提案) comes from 委员, not from 代表."""

import re

from django.forms import BaseForm, ChoiceField

from proposals.models import Kind, Suggestion

# 代表团, 代表法 and the names of the bodies stay what they are.
DEPUTY = re.compile("代表(?!团|工作机构|工委|法|建议规定)")


def call_by_kind(words: str, suggestion: Suggestion) -> str:
    """What is said of 建议 and 代表, of this suggestion: 登记代表沟通 is of a proposal 登记委员沟通."""
    if suggestion.kind != Kind.PROPOSAL:
        return words
    said = (
        words.replace("代表建议办理", "委员提案办理").replace("建议原文", "提案原文").replace("这件建议", "这件提案")
    )
    return DEPUTY.sub(suggestion.address, said)


def call_fields_by_kind(form: BaseForm, suggestion: Suggestion) -> None:
    """The same of the labels, helps and choices of a form."""
    if suggestion.kind != Kind.PROPOSAL:
        return
    for name, field in form.fields.items():
        bound = form[name]
        field.label = bound.label = call_by_kind(str(bound.label), suggestion)
        field.help_text = bound.help_text = call_by_kind(str(field.help_text), suggestion)
        if isinstance(field, ChoiceField) and isinstance(options := field.choices, list):
            field.choices = [(value, call_by_kind(str(label), suggestion)) for value, label in options]
