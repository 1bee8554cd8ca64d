"""The desk's fields, as the forms of the answer's side use them."""

from proposals.fields import date, key, laid_out, not_future, seen, text
from proposals.forms import Words

__all__ = ["Words", "date", "key", "laid_out", "not_future", "seen", "text"]
