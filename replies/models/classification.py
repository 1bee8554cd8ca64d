"""The six classes of a result and the five disclosure attributes, as on the form."""

from django.db import models


class Classification(models.TextChoices):
    """承办单位对办理结果的分类: exactly one of six, as on page 2 of the form. The first three answer 建议性意见,
    the last three 具体操作性意见."""

    ADOPTED = "已采纳", "已采纳"
    STUDYING = "正在研究", "正在研究"
    REFERENCE = "留作参考", "留作参考"
    SOLVED = "已解决", "已解决"
    SOLVING = "正在解决", "正在解决"
    HARD = "暂难解决", "暂难解决"


PROMISING: tuple[str, ...] = (Classification.STUDYING, Classification.SOLVING)


class Disclosure(models.TextChoices):
    """办理复文公开属性: exactly one of five, as on page 2 of the form (政府信息公开条例)."""

    OPEN_FULL = "主动公开·全文", "主动公开·全文"
    OPEN_SUMMARY = "主动公开·摘要", "主动公开·摘要"
    ASKED_FULL = "依申请公开·全文", "依申请公开·全文"
    ASKED_SUMMARY = "依申请公开·摘要", "依申请公开·摘要"
    CLOSED = "不公开", "不公开"


OPEN = (Disclosure.OPEN_FULL, Disclosure.OPEN_SUMMARY)

SUMMARISED = (Disclosure.OPEN_SUMMARY, Disclosure.ASKED_SUMMARY)
