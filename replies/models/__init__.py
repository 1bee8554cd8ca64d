"""The answer's side: rounds, drafts, reviews, contacts, consultations, links, feedback, frozen prints."""

from replies.models.attempt import Attempt, Delivery
from replies.models.classification import Classification, Disclosure
from replies.models.consultation import Consultation, Reminder
from replies.models.contact import Contact, Meeting
from replies.models.draft import Autosave, Draft, Override
from replies.models.feedback import Feedback, FinishedOpinion, Invitation, Wish
from replies.models.messages import Message, MessageTemplate, QuietHours
from replies.models.mine import DeviceKey, EntryCode
from replies.models.papers.print_job import PrintJob, PrintJobItem, Printout, PrintTaking
from replies.models.papers.printed_form import PrintedForm
from replies.models.papers.unit_letter import UnitLetter
from replies.models.promise import (
    Promise,
    PromiseLetter,
    PromiseLetterDelivery,
    PromiseReport,
    PromiseStep,
    ReportVerdict,
)
from replies.models.reply import Reply
from replies.models.reports.asked import AskedReport, AskedStep, ReportAsk
from replies.models.reports.work_report import MadeReport, ReportText, WorkReport
from replies.models.review import Review
from replies.models.revisits.revisit import Revisit, RevisitAnswer, RevisitAsk, RevisitCase, RevisitQuestion
from replies.models.stacks.sheets import SheetStack, StackSheet
from replies.models.wording import Wording

__all__ = [
    "AskedReport",
    "AskedStep",
    "Attempt",
    "Autosave",
    "Classification",
    "Consultation",
    "Contact",
    "Delivery",
    "DeviceKey",
    "Disclosure",
    "Draft",
    "EntryCode",
    "Feedback",
    "FinishedOpinion",
    "Invitation",
    "MadeReport",
    "Meeting",
    "Message",
    "MessageTemplate",
    "Override",
    "PrintJob",
    "PrintJobItem",
    "PrintTaking",
    "PrintedForm",
    "Printout",
    "Promise",
    "PromiseLetter",
    "PromiseLetterDelivery",
    "PromiseReport",
    "PromiseStep",
    "QuietHours",
    "Reminder",
    "Reply",
    "ReportAsk",
    "ReportText",
    "ReportVerdict",
    "Review",
    "Revisit",
    "RevisitAnswer",
    "RevisitAsk",
    "RevisitCase",
    "RevisitQuestion",
    "SheetStack",
    "StackSheet",
    "UnitLetter",
    "Wish",
    "Wording",
    "WorkReport",
]
