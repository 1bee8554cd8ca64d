# ruff: noqa: E501 (letters are written a paragraph a line)
"""Letters as bureaus of other places write them: our own sentences, invented places, names and figures.

Each with what a careful reader would mark in it: the rule and the words. The first half is right as that place writes,
though no letter of Shanghai looks like it.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Elsewhere:
    name: str
    snapshot: dict[str, Any]
    faults: tuple[tuple[str, str], ...] = ()
    opinion: bool = False


def written(
    body: str,
    *,
    title: str,
    number: str,
    session: str,
    deputies: tuple[str, ...],
    letter_title: str,
    unit: str,
    document_number: str = "青建函〔2026〕31号",
    kind: str = "建议",
    signed_on: str = "2026-05-18",
    contact: str | None = "杜文清",
    phone: str | None = "0599-8812345",
) -> dict[str, Any]:
    return {
        "kind": kind,
        "number": number,
        "session": session,
        "title": title,
        "deputies": list(deputies),
        "unit": unit,
        "document_number": document_number,
        "handler": "杜文清",
        "phone": "0599-8812345",
        "disclosure": "主动公开·全文",
        "letter": {
            "title": letter_title,
            "body": body.strip(),
            "signed_on": signed_on,
            "contact": contact,
            "phone": phone,
        },
    }


RIGHT = [
    Elsewhere(
        "a city bureau, number with the city's character",
        written(
            """
方海棠等5名代表：
你们在市六届人大四次会议上提出的《关于规范电动自行车充电设施建设的建议》（第青52号）收悉。经商市消防救援局、市住建局，现答复如下：
一、关于统一建设标准
2025年，我局会同有关单位编制了充电设施建设导则，明确插座与外墙的距离、配电容量和消防间距。截至今年4月，全市建成充电端口2.3万个，其中老旧小区占41%。
二、关于降低充电价格
推动61个小区改为居民合表电价，每千瓦时由1.1元降到0.62元。电价和服务费分开公示，由街道每季度检查一次。
三、下一步工作
今年11月底前，再建端口8000个；对达不到安全间距的37处点位，逐一改造或者拆除。
感谢你们对住房城乡建设工作的关心和支持。
""",
            title="关于规范电动自行车充电设施建设的建议",
            number="青52",
            session="青溪市第六届人民代表大会第四次会议",
            deputies=("方海棠",),
            letter_title="关于市六届人大四次会议第青52号建议的答复",
            unit="青溪市住房和城乡建设局",
        ),
    ),
    Elsewhere(
        "a party proposes, six digits",
        written(
            """
民建青溪市委会：
贵委在市政协十届三次会议上提出的第103047号提案《关于加快发展低空物流的提案》收悉。经会同市交通运输局研究，现将办理情况答复如下：
（一）航线审批
已开通水果外运航线3条，单程12～18分钟，每日往返40架次。
（二）起降场地
利用闲置粮站改建起降点6处，每处投入约25万元，噪声控制在55dB(A)以内。
（三）安全管理
操作员全部持证上岗；航线避开学校、医院，飞行数据接入市级监管平台。
专此答复，欢迎继续提出意见。
""",
            title="关于加快发展低空物流的提案",
            number="103047",
            session="政协青溪市第十届委员会第三次会议",
            deputies=("民建青溪市委会",),
            letter_title="对市政协十届三次会议第103047号提案的答复",
            unit="青溪市发展和改革委员会",
            kind="提案",
        ),
    ),
    Elsewhere(
        "a county, no zeros, points with years",
        written(
            """
尊敬的敖敏代表：
您提出的《关于修缮云泽古堰的建议》（第7号）收悉，现答复如下：
一、已经投入的资金
1.2021—2023年，省级文物保护资金210万元，用于堰体加固；
2.2024年，县级配套85万元，用于清淤；
3.2025年至2026年，社会捐赠36.8万元，用于护岸绿化。
二、今年的安排
1.6月底前完成水下探测；
2.9月底前修复二号闸；
3.年底前对外开放，免费参观。
《云泽县古堰保护办法》第十二条　规定的巡查，由管护员每周进行两次，记录公布在堰头。
感谢您对文物保护工作的关心。
""",
            title="关于修缮云泽古堰的建议",
            number="7",
            session="云泽县第十八届人民代表大会第二次会议",
            deputies=("敖敏",),
            letter_title="关于县十八届人大二次会议第7号建议的答复",
            unit="云泽县文化和旅游局",
        ),
    ),
    Elsewhere(
        "between sessions, a delegation",
        written(
            """
