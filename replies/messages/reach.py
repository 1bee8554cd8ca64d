"""How a deputy is reached: by what there is, and by what the deputy wishes."""

from django.conf import settings

from proposals.administration.setup.actions import INTO_FILES
from proposals.formats.offered import ToldBy
from proposals.models import Deputy
from replies.messages.sms import can_reach
from replies.models import Message

Way = Message.Way
Wish = ToldBy


def name_senders() -> str:
    """What leaves from this server: 短信或邮件, 短信, 邮件, or "" where neither is set up."""
    return "或".join(said for said, there in (("短信", _sends_texts()), ("邮件", _sends_mail())) if there)


def name_contacts() -> str:
    """To what it goes: 手机或邮箱, 手机, 邮箱, or "" where nothing leaves."""
    return "或".join(said for said, there in (("手机", _sends_texts()), ("邮箱", _sends_mail())) if there)


def _sends_texts() -> bool:
    return bool(settings.SMS_URL)


def _sends_mail() -> bool:
    return settings.EMAIL_BACKEND != INTO_FILES


def choose_ways(deputy: Deputy) -> list[str]:
    """By text, by mail, or by both; by a person where the deputy wishes so or nothing else reaches. A way that is
    wished for and not there is replaced by the other."""
    there = [Way.SMS] if can_reach(deputy.phone) else []
    there += [Way.MAIL] if deputy.email else []
    if deputy.told_by == Wish.STAFF or not there:
        return [Way.STAFF]
    wished = [way for way in there if way == deputy.told_by]
    return list(wished or there)


def wants_no_word(deputy: Deputy, *, law: str) -> bool:
    """Whether the deputy wants to hear nothing of a kind that no law asks for (`law`: which does, "" none)."""
    return deputy.told_by == Wish.LAW and not law


def offer_wishes(deputy: Deputy) -> list[ToldBy]:
    """How this deputy may wish to be told: by what there is, by a person, or only of what the law demands."""
    there = [Wish.SMS] if can_reach(deputy.phone) else []
    there += [Wish.MAIL] if deputy.email else []
    every = [Wish.ALL] if len(there) > 1 else []
    return [*every, *there, Wish.STAFF, Wish.LAW]


def standing_wish(deputy: Deputy) -> ToldBy:
    """What holds of them now: a wish for what is no longer there holds as what takes its place."""
    offered = offer_wishes(deputy)
    wish = Wish(deputy.told_by)
    return wish if wish in offered else offered[0]


def why_unreached(deputy: Deputy) -> str:
    """Why no message can be sent to this deputy from here, "" where one can."""
    if deputy.told_by == Wish.STAFF:
        return "希望由工作人员转达"
    if deputy.email or can_reach(deputy.phone):
        return ""
    if not deputy.phone:
        return "没有手机和邮箱"
    return "没有邮箱，登记的电话不是手机" if settings.SMS_URL else "没有邮箱，这里也没有开通短信"
