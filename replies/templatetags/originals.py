"""The originals of a suggestion, where a page shows it."""

from django import template

from proposals.models import Suggestion
from replies.originals import shown

register = template.Library()


@register.simple_tag
def originals_of(suggestion: Suggestion) -> list[shown.ShownOriginal]:
    """The originals in the order in which they came."""
    return shown.originals_of(suggestion)
