"""Whether the journal, the cases' chains and the keys are still what the heads kept outside say they were."""

import base64
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db.models import Case, Q, When
from django.utils import timezone

from proposals.heads.keys import key_events, public_in
from proposals.heads.manifest import LONGEST, MANIFEST, read_manifest
from proposals.heads.proof.chains import ChainsThen
from proposals.heads.proof.folder import LARGEST, MOST, HeadFolder, KeptHead
from proposals.heads.proof.keys import why_not_replaced
from proposals.heads.proof.receipts import why_not_received
from proposals.heads.stamps import why_not_stamped, why_not_trusted
from proposals.journal.proof.report import Proof
from proposals.models import AdministrationEvent, HeadSending
from proposals.models.journal.entry import JournalEntry
from proposals.models.journal.head import HeadStamp, SignedHead

OUTSIDE = "外存末笔"
ONE_DAY = dt.timedelta(days=1)


def prove_against(proof: Proof, folder: Path) -> None:
    """Every head in the folder: its signature, its key, the entry that it names, the chains of all cases then; and
    that none is missing between the first and the last."""
    found = HeadFolder(folder)
    try:
        _Against(proof, folder, found).prove()
    finally:
        found.close()


@dataclass
class _Against:
    proof: Proof
    folder: Path
    found: HeadFolder
    good: str = "开头"
    foreign: dict[str, int] = field(default_factory=dict)
    chains: ChainsThen = field(default_factory=ChainsThen)
    before: str = ""  # the key of the head before
    first: KeptHead | None = None
    last: KeptHead | None = None

    def prove(self) -> None:
        for one in self.found.unreadable:
            self.proof.blame(f"{OUTSIDE}{one.name}", one.why)
        if self.found.too_many:
            self.proof.blame(
                OUTSIDE, f"文件夹里的文件超过{MOST}个，只核对了{MOST}个，请按年分到几个文件夹里，分别核对"
            )
        self.known = {public_in(event): event for event in key_events()}
        self.newest = JournalEntry.objects.order_by("-number").values_list("number", flat=True).first() or 0
        for some in self.found.in_some():
            self._prove_some(some)
        for name, count in self.foreign.items():
            self.proof.note(f"文件夹里另有{count}份是{name}的末笔，不是本系统的，没有核对")
        if self.first is None and not self.found.unreadable:
            self.proof.blame(OUTSIDE, "文件夹里没有末笔文件，没有可以核对的")
        if self.first and self.last:
            self._prove_missing(self.first, self.last)
        self._prove_manifest()

    def _prove_some(self, some: list[KeptHead]) -> None:
        signatures = [one.signature for one in some]
        signed = set(SignedHead.objects.filter(signature__in=signatures).values_list("signature", flat=True))
        entries = JournalEntry.objects.in_bulk([one.number for one in some])
        for head in some:
            if head.installation != settings.PUBLIC_URL and head.key not in self.known:
                name = head.installation or "没有写明哪个系统"
                self.foreign[name] = self.foreign.get(name, 0) + 1
                continue
            self._prove_head(head, entries.get(head.number), head.signature in signed)

    def _prove_head(self, head: KeptHead, entry: JournalEntry | None, is_signed: bool) -> None:
        said, blame = f"{OUTSIDE}{head.name}", self.proof.blame
        self._prove_key(head, said)
        if entry is None:
            blame(
                said, f"{head.day}总账到了第{head.number}笔，现在只有到第{self.newest}笔；到{self.good}为止是一样的"
            )
        elif entry.hash != head.hash:
            blame(
                said,
                f"第{head.number}笔与{head.day}送出的末笔不同，在此以前的记录被重写过；到{self.good}为止是一样的",
            )
        else:
            self.good = f"第{head.number}笔（{head.day}）"
            self.proof.proved[OUTSIDE] += 1
            if not is_signed:
                blame(said, f"{head.day}签过的第{head.number}笔，数据库里没有签过它的记录了")
        self._prove_chains(head, said)
        if head.receipt and (wrong := why_not_received(head.receipt, head.text, "")):
            blame(said, f"见证的回执{wrong}")
        self._prove_stamp(head, said)
        self._prove_day(head)
        self.first, self.last = self.first or head, head

    def _prove_chains(self, head: KeptHead, said: str) -> None:
        """The cases' chains, of a head that names them (those of earlier versions do not)."""
        facts = head.said
        if "chains" not in facts:
            return
        then = self.chains.up_to(head.number)
        if (facts["chains"], facts.get("events")) != (then.digest, then.events):
            self.proof.blame(said, f"{head.day}各件办理记录共{facts.get('events')}条，末条与现在的不同")
        elif facts.get("files") != then.files:
            self.proof.blame(said, f"{head.day}登记的文件是{facts.get('files')}个，现在是{then.files}个")
        else:
            self.proof.proved["末笔里的办理记录"] += then.events

    def _prove_stamp(self, head: KeptHead, said: str) -> None:
        """The time stamp beside it, else the one that was kept here."""
        path = (self.folder / head.name).with_suffix(".tsr")
        try:
            if path.is_file() and path.stat().st_size <= LARGEST:
                answer = path.read_bytes()
            elif kept := HeadStamp.objects.filter(head__signature=head.signature).first():
                answer = base64.b64decode(kept.response)
            else:
                return
        except (OSError, ValueError):
            answer = b""
        if wrong := why_not_stamped(answer, head.text):
            self.proof.blame(f"{said}的时间戳", wrong)
        elif not settings.HEAD_TSA_CERT:
            self.proof.note("时间戳只看了是哪一份的：没有写明时间戳机构的证书（HEAD_TSA_CERT），没有核对是谁签的")
        elif wrong := why_not_trusted(answer, head.text, Path(settings.HEAD_TSA_CERT)):
            self.proof.blame(f"{said}的时间戳", wrong)
        else:
            self.proof.proved["时间戳"] += 1

    def _prove_key(self, head: KeptHead, said: str) -> None:
        """A key that the record names; of another than the head before, that the change was right."""
        if head.key == self.before:
            return
        event = self.known.get(head.key)
        if event is None:
            self.proof.blame(said, "用的钥匙没有记录过是什么时候换的")
        elif self.before:
            self._prove_change(event, said)
        self.before = head.key

    def _prove_change(self, event: AdministrationEvent, said: str) -> None:
        chain = list(self.known)
        at = chain.index(public_in(event))
        since = chain.index(self.before) + 1 if self.before in chain else at
        if since > at:
            self.proof.blame(said, "用的是早已换下的钥匙")
        for one in range(since, at + 1):
            change = self.known[chain[one]]
            if wrong := why_not_replaced(change, chain[one - 1] if one else ""):
                self.proof.blame(said, wrong)

    def _prove_day(self, head: KeptHead) -> None:
        """A day between this head and the one before, of which there is none although something was entered."""
        if self.last is None or (before := self.last.date) is None or (day := head.date) is None:
            return
        for first, last in _spans(self._worked_days(before + ONE_DAY, day)):
            said = f"{first}" if first == last else f"{first}至{last}"
            self.proof.blame(OUTSIDE, f"缺{said}的，前一份是{self.last.day}的，后一份是{head.day}的，中间总账有入账")

    def _worked_days(self, start: dt.date, end: dt.date) -> list[dt.date]:
        """The days from start until before end on which something was entered in the journal and, as far as the
        database knows, no head was signed (of one that was it is said by itself)."""
        if start >= end:
            return []
        between = {"at__date__gte": start, "at__date__lt": end}
        entered = JournalEntry.objects.order_by().filter(**between).values_list("at__date", flat=True)
        signed = SignedHead.objects.order_by().filter(**between).values_list("at__date", flat=True)
        return sorted(set(entered.distinct()) - set(signed.distinct()))

    def _prove_missing(self, first: KeptHead, last: KeptHead) -> None:
        """What the installation itself signed between them, or brought here, and is not here."""
        here = {str(self.folder), str(self.folder.absolute()), str(self.folder.resolve())}
        brought = HeadSending.objects.filter(address__in=here, failure="").values("head")
        between = Q(number__gt=first.number, number__lt=last.number)
        belongs = Case(When(between | Q(pk__in=brought), then=True), default=False)
        beside = 0
        for head in SignedHead.objects.annotate(belongs=belongs).order_by("pk").iterator(chunk_size=2_000):
            if self.found.holds(head.signature):
                continue
            if head.belongs:
                day = timezone.localtime(head.at).date()
                self.proof.blame(OUTSIDE, f"{day}签过第{head.number}笔的末笔，文件夹里没有")
            else:
                beside += 1
        if beside:
            self.proof.note(f"{first.day}以前和{last.day}以后签过的，另有{beside}份不在这个文件夹里")

    def _prove_manifest(self) -> None:
        """The manifest beside the heads, where there is one: signed, with the keys that the record has."""
        path, said = self.folder / MANIFEST, f"{OUTSIDE}{MANIFEST}"
        if not path.exists():
            self.proof.note(f"文件夹里没有钥匙清单（{MANIFEST}），末笔的钥匙只和数据库里的记录核对过")
            return
        try:
            if path.stat().st_size > LONGEST:
                raise ValueError
            keys = [one["key"] for one in read_manifest(path.read_text(encoding="utf-8"))]
        except (OSError, ValueError):
            self.proof.blame(said, "读不出来，或者签名不对，被改过")
            return
        if self.known and keys[0] != next(iter(self.known)):
            self.proof.blame(said, "第一把钥匙不是本系统的，是另一个系统的清单，或者被换过")
        elif keys != list(self.known)[: len(keys)]:
            self.proof.blame(said, "里面的钥匙与管理记录里的不同")
        else:
            self.proof.proved["钥匙清单里的钥匙"] += len(keys)


def _spans(days: Iterable[dt.date]) -> list[tuple[dt.date, dt.date]]:
    """Days next to each other are said together."""
    found: list[tuple[dt.date, dt.date]] = []
    for day in days:
        if found and day - found[-1][1] == ONE_DAY:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
