"""What a reviewer may decide: a row each, bound to a step of the workflow's table."""

from enum import Enum

from proposals.cases.workflow import BY_NAME, HELPING, HOSTING
from replies.models import Review

CHECKED, SIGNED = Review.Step.CHECK, Review.Step.SIGN
AGREED, AMENDED, RETURNED = Review.Outcome.AGREED, Review.Outcome.AMENDED, Review.Outcome.RETURNED
REFUSED = Review.Outcome.REFUSED


class Verdict(Enum):
    """The step of the workflow that is taken, the review that is written down, and the sentences offered for it."""

    CHECK = (
        "check",
        CHECKED,
        AGREED,
        ("同意送签。", "文字已核，同意送签。", "内容齐全、格式规范，同意送签。"),
    )
    AMEND_CHECK = ("amend_check", CHECKED, AMENDED, ("文字已作修改，同意送签。",))
    CHECK_BACK = (
        "check_back",
        CHECKED,
        RETURNED,
        (
            "请补充与代表沟通的情况。",
            "请写明办理的具体措施和完成时间。",
            "请核对代表姓名、件号和建议标题。",
            "请核对公开属性和分类。",
        ),
    )
    SIGN = (
        "sign",
        SIGNED,
        AGREED,
        ("同意签发。", "同意，请尽快送达代表并当面听取意见。", "同意，请抓紧落实所承诺的事项。"),
    )
    AMEND_SIGN = ("amend_sign", SIGNED, AMENDED, ("同意，文字已作修改。", "按修改稿签发。"))
    SIGN_OPINION = ("sign_opinion", SIGNED, AGREED, ("同意签发。", "同意，请及时送主办单位。"))
    AMEND_OPINION = ("amend_opinion", SIGNED, AMENDED, ("同意，文字已作修改。", "按修改稿签发。"))
    COSIGN = ("cosign", SIGNED, AGREED, ("同意会签。", "同意，涉及本单位的内容属实。"))
    REFUSE_COSIGN = (
        "refuse_cosign",
        SIGNED,
        REFUSED,
        ("涉及本单位的内容与实际不符，请修改：", "本单位不能按此承诺，请修改："),
    )
    SEND_BACK = (
        "send_back",
        SIGNED,
        RETURNED,
        (
            "请把措施写实，写明完成时间。",
            "请先与代表当面沟通再报。",
            "请补充会办单位意见。",
            "请逐条回应代表提出的问题。",
        ),
    )

    def __init__(self, name: str, step: Review.Step, outcome: Review.Outcome, phrases: tuple[str, ...]) -> None:
        self.row, self.step, self.outcome, self.phrases = BY_NAME[name], step, outcome, phrases

    @property
    def amends(self) -> bool:
        """Whether the reviewer's own version is decided on, not the one that was sent."""
        return self.outcome == AMENDED

    @property
    def signs(self) -> bool:
        """Whether it freezes the letter: only such a verdict can be given on another's behalf."""
        return self.step == SIGNED and self.outcome not in (RETURNED, REFUSED)

    @property
    def cosigns(self) -> bool:
        """Whether it is the word of another 主办 unit on the text of the leading one (会签)."""
        return self.row.parts == HOSTING

    @property
    def signs_opinion(self) -> bool:
        """Whether what it freezes is a 会办 opinion, which goes to the 主办 unit."""
        return self.signs and self.row.parts == HELPING


VERDICTS = {verdict.row.name: verdict for verdict in Verdict}
