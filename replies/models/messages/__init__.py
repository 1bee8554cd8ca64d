"""What deputies are told: each message, and the words that the office gave it."""

from replies.models.messages.message import Message
from replies.models.messages.template import MessageTemplate, QuietHours

__all__ = ["Message", "MessageTemplate", "QuietHours"]
