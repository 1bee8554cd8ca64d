"""Prove the record: the chain of every case, the journal over everything, rows, files, triggers."""

import datetime as dt
import hashlib
import re
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from proposals.heads.printed import is_printed_head, prove_printed
from proposals.heads.proof.against import prove_against
from proposals.heads.proof.keys import prove_head_keys
from proposals.heads.proof.receipts import prove_receipts
from proposals.journal.enter import as_of_one_moment, enter_after_commit, enter_waiting
from proposals.journal.proof.causes import prove_causes
from proposals.journal.proof.chains import find_breaks, prove_journal
from proposals.journal.proof.erased import Erased, prove_erasures
from proposals.journal.proof.files import prove_files
from proposals.journal.proof.guards import prove_guards
from proposals.journal.proof.report import Names, Proof
from proposals.journal.proof.rows import count_rows, prove_rows, waiting_rows
from proposals.journal.proof.seals import prove_seals
from proposals.journal.schema import find_differences, read_schema, write_schema
from proposals.management.base import DatabaseCommand
from proposals.models import Case, ProofRun
from proposals.models.journal.entry import JournalHead

QUOTED = re.compile("“[^”]*”")
FAULTS_KEPT = 50


class Command(DatabaseCommand):
    help = (
        "核对全部记录：办理记录的链、总账的链、每一行和每个文件与入账时是否相同、改动有没有人办、触发器在不在；"
        "打印当日摘要，可抄存别处。有问题时退出码是2"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fast", action="store_true", help="只核对两种链、触发器和行数，每夜用")
        parser.add_argument(
            "--against", type=Path, metavar="文件夹", help="再与存在别处的末笔核对：证明在那以前的记录没有被改过"
        )
        parser.add_argument(
            "--head",
            nargs="+",
            action="append",
            default=[],
            metavar=("第几笔", "末笔"),
            help="再与印在纸上的一行核对，如 --head 1892 3f9c 71ab 04e2 88d1 5e90；可以写几次",
        )
        parser.add_argument(
            "--accept-schema",
            metavar="原因",
            default="",
            help="数据库换了大版本，核对说结构不同而没有人改过的，先把现在的结构记下来，再核对",
        )
        parser.add_argument("--asked-by", type=int, metavar="账号", help="由谁在审计页上要求的")

    def handle(self, *args: Any, **options: Any) -> None:
        fast, against, begun = bool(options["fast"]), options["against"], timezone.now()
        if isinstance(against, Path) and not against.is_dir():
            raise CommandError(f"没有{against}这个文件夹。")
        printed = [self._read_printed(one) for one in options["head"]]
        if options["accept_schema"]:
            self._accept_schema(options["accept_schema"].strip())
        proof, count, digest = self._look(fast)
        if proof.found:
            proof.keep_seen_again(self._look(fast)[0])
        if isinstance(against, Path):
            prove_against(proof, against)
        for number, digits in printed:
            prove_printed(proof, number, digits)
        for sentence in proof.notes:
            self.stdout.write(sentence)
        faults = proof.faults
        for sentence in faults:
            self.stderr.write(sentence)
        self.stdout.write(f"核对{count}条办理记录，摘要 {digest}")
        self._say_how_much(proof)
        try:
            self._keep(proof, fast=fast, begun=begun, asked_by=options["asked_by"])
        except DatabaseError:
            self.stdout.write("数据库现在存不进东西，这一次核对没有记下。")
        if faults:
            raise CommandError(f"发现{len(faults)}处问题。", returncode=2)

    def _accept_schema(self, reason: str) -> None:
        if not 4 <= len(reason) <= 200:
            raise CommandError("请写明原因，4到200字。")
        for what, wrong in find_differences(read_schema()):
            self.stdout.write(f"· {what}{wrong}")
        self.stdout.write("数据库现在的结构已经记下。" if write_schema(reason) else "和记下的一样，不用再记。")

    def _read_printed(self, words: list[str]) -> tuple[int, str]:
        number, digits = words[0], "".join(words[1:]).replace(" ", "").lower()
        if not (number.isascii() and number.isdigit() and 0 < int(number[:19]) < 2**63 and is_printed_head(digits)):
            raise CommandError("--head 后面写纸上的笔数，再写末笔（至少16个数字和字母）。")
        return int(number), digits

    def _look(self, fast: bool) -> tuple[Proof, int, str]:
        """One look. On SQLite nobody is kept from writing meanwhile; a second look tells."""
        enter_waiting()
        with as_of_one_moment() if connection.vendor == "postgresql" else nullcontext():
            return self._prove(fast)

    def _prove(self, fast: bool) -> tuple[Proof, int, str]:
        """What is wrong, the number of events, and their digest."""
        proof, digest, count, erased = Proof(), hashlib.sha256(), 0, Erased()
        for case in Case.objects.select_related("suggestion", "unit").order_by("pk").iterator():
            count += case.event_count
            digest.update(f"{case.pk} {case.event_count} {case.event_head}\n".encode())
            for sentence in find_breaks(case, erased):
                proof.blame(str(case), sentence)
        prove_journal(proof, erased)
        prove_guards(proof)
        names = Names()
        prove_seals(proof, names, erased)
        prove_erasures(proof, erased)
        prove_head_keys(proof)
        prove_receipts(proof)
        if fast:
            count_rows(proof, waiting_rows())
        else:
            prove_rows(proof, names, waiting_rows(), erased)
            prove_causes(proof, names, erased)
            prove_files(proof, names, erased)
        return proof, count, digest.hexdigest()

    def _keep(self, proof: Proof, *, fast: bool, begun: dt.datetime, asked_by: Any) -> None:
        """What came of it, for the page of the auditor, who sees no case: without what is quoted."""
        head = JournalHead.objects.first()
        with transaction.atomic():
            ProofRun.objects.create(
                begun_at=begun,
                at=timezone.now(),
                is_fast=fast,
                number=head.count if head else 0,
                hash=head.hash if head else "",
                proved={name: number for name, number in proof.proved.items() if number},
                faults=len(proof.faults),
                said="\n".join(QUOTED.sub("“…”", one) for one in proof.faults[:FAULTS_KEPT]),
                asked_by_id=asked_by,
            )
            enter_after_commit()

    def _say_how_much(self, proof: Proof) -> None:
        head = JournalHead.objects.first()
        if head:
            self.stdout.write(f"总账到第{head.count}笔，末笔 {head.hash}")
        proved = "、".join(f"{name}{number}" for name, number in sorted(proof.proved.items()) if number)
        self.stdout.write(f"已证明：{proved}")
        if proof.waiting:
            self.stdout.write(f"待入账：{proof.waiting}项，下一次整理时入账")
