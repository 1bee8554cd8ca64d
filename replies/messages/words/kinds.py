"""The table of what deputies are told: in which words, with which blanks, and whether the law demands it."""

from dataclasses import dataclass

from replies.models.messages.message import MessageKind

K = MessageKind

# The blanks of every message that is of a case.
CALLED, NUMBER, TITLE, UNIT, HANDLER, PHONE, MINE = "称呼", "件号", "标题", "单位", "经办人", "电话", "网址"
OF_CASE = (CALLED, NUMBER, TITLE, UNIT, HANDLER, PHONE, MINE)
LINK, CODE = "链接", "验证码"
ANSWERED_BY, DONE_BY = "何时答复", "何时完成"  # a day to come, or that it is over
NO_MORE = "不用再填"  # to whom was asked to fill in once more, and need not
LED_BY = "联系单位"  # of several that answer together (共同主办) the one that leads


@dataclass(frozen=True)
class KindRow:
    """One kind. `law`: who demands it, so that it cannot be switched off; "" where the office may. `blanks` are its
    own beside OF_CASE, `needed` those without which the words say nothing. `people`: a deputy whom no message
    reaches is told by a person. `waits`: nothing says it yet."""

    kind: MessageKind
    when: str
    subject: str
    words: str
    blanks: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    law: str = ""
    people: bool = True
    of_case: bool = True
    waits: str = ""

    @property
    def all_blanks(self) -> tuple[str, ...]:
        return (*(OF_CASE if self.of_case else (CALLED, MINE)), *self.blanks)


ASK_US = "有事请打电话：{单位}[{经办人}]，{电话}。"
ASK_LEAD = ASK_US.replace(UNIT, LED_BY)  # where {单位} may name several
SEE = "办到哪一步，可看“我的建议”：{网址}"
YOURS = "{称呼}，您好：您提出的{件号}《{标题}》"
PROMISED = "{称呼}，您好：{单位}答复您的{件号}《{标题}》时承诺的“{承诺}”"
ANSWER_LAW = "代表法第五十一条"
SAFE = "这一条关系到代表的意见和账号的安全"

