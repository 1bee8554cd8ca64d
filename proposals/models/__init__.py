"""The suggestion's side: who asked, who must answer, by when, where it stands."""

from proposals.models.administration.archive import ArchivedYear
from proposals.models.administration.committee import CommitteeField
from proposals.models.administration.factor import FactorReset, FactorRule, RecoveryCode, SecondFactor, SecurityKey
from proposals.models.administration.grants import RoleProposal
from proposals.models.administration.pace import Pace
from proposals.models.administration.record import AdministrationEvent, SignIn
from proposals.models.administration.session import BrowserSession
from proposals.models.administration.watched import Pulse, WatchedMatter
from proposals.models.approval import ApprovalPlan, ApprovalStep
from proposals.models.calendar import CalendarChange, CalendarDay, Limit, MovedCase, PlaceRule
from proposals.models.case import Attachment, Case
from proposals.models.event import Event
from proposals.models.extension import Extension, ExtensionNotice
from proposals.models.intake_list import IntakeList, KnownHead
from proposals.models.journal.backup import BackupRun
from proposals.models.journal.entry import JournalEntry, JournalHead, JournalMark
from proposals.models.journal.erasure import DestroyedBackup, ErasePermit, Erasure, Tombstone
from proposals.models.journal.head import HeadAddress, HeadKeyLoss, HeadSending, HeadStamp, SignedHead
from proposals.models.journal.proof_run import ProofRun
from proposals.models.journal.schema import SchemaVersion
from proposals.models.journal.witness import WitnessedHead, WitnessedInstallation
from proposals.models.leave.absence import Absence
from proposals.models.oversight.consent import Consent
from proposals.models.oversight.coordination import Coordination, CoordinationAsk, CoordinationSupplement
from proposals.models.oversight.inquiry import Inquiry
from proposals.models.oversight.objection import Objection
from proposals.models.oversight.plan import SupervisionPlan
from proposals.models.people import Deputy, Level, Membership, Role, Unit, UnitAlias, UnitKind, User
from proposals.models.saved_search import Export, SavedView
from proposals.models.states import Part, Status
from proposals.models.suggestion import Kind, LedAs, Session, Sponsorship, Suggestion
from proposals.models.told.colleagues import Follow, Note
from proposals.models.told.notice import Notice, NoticeChoice, Supervision

__all__ = [
    "Absence",
    "AdministrationEvent",
    "ApprovalPlan",
    "ApprovalStep",
    "ArchivedYear",
    "Attachment",
    "BackupRun",
    "BrowserSession",
    "CalendarChange",
    "CalendarDay",
    "Case",
    "CommitteeField",
    "Consent",
    "Coordination",
    "CoordinationAsk",
    "CoordinationSupplement",
    "Deputy",
    "DestroyedBackup",
    "ErasePermit",
    "Erasure",
    "Event",
    "Export",
    "Extension",
    "ExtensionNotice",
    "FactorReset",
    "FactorRule",
    "Follow",
    "HeadAddress",
    "HeadKeyLoss",
    "HeadSending",
    "HeadStamp",
    "Inquiry",
    "IntakeList",
    "JournalEntry",
    "JournalHead",
    "JournalMark",
    "Kind",
    "KnownHead",
    "LedAs",
    "Level",
    "Limit",
    "Membership",
    "MovedCase",
    "Note",
    "Notice",
    "NoticeChoice",
    "Objection",
    "Pace",
    "Part",
    "PlaceRule",
    "ProofRun",
    "Pulse",
    "RecoveryCode",
    "Role",
    "RoleProposal",
    "SavedView",
    "SchemaVersion",
    "SecondFactor",
    "SecurityKey",
    "Session",
    "SignIn",
    "SignedHead",
    "Sponsorship",
    "Status",
    "Suggestion",
    "Supervision",
    "SupervisionPlan",
    "Tombstone",
    "Unit",
    "UnitAlias",
    "UnitKind",
    "User",
    "WatchedMatter",
    "WitnessedHead",
    "WitnessedInstallation",
]
