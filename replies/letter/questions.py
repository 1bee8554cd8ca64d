"""What the form asks the deputies of a reply: THE table, of which forms, prints, figures and pages are made.

A further question is a row here, a column of Feedback of the same name, and a migration.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """From the best to the worst."""

    SATISFIED = "满意"
    MOSTLY = "基本满意"
    UNDERSTANDS = "理解"
    DISSATISFIED = "不满意"


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One row of grades. `studied`: 不满意 there sends the case to the deputies' working body (SH 21); elsewhere it
    is shown to the leader."""

    key: str  # of the snapshot, of the figures, of the column of Feedback
    short: str
    label: str
    printed: str  # as the form has it
    asked: str  # as the deputy's page asks it
    grades: tuple[Grade, ...]
    studied: bool

    @property
    def about(self) -> str:
        """As the desk names the field."""
        return f"对{self.label}"


FOUR_GRADES = tuple(Grade)
THREE_GRADES = (Grade.SATISFIED, Grade.MOSTLY, Grade.DISSATISFIED)  # the form has no 理解 for 办理态度

RESULT = Question("result", "结果", "办理结果", "对办理结果", "您对办理结果", FOUR_GRADES, studied=True)
PLAN = Question("plan", "方案", "办理方案", "对办理方案", "您对办理方案", FOUR_GRADES, studied=False)
ATTITUDE = Question("attitude", "态度", "办理态度", "对办理态度表示", "您对办理态度", THREE_GRADES, studied=True)

# In the form's order.
QUESTIONS = (RESULT, PLAN, ATTITUDE)

QUESTION_KEYS = tuple(question.key for question in QUESTIONS)
STUDIED = tuple(question for question in QUESTIONS if question.studied)
NOTED = tuple(question for question in QUESTIONS if not question.studied)

HOW_MANY = f"{'一两三四五六七八九'[len(QUESTIONS) - 1]}个问题"

# What is said to each question; "" where a paper form has no mark.
Marks = Mapping[Question, str]


def tell_marks(said: Marks) -> str:
    """结果满意，方案未填，态度满意."""
    return "，".join(f"{question.short}{grade or '未填'}" for question, grade in said.items())


def asks_study(said: Marks) -> bool:
    """Whether the case goes to study (SH 21)."""
    return any(said[question] == Grade.DISSATISFIED for question in STUDIED)


def adds_nothing(said: Marks, before: Marks) -> bool:
    """Whether all that sends the one to study (SH 21) sent the other there."""
    studied = [question for question in STUDIED if said[question] == Grade.DISSATISFIED]
    return all(before[question] == Grade.DISSATISFIED for question in studied)


def is_dissatisfied(said: Marks) -> bool:
    """Whether any question is answered 不满意."""
    return Grade.DISSATISFIED in said.values()


def name_questions(questions: Iterable[Question], between: str = "、") -> str:
    """结果、方案、态度."""
    return between.join(question.short for question in questions)


NOTED_LIST = f"对{name_questions(NOTED)}不满意"  # the leader's list


def tell_noted(said: Marks) -> str:
    """Of an answer that finds wanting only what is not studied: where it stands instead; else ""."""
    wanting = [question.label for question in NOTED if said[question] == Grade.DISSATISFIED]
    if not wanting or asks_study(said):
        return ""
    return f"只对{'、'.join(wanting)}不满意：不转待研究，已列入局领导的“{NOTED_LIST}”。"