# fmt: off
KINDS: tuple[KindRow, ...] = (
    KindRow(K.GIVEN, "交办以后", "{件号}已经交办",
            YOURS + "，{日期}交给{单位}办理[（{会办}会办）]，{何时答复}。" + ASK_LEAD + SEE,
            ("日期", "期限", ANSWERED_BY, "会办", LED_BY), (UNIT,)),
    KindRow(K.GIVEN_MANY, "同一位代表的几件一起交办以后，代替一件一条的“交办”", "您的{件数}件{种类}已经交办",
            "{称呼}，您好：您提出的{件数}件{种类}已经交办：{清单}。"
            "由哪个单位办、哪一天前答复您、打哪个电话，都可看“我的建议”：{网址}",
            ("件数", "种类", "清单"), ("清单",), people=False, of_case=False),
    KindRow(K.HANDED_ON, "改办以后", "{件号}改由{单位}办理",
            YOURS + "，原来交给{原单位}，经研究，{日期}起改由{单位}办理，{何时答复}。" + ASK_LEAD + SEE,
            ("原单位", "日期", "期限", ANSWERED_BY, LED_BY), (UNIT,)),
    KindRow(K.OBJECTION, "听取代表对交办的意见，有了结果以后", "您对{件号}交办的意见有了结果",
            YOURS + "，您认为不该由{原单位}办理。经{听取单位}研究：{结果}。理由：{原因}。" + ASK_US + SEE,
            ("原单位", "听取单位", "结果", "原因"), ("结果", "原因"), "市代表建议规定第十四条"),
    KindRow(K.EXTENDED, "同意延期以后", "{件号}延期答复",
            YOURS + "，答复期限从{原期限}延到{期限}，{日期}已经同意。原因：{原因}。" + ASK_US,
            ("原期限", "期限", "日期", "原因"), ("期限", "原因"), "市代表建议规定第十九条"),
    KindRow(K.MEETING, "登记约定面商以后", "约您面商{件号}",
            YOURS + "，{单位}想当面听听您的意见，[原来约的{原约}，改]约在{时间}，{地点}，由{人员}去。"
            "时间、地点不方便，请打电话：{约定电话}。",
            ("时间", "地点", "人员", "约定电话", "原约"), ("时间", "地点")),
    KindRow(K.MEETING_OFF, "取消约定的面商以后", "{件号}的面商取消",
            YOURS + "，原来约在{时间}，{地点}的面商取消了：{原因}。有事请打电话：{约定电话}。",
            ("时间", "地点", "原因", "约定电话"), ("时间",)),
    KindRow(K.COORDINATE, "召集协调会、请代表参加以后", "请您参加{件号}的协调会",
            YOURS + "，{召集单位}请几家承办单位一起协调，想请您参加，[原来约的{原约}，改]约在{时间}，{地点}。"
            "协调的事：{协调什么}。时间不方便，请打电话：{问谁}。",
            ("召集单位", "时间", "地点", "原约", "协调什么", "问谁"), ("时间", "地点")),
    KindRow(K.COORDINATE_OFF, "取消请代表参加的协调会以后", "{件号}的协调会取消",
            YOURS + "，原来约在{时间}，{地点}的协调会取消了：{原因}。有事请打电话：{问谁}。",
            ("时间", "地点", "原因", "问谁"), ("时间",)),
    KindRow(K.INVITE, "答复签发、送出时", "请您评价{件号}的办理情况",
            YOURS + "，{单位}已经办理完毕。请您打开下面的链接，看看我们的答复，并提出意见：\n{链接}\n"
            "这个链接只供您本人使用，请不要转发。也可以在纸质表上填写，或打电话找我们：{经办人}，{电话}。",
            (LINK,), (LINK,), ANSWER_LAW),
    KindRow(K.REMIND, "送出后第5个、第10个工作日还没有收到意见", "请您评价{件号}的办理情况",
            "{称呼}，您好：前些日子给您发过{件号}《{标题}》的答复，还没有收到您的意见。"
            "方便的时候，请打开下面这个新的链接，原来的也还能用：\n{链接}\n"
            "这个链接只供您本人使用，请不要转发。也可以在纸质表上填写，或打电话找我们：{经办人}，{电话}。",
            (LINK,), (LINK,)),
    KindRow(K.RENEWED, "代表按了“把新链接发到我留的手机”，夜里也发", "{件号}的新链接",
            "{称呼}，您好：这是您要的新链接，可以看{件号}《{标题}》的答复[{看什么}]：\n{链接}\n"
            "这个链接只供您本人使用，请不要转发。有事请打电话：{经办人}，{电话}。",
            (LINK, "看什么"), (LINK,), SAFE, people=False),
    KindRow(K.REOPENED, "单位请一位代表重新填写意见以后", "请您重新填写对{件号}的意见",
            "{称呼}，您好：{单位}请您重新填写对{件号}《{标题}》办理情况的意见：{原因}。"
            "[{期限}前可以改，]原来填的也留着。请打开下面的链接：\n{链接}\n"
            "这个链接只供您本人使用，请不要转发。也可以打电话找我们：{经办人}，{电话}。",
            (LINK, "原因", "期限"), (LINK,), SAFE),
    KindRow(K.REPLIED, "答复送出时，短信和邮件都发不到的代表", "{件号}的答复",
            YOURS + "，{单位}{日期}答复了。请收下书面答复和征询意见表，看过以后提出意见。" + ASK_LEAD,
            ("日期", LED_BY), (UNIT,), ANSWER_LAW),
    KindRow(K.STUDY, "代表不满意，转待研究以后", "您对{件号}的意见正在研究",
            YOURS + "，您对办理表示不满意，{研究单位}正在研究，{期限}前把结果和理由告诉您。",
            ("研究单位", "期限"), ("研究单位",)),
    KindRow(K.RESULT, "研究有了结果以后", "您对{件号}的意见有了研究结果",
            YOURS + "，您对办理表示不满意，经{研究单位}研究：{结果}。理由：{原因}。"
            "[{期限}前再次答复您。][{不用再填}。]" + ASK_US,
            ("研究单位", "结果", "原因", "期限", NO_MORE), ("结果", "原因"), "市代表建议规定第二十一条"),
    KindRow(K.AGAIN, "决定再次办理以后，告知其他提出人", "{件号}再次办理",
            YOURS + "，经研究，由{单位}再次办理，{期限}前再次答复您。[{不用再填}。]" + ASK_LEAD,
            ("期限", NO_MORE, LED_BY), (UNIT,)),
    KindRow(K.KEPT, "登记承诺兑现以后", "{件号}的承诺已经兑现",
            PROMISED + "，{日期}已经兑现。书面告知函会送给您。" + ASK_US,
            ("承诺", "日期"), ("承诺",), "市代表建议规定第二十二条"),
    KindRow(K.UNKEPT, "撤回兑现登记以后，告知先前听说兑现的代表", "更正：{件号}的承诺还没有兑现",
            PROMISED + "，先前告诉您已经兑现，是登记错了，现在更正：还没有兑现，"
            "{何时完成}，办好再告诉您。" + ASK_US,
            ("承诺", "期限", DONE_BY), ("承诺",), "市代表建议规定第二十二条"),
    KindRow(K.MOVED, "承诺改期以后", "{件号}的承诺改期",
            PROMISED + "，完成日期从{原期限}改到{期限}。[原因：{原因}。]" + ASK_US,
            ("承诺", "原期限", "期限", "原因"), ("承诺", "期限"), "市代表建议规定第二十二条"),
    KindRow(K.ROLLED, "年底还没有兑现，转入下一年时", "{件号}的承诺转入{年份}年办理",
            PROMISED + "，上一年没有完成，转入{年份}年继续办理，{何时完成}。[情况：{原因}。]" + ASK_US,
            ("承诺", "年份", "期限", DONE_BY, "原因"), ("承诺",), "市代表建议规定第二十二条"),
    KindRow(K.TERM, "换届时还没有兑现", "换届后{件号}的承诺",
            PROMISED + "，{届次}换届时还没有完成，由{单位}继续办理，{何时完成}，办好再告诉您。"
            "[情况：{原因}。]" + ASK_US,
            ("承诺", "届次", "期限", DONE_BY, "原因"), ("承诺",), "市代表建议规定第二十二条"),
    KindRow(K.CORRECTED, "登记更正以后", "{件号}的登记已经更正",
            YOURS + "，登记有误，已经更正：{更正}。不对的，请打电话：{单位}，{电话}。", ("更正",), ("更正",)),
    KindRow(K.JOINED, "并案以后，登记时选了告知", "{件号}的办理",
            YOURS + "，{单位}与内容相近的其他建议并案办理。仍单独答复、单独听取您的意见，"
            "答复期限不变。" + ASK_US, (), (UNIT,)),
    KindRow(K.APART, "拆开以后，告知过并案的", "{件号}的办理",
            YOURS + "，{单位}不再与其他建议并案，改为单独办理，答复期限不变。" + ASK_US, (), (UNIT,)),
    KindRow(K.PUBLISHED, "答复公开以后", "{件号}的答复已经公开",
            YOURS + "，答复{日期}已经公开，可以在这里看：{公开网址}", ("日期", "公开网址"), ("公开网址",),
            waits="公开答复的功能还没有开通，开通以后才会发"),
    KindRow(K.RECEIVED, "收到代表的意见以后", "您对{件号}办理情况的意见已经收到",
            "{称呼}，您好：{经过}，回执号{回执号}。如果不是您本人的意思，请打电话告诉{问谁}。",
            ("经过", "回执号", "问谁"), ("回执号", "问谁"), SAFE, people=False),
    KindRow(K.DEVICE, "有设备用链接进入“我的建议”以后", "有一台设备进入了您的“我的建议”",
            "{称呼}，您好：{时间}，有一台设备（{设备}）用征询链接进入了您的“我的建议”。"
            "如果不是您本人，请打电话[给{问谁}，]请他们停用。",
            ("时间", "设备", "问谁"), ("时间",), SAFE, people=False, of_case=False),
    KindRow(K.CODE, "代表要验证码时，夜里也发", "进入“我的建议”的验证码",
            "进入“我的建议”的验证码是{验证码}，10分钟内有效，请不要告诉别人。"
            "不是您本人在进入的，不用理会[；有疑问请打电话给{问谁}]。",
            (CODE, "问谁"), (CODE,), SAFE, people=False, of_case=False),
)
# fmt: on
BY_KIND = {row.kind: row for row in KINDS}
