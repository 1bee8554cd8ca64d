"""In by the registered telephone: a code asked for, sent, tried. What is answered never tells whether a number is
known: until the code is right nothing here looks at a deputy but the job that sends it."""

import datetime as dt
import hmac
import secrets

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_tasks import task

from proposals.models import Deputy
from proposals.web.pace import DAY, HOUR, Measure, keep_pace
from replies.feedback.progress import find_digits
from replies.messages import sms
from replies.messages.plan.facts import body_to_ask
from replies.messages.words.current import words_of
from replies.mine.keys import TWICE, may_enter
from replies.models import EntryCode
from replies.models.messages.message import MessageKind

CODE_DIGITS = 6
LIVES = dt.timedelta(minutes=10)
# What was asked for a day ago counts no more. Many phones share an address (a hall's network, a carrier's).
OF_NUMBER = Measure("entry number", 0, longest=12 * HOUR)
OF_ADDRESS = Measure("entry address", 20, longest=12 * HOUR)


def plain_number(phone: str) -> str:
    """The digits of a number as it may be written: 130 0000 0001, +86-13000000001, full-width."""
    digits = find_digits(phone)
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def request_code(number: str, address: str) -> EntryCode:
    """Write down that a code is asked for, and have it sent. Raises TooOften."""
    now = timezone.now()
    with transaction.atomic():
        keep_pace((OF_NUMBER, number), (OF_ADDRESS, address))
        asked = EntryCode.objects.create(number=number, expires_at=now + LIVES)
        send_entry_code.enqueue(asked.pk)
    return asked


def find_deputies(number: str) -> list[Deputy]:
    """Who is registered with that number and may enter."""
    rows = Deputy.objects.exclude(phone="").filter(merged_into=None)
    found = [pk for pk, phone in rows.values_list("pk", "phone") if plain_number(phone) == number]
    return [one for one in Deputy.objects.filter(pk__in=found) if may_enter(one)]


@task()
def send_entry_code(pk: int) -> None:
    """Make the code and hand it over, as a text, or by mail where no text reaches the number or none leaves. A job,
    so that a known number and an unknown one take the same time; by day and by night, for somebody waits."""
    asked = EntryCode.objects.get(pk=pk)
    deputies = find_deputies(asked.number)
    if asked.code_hash or not asked.is_open or not deputies:
        return
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    EntryCode.objects.filter(pk=pk).update(code_hash=_hash_of_code(pk, code))
    words = code_message(code, body_to_ask(deputies[0].kind))
    mails = {one.email for one in deputies if one.email}
    if not sms.send_text(asked.number, words) and len(mails) == 1:  # of several it is not known who asks
        send_mail("进入“我的建议”的验证码", words, None, list(mails))


def code_message(code: str, office: str) -> str:
    """What is sent: the one message that is kept nowhere and waits for no morning."""
    return words_of(MessageKind.CODE).say({"验证码": code, "问谁": office})


def _hash_of_code(pk: int, code: str) -> str:
    return salted_hmac(f"entry code {pk}", code, algorithm="sha256").hexdigest()


def is_whole_code(typed: str) -> bool:
    """Whether that many digits were typed as a code has; what is no code uses up no try."""
    return len(plain_number(typed)) == CODE_DIGITS


def try_code(asked: EntryCode, typed: str) -> int:
    """Try a code. 0: it is right, and used up by it; else how many tries are left, with -1 for none or too late. A
    number that nobody has is answered in the same way. What is empty or too short is not counted."""
    code = plain_number(typed)
    with transaction.atomic():
        row = EntryCode.objects.select_for_update().get(pk=asked.pk)
        right = hmac.compare_digest(_hash_of_code(row.pk, code), row.code_hash or "-" * 64)
        if right and row.used_at and timezone.now() - row.used_at < TWICE:
            return 0
        if not row.is_open:
            return -1
        if not is_whole_code(typed):
            return row.tries_left
        if right:
            EntryCode.objects.filter(pk=row.pk).update(used_at=timezone.now())
            return 0
        EntryCode.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
    row.refresh_from_db()
    return row.tries_left or -1


def forget_codes() -> int:
    """Remove what was asked for more than a day ago; nothing of it is needed any more. Returns how many codes."""
    since = timezone.now() - DAY
    return EntryCode.objects.filter(made_at__lt=since).delete()[0]