河东代表团：
你们在闭会期间提出的闭会第3号建议《关于整治城区占道停放货车的建议》收悉，现答复如下：
我局于5月6日、5月9日两次到河东片区踏勘，与代表团成员、货运企业和居民代表座谈。
一是划定夜间临时停车位120个，每晚22:00—次日6:00使用；二是在货运市场内增设车位300个，首小时免费；三是对反复占道的，由交警支队抄告企业。
以上措施6月1日起执行，9月再请代表团视察。
""",
            title="关于整治城区占道停放货车的建议",
            number="闭会第3号",
            session="白鹭区第五届人民代表大会第三次会议",
            deputies=("河东代表团",),
            letter_title="对区五届人大闭会第3号代表建议的答复",
            unit="白鹭区城市管理局",
        ),
    ),
    Elsewhere(
        "a letter of 2016 names the offices of its time",
        written(
            """
骆开宇、池小满代表：
你们在市四届人大五次会议上提出的第096号建议《关于治理南湖黑臭水体的建议》收悉，现答复如下：
市环保局、市国土局和我局成立了工作组，逐一排查排口54个，封堵违法排口11个。
雨污分流工程已完成管网18公里，余下4.6公里将于年内完成。市卫计委每月检测一次水质，结果在湖边公示。
谢谢你们的监督。
""",
            title="关于治理南湖黑臭水体的建议",
            number="096",
            session="青溪市第四届人民代表大会第五次会议",
            deputies=("骆开宇", "池小满"),
            letter_title="对市四届人大五次会议第096号建议的答复",
            unit="青溪市水务局",
            document_number="青水函〔2016〕44号",
            signed_on="2016-06-20",
        ),
    ),
    Elsewhere(
        "a province, national style of numbers",
        written(
            """
佘望舒代表：
您在省十四届人大二次会议上提出的第HG-20240118号建议《关于进一步优化农村客运服务、切实提升群众满意度的建议》收悉，现答复如下：
您的建议切中农村客运“线路长、客流散、成本高”的难点，对我厅工作很有帮助。
一、关于线路
全省已有1296个建制村开通预约班车，村民拨打96520即可叫车，平均等候26分钟。
二、关于补助
按照“里程+人次”核定补助，每车公里2.4元，比上年提高0.3元。具体标准见《农村客运补助资金管理办法》。
三、关于车辆
今年更新新能源客车680辆，其中7座以下的占三成，适合山区道路。
""",
            title="关于进一步优化农村客运服务、切实提升群众满意度的建议",
            number="HG-20240118",
            session="云泽省第十四届人民代表大会第二次会议",
            deputies=("佘望舒",),
            letter_title="对省十四届人大二次会议第HG-20240118号建议的答复",
            unit="云泽省交通运输厅",
        ),
    ),
    Elsewhere(
        "an opinion to the unit in charge",
        written(
            """
市教育局：
关于市政协十届三次会议第103112号提案《关于推进校园屋顶光伏建设的提案》，现提出会办意见如下：
1.屋顶荷载由设计单位复核，我局提供图纸查阅服务。
2.并网申请10个工作日内办结，不收取费用。
3.建议由你局统一招标，并明确运维单位。
以上意见供答复委员时参考。
""",
            title="关于推进校园屋顶光伏建设的提案",
            number="103112",
            session="政协青溪市第十届委员会第三次会议",
            deputies=("闻人月",),
            letter_title="关于市政协十届三次会议第103112号提案的会办意见",
            unit="青溪市住房和城乡建设局",
            kind="提案",
        ),
        opinion=True,
    ),
    Elsewhere(
        "law cited by article, times and doors",
        written(
            """
