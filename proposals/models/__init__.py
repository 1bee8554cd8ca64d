"""The suggestion's side: who asked, who must answer, by when, where it stands."""

from proposals.models.calendar import CalendarChange, CalendarDay, MovedCase
from proposals.models.case import Attachment, Handling, Part, Status
from proposals.models.event import Event
from proposals.models.extension import Extension, ExtensionNotice
from proposals.models.intake import IntakeList
from proposals.models.limit import Limit
from proposals.models.notice import Notice
from proposals.models.people import Deputy, Membership, Role, Unit, UnitKind, User
from proposals.models.saved import Export, SavedView
from proposals.models.suggestion import Kind, LedAs, Session, Sponsorship, Suggestion
from proposals.models.supervision import Supervision

__all__ = [
    "Attachment",
    "CalendarChange",
    "CalendarDay",
    "Deputy",
    "Event",
    "Export",
    "Extension",
    "ExtensionNotice",
    "Handling",
    "IntakeList",
    "Kind",
    "LedAs",
    "Limit",
    "Membership",
    "MovedCase",
    "Notice",
    "Part",
    "Role",
    "SavedView",
    "Session",
    "Sponsorship",
    "Status",
    "Suggestion",
    "Supervision",
    "Unit",
    "UnitKind",
    "User",
]
