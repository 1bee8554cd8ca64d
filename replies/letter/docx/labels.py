"""The labels of an office's papers: what stands before a value on a letter's first and last lines and in a 发文稿纸.

宝建〔2026〕18号        签发人：陆一鸣          联 系 人：高扬　电话：021-55550111
"""

import re
from dataclasses import dataclass

from proposals.formats.chinese import FIGURE

# What the value is for → how offices write it. The first seven and 联系电话 have a field of the draft; every other
# is printed by the program, or belongs to a step of its own.
_WORDS = {
    "标题": "标题 文件标题 公文标题 文稿标题 文题 题目 事由",
    "正文": "正文 正文内容 文稿内容 答复内容 复文内容 内容",
    "主送": "主送 主送机关 主送单位 发往单位",
    "发文字号": "发文字号 文号 发文号 发文文号 文件字号",
    "抄送": "抄送 抄报 抄送机关 抄送单位 抄报抄送",
    "附件": "附件 附件名称 附件说明",
    "联系人": """联系人 联系人姓名 联系人电话 联系人及电话 联系人和电话 联系人及联系电话 联系人和联系电话
        经办人 经办人姓名 经办人及电话 经办人及联系电话 承办人 承办人及电话""",
    "联系电话": "联系电话 电话 电话号码 联系方式 办公电话 咨询电话 手机",
    "签发人": "签发人 签发 领导签发 签发意见 签批 领导批示 批示",
    "类别": """类别 办理类别 答复类别 结果类别 建议类别 类别标记 答复分类
        办理结果 办理结果类别 办理结果分类""",
    "公开属性": """公开属性 公开方式 公开形式 公开类别 公开选项 是否公开 公开与否 主动公开
        信息公开 信息公开属性 信息公开类别 信息公开选项""",
    "密级": "密级 秘密等级 保密期限 密级和保密期限",
    "紧急程度": "紧急程度 缓急 缓急程度 缓急时限 等级",
    "拟稿": """拟稿 拟稿人 拟稿人及电话 拟稿单位 拟稿科室 拟稿部门 起草 起草人 起草单位 起草部门 撰稿 撰稿人
        承办单位 承办科室 承办部门 主办单位 主办科室 主办部门 联系单位 联系科室""",
    "核稿": """核稿 核稿人 审核 审核人 审核意见 审稿 审稿人 复核 复核人 审批 审批意见 法制审核 合法性审核
        办公室核稿 办公室审核 办公室意见 科室核稿 科室负责人 部门核稿 部门审核 部门负责人""",
    "会签": "会签 会签意见 会签单位 会办 会办单位 会稿",
    "领导意见": "领导意见 分管领导 分管领导意见 主要领导 主要领导意见 领导审核意见 局领导 局领导意见",
    "印发": """印发 印发机关 印发日期 印发时间 印发份数 印制 印数 份数 共印 打印 打印人 打印份数 打字
        校对 校对人 缮印 用印 封发 发文份数 复印 页数""",
    "日期": "日期 成文日期 发文日期 发文时间 拟稿日期 拟稿时间 签发日期 签发时间 时间 年月日",
    "编号": "编号 份号 收文编号 发文编号 归档 归档号 档号 主题词 备注 文种 文件类型 发文机关 发文单位 发送范围",
    "网页": "发布时间 发布日期 发布机构 发布单位 来源 信息来源 浏览次数 阅读次数 索引号 生成日期",
    "地址": "地址 联系地址 通讯地址 通信地址 邮编 邮政编码 传真 传真号码 电子邮箱 邮箱 网址",
}
LABELS = {name: tuple(words.split()) for name, words in _WORDS.items()}
# The paper of another step, with its own 标题: that of the suggestion.
FORM_LABELS = ("提出人", "办理情况", "代表签名", "承办单位对办理结果的分类")
_NAMES = {label: name for name, labels in LABELS.items() for label in labels}