卓一凡、米兰、覃越代表：
你们提出的第155026号建议《关于完善社区矫正对象帮扶的建议》收悉。经研究，现答复如下：
根据《中华人民共和国社区矫正法》第四十三条，社区矫正对象可以申请社会救助、参加社会保险、获得法律援助。
（1）就业。与16家企业签订用工协议，年内安置93人；（2）培训。开设电工、面点等班次，每期45天；（3）心理。聘请咨询师8名，服务时间为工作日9:00—17:00。
需要法律援助的，可以到区公共法律服务中心（中山路18号1号楼102室窗口）办理，咨询电话0599-12348。
""",
            title="关于完善社区矫正对象帮扶的建议",
            number="155026",
            session="白鹭区第十五届人民代表大会第五次会议",
            deputies=("卓一凡", "米兰", "覃越"),
            letter_title="对区十五届人大五次会议第155026号代表建议的答复",
            unit="白鹭区司法局",
        ),
    ),
]

WITH_FAULTS = [
    Elsewhere(
        "head and tail typed in, 1、, hyphens",
        written(
            """
类别：A
签发人：康定
青溪市民政局文件
方海棠代表：
您提出的关于“关于建设老年食堂的建议”的建议收悉，现答复如下：
1、建设进度。2024-2026年计划新建近60余家，每家补助10-15万元。
2、运营管理。由街道分布实施，餐标约15元左右。
感谢您的关心。
（此页无正文）
联 系 人：杜文清    电  话：0599-8812345
青溪市民政局
2026年5月18日
抄送：市人大常委会代表工委，市政府办公室。
""",
            title="关于建设老年食堂的建议",
            number="63",
            session="青溪市第六届人民代表大会第四次会议",
            deputies=("方海棠",),
            letter_title="关于市六届人大四次会议第63号建议的答复",
            unit="青溪市民政局",
            contact="杜文清",
        ),
        (
            ("typed_again", "类别：A\n签发人：康定\n青溪市民政局文件"),
            ("title_doubled", "关于“关于建设老年食堂的建议”的建议"),
            ("heading_mark", "、"),
            ("heading_mark", "、"),
            ("number_span", "2024-2026"),
            ("number_span", "10-15"),
            ("twice_approximate", "近60余"),
            ("sound_alike", "分布实施"),
            ("twice_approximate", "约15元左右"),
            ("typed_again", "（此页无正文）"),
            ("typed_again", "联 系 人：杜文清    电  话：0599-8812345"),
            ("signature_in_body", "青溪市民政局"),
            ("signature_in_body", "2026年5月18日"),
            ("typed_again", "抄送：市人大常委会代表工委，市政府办公室。"),
        ),
    ),
    Elsewhere(
        "等, 您 to several, a wrong number",
        written(
            """
