"""The fields of a snapshot, each once: what is printed, what of it a person writes, what the checker looks at.

docs/case-format.md says what each is; snapshot.py reads them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SnapshotField:
    """A key of the snapshot. `written`: a person writes it, in the column of the draft of the same name; the others
    come from the case and its steps. `checked`: a finding can stand there."""

    key: str
    label: str = ""  # in messages; "" where the forms let nothing in that cannot be printed
    written: bool = False
    listed: bool = False  # one a line
    checked: bool = False

    @property
    def name(self) -> str:
        """The key within its object."""
        return self.key.rpartition(".")[2]


# In reading order.
SNAPSHOT_FIELDS = (
    SnapshotField("kind"),
    SnapshotField("number"),
    SnapshotField("session"),
    SnapshotField("title", "建议标题"),
    SnapshotField("deputies", "提出人"),
    SnapshotField("groups"),
    SnapshotField("handling", "办理情况", written=True, checked=True),
    SnapshotField("handler"),
    SnapshotField("phone"),
    SnapshotField("classification", written=True),
    SnapshotField("disclosure", written=True),
    SnapshotField("review"),
    SnapshotField("feedback", "代表的意见"),
    SnapshotField("silent"),
    SnapshotField("document_number", "发文字号", written=True, checked=True),
    SnapshotField("letter.format"),
    SnapshotField("letter.title", "答复标题", written=True, checked=True),
    SnapshotField("letter.body", "答复正文", written=True, checked=True),
    SnapshotField("letter.annexes", "附件说明", written=True, listed=True, checked=True),
    SnapshotField("unit", "落款", checked=True),
    SnapshotField("units", "共同主办单位"),
    SnapshotField("letter.signed_on", "成文日期", checked=True),
    SnapshotField("letter.contact", "联系人", written=True, checked=True),
    SnapshotField("letter.phone", "联系电话", written=True, checked=True),
    SnapshotField("letter.copies_to", "抄送", written=True, listed=True),
    SnapshotField("round"),
    SnapshotField("version"),
    SnapshotField("verification"),
)
# Checked with the letter, and no part of the print.
SUMMARY = SnapshotField("summary", "公开摘要", written=True, checked=True)

LABELS = {field.key: field.label for field in SNAPSHOT_FIELDS}
CHECKED = {field.key: field for field in (*SNAPSHOT_FIELDS, SUMMARY) if field.checked}


def list_written(within: str = "") -> list[SnapshotField]:
    """What a person writes of the snapshot itself, or of an object within it (letter.)."""
    return [field for field in SNAPSHOT_FIELDS if field.written and field.key == within + field.name]
