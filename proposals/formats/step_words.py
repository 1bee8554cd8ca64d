"""步骤名称, what a unit calls a step of its approval: an act (法制审核, 办公室核稿) or only who or what it is about
(科长, 法制, 主要负责人).

A sentence says what is done at the step: 待法制审核, 法制审核通过. 待法制 says nothing. So a name that is no act
becomes one.
"""

# How the words end that say what is done with a text. 办 is none of them: 法制办 and 区府办 are offices; nor is 关
# alone (机关).
_ACTS = (
    "审", "核", "阅", "签", "批", "校", "审核", "核稿", "审稿", "校稿", "统稿", "改稿", "看稿", "审阅", "传阅",
    "圈阅", "审查", "检查", "复查", "核查", "审定", "核定", "把关", "审改", "修改", "校对", "核对", "核文", "审批",
    "批示", "阅示", "签字", "签署", "签批", "确认", "评估", "研究", "讨论", "审议", "会商", "商议", "征求意见",
)  # fmt: skip
_ACT = "审核"


def name_act(name: str) -> str:
    """What is done at a step of this name: 法制审核 of 法制, 科长审核 of 科长; an act stays as it is."""
    return name if name.endswith(_ACTS) else f"{name}{_ACT}"
