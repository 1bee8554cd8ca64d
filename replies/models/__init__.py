"""The answer's side: rounds, drafts, reviews, contacts, consultations, links, feedback, frozen prints."""

from replies.models.attempt import Attempt
from replies.models.autosave import Autosave
from replies.models.feedback import Attitude, Delivery, Feedback, Grade, Invitation, Wish
from replies.models.override import Override
from replies.models.printed import PrintedForm
from replies.models.printjob import PrintJob, PrintJobItem, Printout, PrintTaking
from replies.models.promise import Promise, PromiseStep
from replies.models.reply import Classification, Disclosure, Draft, Reply
from replies.models.review import Review
from replies.models.talks import Consultation, Contact, Reminder
from replies.models.wording import Wording

__all__ = [
    "Attempt",
    "Attitude",
    "Autosave",
    "Classification",
    "Consultation",
    "Contact",
    "Delivery",
    "Disclosure",
    "Draft",
    "Feedback",
    "Grade",
    "Invitation",
    "Override",
    "PrintJob",
    "PrintJobItem",
    "PrintTaking",
    "PrintedForm",
    "Printout",
    "Promise",
    "PromiseStep",
    "Reminder",
    "Reply",
    "Review",
    "Wish",
    "Wording",
]
