"""The empty list of finished years to download: the columns as they are read, and a sheet that explains."""

from proposals.formats.spreadsheets import Column, Sheet, write_workbook
from proposals.intake.tables.columns import PART
from proposals.intake.tables.sheet import ROWS_MOST
from replies.finished.columns import COLUMNS, REQUIRED
from replies.letter.questions import QUESTIONS
from replies.models import Classification

FILE_NAME = "往年办结件模板.xlsx"
WIDE = {"标题": 40, "建议内容": 50, "答复正文": 60, "附议代表": 26, "承诺事项": 40, "意见和建议": 30, "届次": 18}
# column: (example, how to fill in)
HINTS = {
    "届次": ("第八届第三次会议", "届和次都写。政协提案写“政协宝山区第八届委员会第五次会议”。"),
    "件号": ("070", "照当年的写，前面的0也照写。"),
    "类别": ("民政", "可以空着。"),
    "标题": ("关于加强社区养老服务的建议", "与建议原文一字不差。"),
    "建议内容": ("案由：……", "有原文的贴进来，以后查得到、能比相似；没有就空着。"),
    "领衔代表": ("赵洪蓉", "一位。有同名的写“张敏（吴淞代表团）”。"),
    "附议代表": ("周建伟、李倩宇", "用“、”分开；没有就空着。"),
    "主办单位": ("区民政局", "全称、简称都可以。几个单位用“、”分开，当时牵头的写在最前面。"),
    "会办单位": ("区房管局", "没有就空着。"),
    PART: ("", "几个主办单位的，写“共同主办”（一份答复）或“分别办理”（各自答复）；一个单位的空着。"),
    "交办日期": ("2024-03-05", "要写年份。"),
    "答复日期": ("2024-05-20", "答复代表的那一天，当作办结日期。"),
    "发文字号": ("宝民〔2024〕12号", "不知道就空着。"),
    "办理结果": ("已解决", f"{'、'.join(Classification.values)}里的一个；不知道就空着。"),
    "公开属性": ("主动公开", "主动公开、依申请公开、不公开，后面可加全文、摘要；不知道就空着。"),
    **{one.about: ("满意", f"{'、'.join(one.grades)}里的一个；不知道就空着。") for one in QUESTIONS},
    "意见和建议": ("", "代表当时写的话。"),
    "承诺事项": ("新增助餐点（2025年12月31日前）", "一行一项，写明哪天以前完成；没有就空着。"),
    "承诺完成日期": ("2025-12-31", "事项里没有写日期的写在这里。"),
    "兑现日期": ("2025-11-20", "已经兑现的写哪天兑现的；还没有兑现的空着。"),
    "答复正文": ("赵洪蓉代表：……", "答复全文，一行一段；也可以以后在那一件上补交 Word 文件或扫描件。"),
}


def finished_template() -> bytes:
    wide = [Column(_named(column), WIDE.get(column, 14)) for column in COLUMNS]
    notes = [f"一行一件，一份最多{ROWS_MOST}行；标“必填”的要填，其他不知道的空着。严禁录入涉密信息。"]
    how = (Column("列名", 14), Column("要填吗", 9), Column("怎么填", 70), Column("例子", 34))
    hints = [
        (column, "必填" if column in REQUIRED else "可空", told, shown) for column, (shown, told) in HINTS.items()
    ]
    return write_workbook(
        [
            Sheet("往年办结件", "补录往年已办结的建议", wide, [], notes),
            Sheet("填写说明", "怎么填", how, hints),
        ]
    )


def _named(column: str) -> str:
    return f"{column}（必填）" if column in REQUIRED else column
