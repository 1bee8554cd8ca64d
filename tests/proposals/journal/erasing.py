"""Tampering in the name of 清除: each begins with one that is true."""

import uuid
from collections.abc import Callable

from django.utils import timezone

from proposals.erasures.actions import ask_erasure, confirm_erasure, finish_erased_files
from proposals.erasures.places import find_places
from proposals.journal.enter import enter_waiting
from proposals.models import ErasePermit, Erasure, Tombstone
from proposals.models.journal.seal import make_seal
from tests import factories as f
from tests.proposals.journal.record import Record, unguarded
from tests.proposals.journal.tampering import FORGED, NO_ACT, REFUSED, WRITTEN, Kind, change, remove, run

WORDS = ["没有写完成时间", "门口的饭桌"]
NO_TWO = "清除（第几行）：没有一个人申请、另一个人同意的记录。"
UNLIKE = "清除（第几行）：清除记录与同意时登记的不符。"
UNSEALED = f"清除记录（第几行）：{FORGED}"
SECOND_CHANGED = "001号 · 区民政局：第2条内容被改过，到第1条（某时）为止是好的。"
# What is seen of the rows when no tombstone of theirs counts: of chains, record, answer, paper.
CHAINS = (
    "001号 · 区民政局：第16条内容被改过，到第15条（某时）为止是好的。",
    "001号 · 区民政局：第17条内容被改过，到第15条（某时）为止是好的。",
    "总账第153笔：内容被改过，到第152笔（某时）为止是好的。",
)
EVENTS = f"001号的办理记录（第几行等2行）：内容{WRITTEN}"
ANSWER = f"001号的意见反馈（第几行）：内容{WRITTEN}"
FORM = f"001号的定稿打印件（第几行）：内容{WRITTEN}"
FILE_GONE = "001号的定稿打印件（第几行）：文件printed/某件.pdf不见了。"
SECOND = "case_id = {closed} AND sequence = 2"


def after_erasing(then: Callable[[Record], None]) -> Callable[[Record], None]:
    """First what two persons erase, as they should; then the tampering."""

    def do(record: Record) -> None:
        w, made = f.world(), record.case.suggestion
        places = [one for one in find_places(made, WORDS) if one.is_sure]
        said = {"law": "personal", "reason": "代表要求删除", "key": uuid.uuid4(), "whole": False}
        confirm_erasure(ask_erasure(made, w.district, places, **said), w.auditor)
        finish_erased_files()
        enter_waiting()
        then(record)

    return do


def permit_by_hand(record: Record, seal: str) -> int:
    """A tombstone and a permit of one's own, for the comment of an event. Returns the event's key."""
    key = record.one("SELECT id FROM proposals_event WHERE case_id = %s AND sequence = 2", record.case.pk)
    facts = {"table": "proposals_event", "row": str(key)}
    digests = {"before": "0" * 64, "after": "1" * 64, "columns": ["comment"], "length": 5, "at": timezone.now()}
    stone = Tombstone(erasure=Erasure.objects.get(), seal=seal, **facts, **digests)
    Tombstone.objects.bulk_create([stone])
    ErasePermit.objects.create(tombstone=stone, column="comment", value="▇▇", **facts)
    return key


def forge_erasure(record: Record) -> None:
    key = permit_by_hand(record, make_seal(""))
    record.run("UPDATE proposals_event SET comment = '▇▇' WHERE id = %s", key)
    record.run("DELETE FROM proposals_erasepermit")


def leave_permit(record: Record) -> None:
    forge_erasure(record)
    permit = {"table": "proposals_event", "row": "1", "column": "comment", "value": "▇"}
    ErasePermit.objects.create(tombstone=Tombstone.objects.last(), **permit)


def change_beside_permit(record: Record) -> None:
    key = permit_by_hand(record, make_seal(""))
    record.run("UPDATE proposals_event SET comment = '▇▇', label = '别的' WHERE id = %s", key)


def change_otherwise(record: Record) -> None:
    key = permit_by_hand(record, make_seal(""))
    record.run("UPDATE proposals_event SET comment = '同意' WHERE id = %s", key)


def unguard(then: Callable[[Record], None]) -> Callable[[Record], None]:
    def do(record: Record) -> None:
        with unguarded():
            then(record)

    return do


K = Kind
ERASED_KINDS = [
    K("清除记录改一条", after_erasing(run("UPDATE proposals_tombstone SET before = 'x'")), (), REFUSED),
    K("清除记录删一条", after_erasing(run("DELETE FROM proposals_tombstone")), (), REFUSED),
    K("没有许可，用▇盖掉一条办理记录", change("proposals_event", "comment = '▇'", SECOND), (), REFUSED),
    K("有许可，另一栏也改", after_erasing(change_beside_permit), (), REFUSED),
    K("有许可，改成别的话", after_erasing(change_otherwise), (), REFUSED),
    K(
        "自己写清除记录和许可，盖掉一条办理记录",
        after_erasing(forge_erasure),
        (
            SECOND_CHANGED,
            UNSEALED,
            f"001号的办理记录（第几行）：内容{WRITTEN}",
            f"清除记录（第几行）：新增的一行{NO_ACT}",
        ),
    ),
    K(
        "许可留着不收回",
        after_erasing(leave_permit),
        (
            SECOND_CHANGED,
            UNSEALED,
            "清除的许可（第几行）：办完没有收回，不是这个程序写的。",
            f"001号的办理记录（第几行）：内容{WRITTEN}",
            f"清除记录（第几行）：新增的一行{NO_ACT}",
        ),
    ),
    K(
        "清除记录的摘要换掉",
        after_erasing(unguard(change("proposals_tombstone", f"after = '{'2' * 64}'", "part = '链'"))),
        (
            *CHAINS,
            UNSEALED.replace("几行", "几行等3行"),
            UNLIKE,
            EVENTS,
            f"清除记录（第几行等3行）：内容{WRITTEN}",
            ANSWER,
            FORM,
            FILE_GONE,
        ),
    ),
    K(
        "清除记录删掉三条，触发器拿掉又装回",
        after_erasing(unguard(remove("proposals_tombstone", "part = '链'"))),
        (*CHAINS, UNLIKE, EVENTS, ANSWER, FORM, f"清除记录（第几行等3行）：整行被删除{NO_ACT}", FILE_GONE),
    ),
    K(
        "申请的人换成别人",
        after_erasing(
            change("proposals_erasure", "asked_by_id = (SELECT id FROM proposals_user WHERE username = 'leader2')")
        ),
        (*CHAINS, NO_TWO, EVENTS, f"清除（第几行）：内容{WRITTEN}", ANSWER, FORM, FILE_GONE),
    ),
    K(
        "清除过的意见再改",
        after_erasing(change("replies_feedback", "comment = '满意'", "comment LIKE '%%▇%%'")),
        (ANSWER,),
    ),
    K(
        "清除过的话又写回去",
        after_erasing(change("replies_feedback", "comment = '没有写完成时间。'", "comment LIKE '%%▇%%'")),
        (ANSWER,),
    ),
    K(
        "清除过的建议再改",
        after_erasing(change("proposals_suggestion", "text = '▇▇▇▇'", "text LIKE '%%▇%%'")),
        (
            "建议001号（第几行）：建议内容由“社区食堂是老人家▇▇▇▇▇。 建议：一、增加助餐点；二、延长供餐时间。”"
            f"改为“▇▇▇▇”{NO_ACT}",
        ),
    ),
]
