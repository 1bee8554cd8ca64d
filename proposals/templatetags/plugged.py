"""Links to pages of the answer's side on pages of ours, which spell none of its addresses.

They are declared here by what they are; the answer's side says at start where they are (`plug_in_pages`).
"""

from collections.abc import Mapping

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

register = template.Library()

# Where finished cases of earlier years are entered; the letter that reports an extension, by its key; the four copies
# on invented text, for a unit (?unit=); the devices on which a deputy reads 我的建议.
FINISHED_YEARS, EXTENSION_LETTER, PRINT_SAMPLE = "finished_years", "extension_letter", "print_sample"
DEPUTY_DEVICES = "deputy_devices"
DECLARED = (FINISHED_YEARS, EXTENSION_LETTER, PRINT_SAMPLE, DEPUTY_DEVICES)
_plugged: dict[str, str] = {}


def plug_in_pages(pages: Mapping[str, str]) -> None:
    """Say once, at start, by what names their addresses are known."""
    if wrong := sorted(set(pages) ^ set(DECLARED)):
        raise ImproperlyConfigured(f"Pages plugged in differ from those that are linked to: {wrong}")
    _plugged.update(pages)


def missing_pages() -> list[str]:
    """The declared pages that nobody has plugged in, for the check at start."""
    return [name for name in DECLARED if name not in _plugged]


@register.simple_tag
def page_of(name: str, *args: object) -> str:
    """{% page_of 'extension_letter' extension.pk %}."""
    return reverse(_plugged[name], args=args)