骆开宇等代表：
您在市六届人大四次会议上提出的第青58号建议《关于保护青溪古桥的建议》收悉，现答复如下：
一、现状
全市登记古桥47座，其中文物保护单位19座(含省级4座）。
三、打算
对您反应的问题，年内完成12座修缮。
""",
            title="关于保护青溪古桥的建议",
            number="青85",
            session="青溪市第六届人民代表大会第四次会议",
            deputies=("骆开宇", "池小满"),
            letter_title="关于市六届人大四次会议第青85号建议的答复",
            unit="青溪市文化和旅游局",
        ),
        (
            ("salutation", "骆开宇等代表："),
            ("polite_you", "您"),
            ("number", "青58"),
            ("half_width", "("),
            ("numbering", "三"),
            ("polite_you", "您"),
            ("sound_alike", "反应的问题"),
        ),
    ),
    Elsewhere(
        "the other body's words, 收悉 torn",
        written(
            """
敖敏代表：
您提出的《关于设立夜间公交的建议》（第12号）悉，经研究，现答复如下：
接到该议案后，我局走访委员，征求意见。提案人所提两条线路，已于4月1日开行。
感谢委员的关心，请你继续监督。
""",
            title="关于设立夜间公交的建议",
            number="012",
            session="云泽县第十八届人民代表大会第二次会议",
            deputies=("敖敏",),
            letter_title="关于县十八届人大二次会议第12号提案的答复",
            unit="云泽县交通运输局",
        ),
        (
            ("kind_words", "提案"),
            ("received", "悉"),
            ("kind_words", "议案"),
            ("kind_words", "委员"),
            ("kind_words", "提案人"),
            ("kind_words", "委员"),
            ("polite_you", "你"),
        ),
    ),
    Elsewhere(
        "title without marks, table, decimal headings",
        written(
            """
佘望舒委员：
您在市政协十届三次会议上提出的关于加强湿地保护的提案收悉，现答复如下：
1.1 湿地面积。现有湿地2.1万公顷。
1.2 保护率。保护率为53%。
历年投入如下：
年度	资金（万元）	面积（公顷）
2024年	120	300
2025年	180	420
感谢代表的关心。
""",
            title="关于加强湿地保护的提案",
            number="103009",
            session="政协青溪市第十届委员会第三次会议",
            deputies=("佘望舒",),
            letter_title="对市政协十届三次会议第103009号提案的答复",
            unit="青溪市林业局",
            kind="提案",
        ),
        (
            ("title_marks", "关于加强湿地保护的提案"),
            ("decimal_heading", "1.1"),
            ("pasted_table", "年度\t资金（万元）\t面积（公顷）\n2024年\t120\t300\n2025年\t180\t420"),
            ("kind_words", "代表"),
        ),
    ),
    Elsewhere(
        "an opinion with the wrong body, annexes typed",
        written(
            """
市城管局：
第青77号代表建议《关于增设公共厕所指引牌的建议》收悉，现将会办意见函告如下：
我局管养道路上可设指引牌212块，点位见附件。
以上意见供你局答复提案者时参考。
联系人：杜文清
""",
            title="关于增设公共厕所指引牌的建议",
            number="青77",
            session="青溪市第六届人民代表大会第四次会议",
            deputies=("池小满",),
            letter_title="关于市六届人大四次会议第青77号建议的会办意见",
            unit="青溪市交通运输局",
        ),
        (
            ("annexes", "见附件"),
            ("kind_words", "提案者"),
            ("typed_again", "联系人：杜文清"),
        ),
        opinion=True,
    ),
    Elsewhere(
        "former names today, spaces, marks, dates",
        written(
            """
卓一凡、米兰代表：
你们在区十五届人大五次会议上提出的第155062号建议《关于取缔无证餐饮的建议》收悉，现答复如下：
第一、摸清底数。会同区工商局逐户登记，共登记 132户，其中学校周边45户,居民楼下30户。
第二、分类处置。2026年2月30日前，对具备条件的发放登记卡；不具备条件的，与以取缔。
第四，长效管理。截止目前，已取缔41户。。
附件：1.无证餐饮名单
2.分类处置标准
""",
            title="关于取缔无证餐饮的建议",
            number="155026",
            session="白鹭区第十五届人民代表大会第五次会议",
            deputies=("卓一凡", "米兰"),
            letter_title="对区十五届人大五次会议第155026号代表建议的答复",
            unit="白鹭区市场监督管理局",
        ),
        (
            ("number", "155062"),
            ("heading_mark", "、"),
            ("former_name", "区工商局"),
            ("spaces", " "),
            ("half_width", ","),
            ("heading_mark", "、"),
            ("dates", "2026年2月30日"),
            ("wrong_word", "与以"),
            ("inline_numbering", "四"),
            ("wrong_word", "截止"),
            ("doubled", "。。"),
            ("typed_again", "附件：1.无证餐饮名单\n2.分类处置标准"),
        ),
    ),
    Elsewhere(
        "missing receipt, no colon, two ways of the number",
        written(
            """
米兰代表
您提出的《关于延长图书馆开放时间的建议》（第021号），经会同区财政局研究，现答复如下：
区图书馆周五、周六开放到22:00，每年增加开放近百余小时。
区文化和旅游局负责调度，区文旅局每月公布客流。
""",
            title="关于延长图书馆开放时间的建议",
            number="21",
            session="白鹭区第十五届人民代表大会第五次会议",
            deputies=("米兰",),
            letter_title="对区十五届人大五次会议第21号代表建议的答复",
            unit="白鹭区文化和旅游局",
        ),
        (
            ("number", "021"),
            ("salutation", ""),
            ("received", "）"),
            ("twice_approximate", "近百余"),
            ("short_name", "区文旅局"),
        ),
    ),
]
ELSEWHERE = RIGHT + WITH_FAULTS