_NUMBER = (
    r"[^\s\d０-９：:，。；、]{1,12}\s*"
    rf"[〔\[【（(［]\s*{FIGURE}{{4}}\s*[〕\]】）)］]\s*第?\s*{FIGURE}{{1,5}}\s*号"
)
_DOCUMENT_NUMBER = re.compile(_NUMBER)
# On a line of their own: labels that may stand where no table says so.
_ON_LINES: tuple[str, ...] = (
    "发文字号",
    "签发人",
    "类别",
    "公开属性",
    "密级",
    "紧急程度",
    "拟稿",
    "核稿",
    "会签",
    "印发",
    "编号",
)
_ON_LINES += ("领导意见", "联系人", "联系电话", "地址", "网页")


def _spread(label: str) -> str:
    """A label spread for alignment: 签 发 人."""
    return r"\s*".join(label)


def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    labels = sorted((label for name in names for label in LABELS[name]), key=len, reverse=True)
    return re.compile(rf"(?P<label>{'|'.join(map(_spread, labels))})\s*[：:]")


_LABELLED = _pattern(_ON_LINES)
_ENDS = " \t\u3000，,；;。."
_BRACKETS = (("（", "）"), ("(", ")"), ("【", "】"))
LONGEST_LINE, LONGEST_VALUE = 300, 80


@dataclass(frozen=True, slots=True)
class Mark:
    """A value with the name of what it is for, and the label it was written with."""

    name: str
    value: str
    label: str = ""

    @property
    def said(self) -> str:
        value = self.value[:LONGEST_VALUE] + ("…" if len(self.value) > LONGEST_VALUE else "")
        return f"{self.label or self.name}：{value}" if value else self.label or self.name


def squeeze(text: str) -> str:
    """The text without blanks: a label or a name spread over a line is the same."""
    return re.sub(r"\s", "", text)


def bare(text: str) -> str:
    """A value without what belongs to the line at its ends: half a bracket, a comma, brackets around it all."""
    text = text.strip(_ENDS)
    for opening, closing in _BRACKETS:
        if text.startswith(opening) and (text.endswith(closing) or closing not in text):
            text = text[1:].strip(_ENDS)
        if text.endswith(opening) or (text.endswith(closing) and text.count(opening) < text.count(closing)):
            text = text[:-1].strip(_ENDS)
    return text


def label_name(text: str) -> str:
    """What a cell with only a label in it is for: 拟 稿 → 拟稿; "" where it is no label."""
    return _NAMES.get(re.sub(r"[\s：:]", "", text), "")


def split_labelled(text: str) -> tuple[str, str] | None:
    """A cell that begins with its label: 拟稿：陆一鸣."""
    label, colon, value = text.replace(":", "：").partition("：")
    name = label_name(label) if colon else ""
    return (name, value.strip()) if name else None


def read_marks(text: str) -> list[Mark]:
    """The labelled values and the 发文字号 that make up the whole line; [] where anything else stands in it."""
    line = text.strip()
    if len(line) > LONGEST_LINE:
        return []
    found: list[tuple[int, int, str, str]] = []  # from, value from, name, label
    for at in _LABELLED.finditer(line):
        if not found or at.start() >= found[-1][1]:
            label = squeeze(at["label"])
            found.append((at.start(), at.end(), _NAMES[label], label))
    before = line[: found[0][0]] if found else line
    first = bare(before)
    if first and not _DOCUMENT_NUMBER.fullmatch(first):
        return []
    marks = [Mark("发文字号", squeeze(first))] if first else []
    for row, (_, start, name, label) in enumerate(found):
        end = found[row + 1][0] if row + 1 < len(found) else len(line)
        value = bare(line[start:end])
        number = _DOCUMENT_NUMBER.search(value) if name != "发文字号" else None
        if number and number.end() == len(value):  # 签发人：陆一鸣    宝建〔2026〕18号
            marks.append(Mark("发文字号", squeeze(number[0])))
            value = value[: number.start()].strip()
        marks.append(Mark(name, value, label))
    return marks if all(len(mark.value) <= LONGEST_VALUE for mark in marks) else []
