"""Files in storage against the SHA-256 on record: attachments, issued forms, photos of signatures, reports."""

from pathlib import PurePosixPath

from django.core.files.storage import default_storage

from proposals.journal.enter import read_rows, stored_digest
from proposals.journal.kinds import FILE, kept_tables
from proposals.journal.proof.erased import Erased
from proposals.journal.proof.report import Names, Proof
from proposals.journal.proof.rows import Held, entries_of


def prove_files(proof: Proof, names: Names, erased: Erased) -> None:
    """Every file that a row on record names."""
    seen: dict[str, str] = {}
    for one in kept_tables():
        if not one.files:
            continue
        held = entries_of(one)
        for key, about, row in read_rows(one):
            for name, beside in one.files.items():
                path = row[name]
                if not path:
                    continue
                entry = held.get(key, Held()).parts.get(f"{FILE}{name}")
                wanted = entry.digest if entry else row[beside] if beside else PurePosixPath(path).stem
                if beside is None and entry is None:
                    continue  # waits to be entered
                if path not in seen:
                    seen[path] = stored_digest(path)
                if erased.stands_for(one.table, key, f"{FILE}{name}", wanted, ""):
                    if seen[path]:
                        proof.blame(names.call(one, about), f"文件{path}已经清除，又出现了", key)
                elif not seen[path]:
                    lost = "读不出来" if default_storage.exists(path) else "不见了"
                    proof.blame(names.call(one, about), f"文件{path}{lost}", key)
                elif seen[path] != wanted:
                    proof.blame(names.call(one, about), f"文件{path}被换过，与存入时的SHA-256不同", key)
                else:
                    proof.proved["文件"] += 1
