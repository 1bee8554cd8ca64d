"""Letters as bureaus of counties, towns and provinces publish them, with the heads, ends and slips that they have:
our own sentences, invented places, names and figures. Each has what a careful reader would mark.
"""

from tests.replies.letter.checks.whole.elsewhere import Elsewhere, written

_CONGRESS = "青溪县第十八届人民代表大会第三次会议"
_CPPCC = "政协青溪县第十一届委员会第三次会议"


def _of(
    body,
    *,
    number,
    title,
    deputies,
    unit,
    letter_title="",
    kind="建议",
    session="",
    contact="孟兰",
    phone="6022118",
    **more,
):
    noun = "提案" if kind == "提案" else "建议"
    body_name = "县政协十一届三次会议" if kind == "提案" else "县十八届人大三次会议"
    return written(
        body,
        number=number,
        title=title,
        deputies=deputies,
        unit=unit,
        kind=kind,
        session=session or (_CPPCC if kind == "提案" else _CONGRESS),
        letter_title=letter_title or f"关于{body_name}第{number}号{noun}的答复",
        contact=contact,
        phone=phone,
        **more,
    )


def _ends(unit, day="2026年5月18日"):
    return (("signature_in_body", unit), ("signature_in_body", day))


COUNTIES = [
    Elsewhere(
        "class, number and publicity on the first line, the title in two",
        _of(
            """
青交函〔2026〕31号   B类   同意公开
青溪县交通运输局关于县十八届人大三次会议
第23号建议的答复
岑若谷代表：
您提出的《关于拓宽石桥村通村公路的建议》收悉，现答复如下：
石桥村至集镇4.2公里公路已列入今年改造计划，路面由3.5米拓宽到5米。8月底前完成招标，12月底前通车。
感谢您对交通工作的关心和支持。
青溪县交通运输局
2026年5月18日
承办负责人：陶立
承办人及联系电话：孟兰    6022118
""",
            number="23",
            title="关于拓宽石桥村通村公路的建议",
            deputies=("岑若谷",),
            unit="青溪县交通运输局",
            document_number="青交函〔2026〕31号",
        ),
        (
            ("typed_again", "青交函〔2026〕31号   B类   同意公开"),
            ("typed_again", "青溪县交通运输局关于县十八届人大三次会议\n第23号建议的答复"),
            *_ends("青溪县交通运输局"),
            ("typed_again", "承办负责人：陶立"),
            ("typed_again", "承办人及联系电话：孟兰    6022118"),
        ),
    ),
    Elsewhere(
        "a class in brackets, a colon forgotten after 如下",
        _of(
            """
（A）类
岑若谷代表：
您提出的《关于解决江湾小区公交出行问题的建议》（第0271号）收悉。现将办理情况答复如下。
经街道和公交公司两次查勘，6月1日起7路车绕行江湾小区，设站2处，早高峰12分钟一班。
此复函已经陶立局长审签。您对答复有什么意见，请填写回执。
""",
            number="0271",
            title="关于解决江湾小区公交出行问题的建议",
            deputies=("岑若谷",),
            unit="青溪县交通运输局",
        ),
        (("typed_again", "（A）类"), ("received", "。")),
    ),
    Elsewhere(
        "three deputies, and the other body's words among them",
        _of(
            """
岑若谷、麦穗、楚歌代表：
您提出的《关于解决福临小区出行难的建议》收悉。办理中，我局于4月2日听取了代表的意见，现答复如下：
衷心感谢委员们对交通工作的关心。
小区东侧道路5月底完工，完工后24路车恢复原线。
再一次感谢您们的支持！
青溪县交通运输局
2026年5月18日
联系人：孟兰   联系电话：13900001234
抄送：县人大代表工委（1份）、县政府督查室（1份）
""",
            number="40",
            title="关于解决福临小区出行难的建议",
            deputies=("岑若谷", "麦穗", "楚歌"),
            unit="青溪县交通运输局",
        ),
        (
            ("polite_you", "您"),
            ("kind_words", "委员"),
            ("plural_you", "您们"),
            *_ends("青溪县交通运输局"),
            ("typed_again", "联系人：孟兰   联系电话：13900001234"),
            ("personal_data", "13900001234"),
            ("typed_again", "抄送：县人大代表工委（1份）、县政府督查室（1份）"),
        ),
    ),
    Elsewhere(
        "ten deputies counted, hours with wrong marks",
        _of(
            """
岑若谷、麦穗、楚歌等三代表：
你们提出的《关于增开学生专线的建议》的第154号建议，已转交我局办理，现答复如下：
一、高峰时段为6︰30~8︰30，发车间隔3-5分钟。
二、晚自习专线已经开行，每晚21时50分发车。
""",
            number="154",
            title="关于增开学生专线的建议",
            deputies=("岑若谷", "麦穗", "楚歌"),
            unit="青溪县交通运输局",
        ),
        (
            ("title_doubled", "的第154号建议"),
            ("number_span", "6︰30~8︰30"),
            ("half_width", "︰"),
            ("half_width", "︰"),
            ("number_span", "3-5"),
        ),
    ),
    Elsewhere(
        "a title that is misquoted in quotation marks, 你",
        _of(
            """
类别：C
岑若谷代表：
你提出的“关于硬化麻柳村通组公路的建设”，已交我局研究办理，现答复如下：
如你所说，该路雨季泥泞。目前尚无专项资金，已列入项目库，有投资时优先安排。
青溪县交通运输局
2026年5月18日
联系人及电话：孟兰，6022118
""",
            number="124",
            title="关于硬化麻柳村通组公路的建议",
            deputies=("岑若谷",),
            unit="青溪县交通运输局",
        ),
        (
            ("typed_again", "类别：C"),
            ("polite_you", "你"),
            ("title_quoted", "关于硬化麻柳村通组公路的建设"),
            ("polite_you", "你"),
            *_ends("青溪县交通运输局"),
            ("typed_again", "联系人及电话：孟兰，6022118"),
        ),
    ),
    Elsewhere(
        "quotes within quotes, the class at the end",
        _of(
            """
岑若谷代表：
您提出的“关于增加城区泊车位，解决“停车难”的建议”已收悉，现答复如下：
一、今年新增泊位2164个，其中公共泊位238个。
二、是否收费正在征求意见，办法8月底前公布。
办复类别：B
联系人：孟兰
联系电话：6022118
""",
            number="45",
            title="关于增加城区泊车位，解决“停车难”的建议",
            deputies=("岑若谷",),
            unit="青溪县城市管理局",
        ),
        (
            ("nested_quotes", "“停车难”"),
            ("typed_again", "办复类别：B"),
            ("typed_again", "联系人：孟兰"),
            ("typed_again", "联系电话：6022118"),
        ),
    ),
    Elsewhere(
        "three units sign, 提出 without 的, and a month for the year",
        _of(
            """
岑若谷代表：
您提出关于老旧小区加装电梯的建议收悉。现答复如下：
实施意见已于3月印发，单梯补助20万元。申请由县住建局受理，10个工作日内答复。
县自然资源和规划局　县市场监督管理局
2026月5月18日
""",
            number="37",
            title="关于老旧小区加装电梯的建议",
            deputies=("岑若谷",),
            unit="青溪县住房和城乡建设局",
        ),
        (
            ("received", "提出"),
            ("title_marks", "关于老旧小区加装电梯的建议"),
            ("signature_in_body", "县自然资源和规划局　县市场监督管理局"),
            ("signature_in_body", "2026月5月18日"),
            ("dates", "月"),
        ),
    ),
    Elsewhere(
        "a member and those who signed with him, thanks misspelt",
        _of(
            """
岑若谷委员并附议人：
你们提出的《关于统筹治理白鹭湖的提案》收悉，现答复如下：
白鹭湖总磷4月至10月超标。今年2月我局开展了专项督察，查出问题12个，已改9个。
感谢你们您们对生态环境保护工作的关系和支持。
办复类别：C类
联系单位：县生态环境局水科
联系电话：6022118
青溪县生态环境局
2026年5月18日
""",
            number="11",
            title="关于统筹治理白鹭湖的提案",
            deputies=("岑若谷", "麦穗"),
            unit="青溪县生态环境局",
            kind="提案",
        ),
        (
            ("salutation", "岑若谷委员并附议人："),
            ("plural_you", "您们"),
            ("sound_alike", "工作的关系和支持"),
            ("typed_again", "办复类别：C类"),
            ("typed_again", "联系单位：县生态环境局水科"),
            ("typed_again", "联系电话：6022118"),
            *_ends("青溪县生态环境局"),
        ),
    ),
    Elsewhere(
        "an opinion with its leader's name spread",
        _of(
            """
县民政局：
岑若谷委员提出的《关于建设老年友好型社区的提案》收悉，现提出会办意见如下：
加装电梯项目库已建立，备案11台；符合条件的，每台补助20万元。
领导签批：陶  立
承 办 人：孟兰
联系方式：6022118
""",
            number="151",
            title="关于建设老年友好型社区的提案",
            deputies=("岑若谷",),
            unit="青溪县住房和城乡建设局",
            kind="提案",
            letter_title="关于县政协十一届三次会议第151号提案的会办意见",
        ),
        (
            ("typed_again", "领导签批：陶  立"),
            ("typed_again", "承 办 人：孟兰"),
            ("typed_again", "联系方式：6022118"),
        ),
        opinion=True,
    ),
    Elsewhere(
        "an opinion on what a party proposes, 关于 twice",
        _of(
            """
县市场监督管理局：
现对九三学社提出的关于《关于加强基层食品安全监管的提案》提出如下协办意见，供你单位答复委员时参考：
一、加大监管力度。对食品摊位每季度检查一次，结果公布在景区入口。
二、强化联合执法。在“五一”、“国庆”期间开展整治。
县云台风景区管理委员会
2026年5月18日
联系人：孟兰；联系电话：6022118
（此件公开发布）
""",
            number="206",
            title="关于加强基层食品安全监管的提案",
            deputies=("九三学社青溪县委",),
            unit="青溪县云台风景区管理委员会",
            kind="提案",
            letter_title="对县政协十一届三次会议第206号提案的协办意见",
        ),
        (
            ("title_doubled", "关于"),
            ("marks_in_row", "、"),
            *_ends("县云台风景区管理委员会"),
            ("typed_again", "联系人：孟兰；联系电话：6022118"),
            ("typed_again", "（此件公开发布）"),
        ),
        opinion=True,
    ),
    Elsewhere(
        "a greeting with a colon, the title below it, an office's branch signs",
        _of(
            """
岑若谷代表：
您好：您的建议收悉，现将办理情况答复如下：
您提出的关于加强学校门前停车管理的建议，我局作了研究：
一是上下学时段安排民警执勤；二是增设减速带4处；三是督促有关单位迟早落实校车。
白鹭区公安分局
2026年5月18日
""",
            number="22",
            title="关于加强学校门前停车管理的建议",
            deputies=("岑若谷",),
            unit="青溪市公安局白鹭分局",
        ),
        (
            ("greeting", "："),
            ("title_marks", "关于加强学校门前停车管理的建议"),
            ("sound_alike", "迟早落实"),
            *_ends("白鹭区公安分局"),
        ),
    ),
    Elsewhere(
        "Western brackets round a word",
        _of(
            """
岑若谷委员：
您提出的关于“在河东小学路口设置‘慢’字标志”的提案已收悉，现答复如下：
经论证，由学校提请县教育局协调，6月底前在该路口设立<慢>字标志和减速带。
""",
            number="31",
            title="关于在河东小学路口设置“慢”字标志的提案",
            deputies=("岑若谷",),
            unit="青溪县公安局",
            kind="提案",
        ),
        (("half_width", "<慢>"),),
    ),
    Elsewhere(
        "class and publicity in hexagonal brackets, nothing wrong below",
        _of(
            """
〔A〕
〔公开〕
青林函〔2026〕2号
关于县十八届人大三次会议第33号建议的答复
岑若谷代表：
您提出的《关于保护莫家村百年老树的建议》收悉，现答复如下：
一、经鉴定，老树为二级古树，树龄约320年，5月20日挂牌，由村委会与护林员签订管护责任书。
二、根部的砖石围挡已于4月拆除，改为1.2米宽的透水铺装。
以上答复，如有不妥，请批评指正。
""",
            number="33",
            title="关于保护莫家村百年老树的建议",
            deputies=("岑若谷",),
            unit="青溪县林业局",
            document_number="青林函〔2026〕2号",
        ),
        (
            ("typed_again", "〔A〕\n〔公开〕"),
            ("typed_again", "青林函〔2026〕2号"),
            ("typed_again", "关于县十八届人大三次会议第33号建议的答复"),
        ),
    ),
    Elsewhere(
        "a province, many documents, 的 for 地",
        _of(
            """
岑若谷代表：
您提出的“关于深化运河非遗项目‘活态’保护的建议”收悉，现答复如下：
一是印发《运河文化保护实施方案》、《运河文化保护规划--非遗专项规划》；二是清醒的认识到传承人老化，今年新收徒弟46名。
下一步，组织8市对话活动；完成30个项目的采集记录。
""",
            number="1218",
            title="关于深化运河非遗项目“活态”保护的建议",
            deputies=("岑若谷",),
            unit="云泽省文化和旅游厅",
            session="云泽省第十四届人民代表大会第二次会议",
            letter_title="对云泽省第十四届人民代表大会第二次会议第1218号建议的答复",
        ),
        (("marks_in_row", "、"), ("half_width", "--"), ("adverb", "的")),
    ),
    Elsewhere(
        "a town, names and title spread with blanks, a date without a day",
        _of(
            """
岑若谷、麦  穗、楚  歌  代表：
您在观岙镇五届人大五次会议上提出的关于  修建观岙桥  的建议，经研究，现答复如下：
该桥可供行人和非机动车通行，改造需资金100多万元，列入2027年计划。
（联系人：孟  兰   联系电话：6022118）
观岙镇人民政府
二○二六年五月
""",
            number="6",
            title="关于修建观岙桥的建议",
            deputies=("岑若谷", "麦穗", "楚歌"),
            unit="青溪县观岙镇人民政府",
            session="观岙镇第五届人民代表大会第五次会议",
            letter_title="对镇五届人大五次会议道路交通类第6号建议的答复",
        ),
        (
            ("polite_you", "您"),
            ("spaces", "  "),
            ("spaces", "  "),
            ("received", "议"),
            ("typed_again", "（联系人：孟  兰   联系电话：6022118）"),
            *_ends("观岙镇人民政府", "二○二六年五月"),
        ),
    ),
    Elsewhere(
        "the number and the result above, the leader's name below",
        _of(
            """
湖政函〔2026〕20号
办理结果：B类
岑若谷、麦穗代表：
您们在湖洋镇十九届人大一次会议上提出的《关于改建镇大桥的建议》收悉，现答复如下：
经评估，该桥不属于危桥，但副桥孔有裂缝，6月底前加固。
湖洋镇人民政府
2026年5月18日
领导署名：陶立
联系人：孟兰
联系电话：6022118
""",
            number="20",
            title="关于改建镇大桥的建议",
            deputies=("岑若谷", "麦穗"),
            unit="青溪县湖洋镇人民政府",
            document_number="湖政函〔2026〕20号",
            session="湖洋镇第十九届人民代表大会第一次会议",
            letter_title="关于湖洋镇十九届人大一次会议第20号建议的答复",
        ),
        (
            ("typed_again", "湖政函〔2026〕20号"),
            ("typed_again", "办理结果：B类"),
            ("plural_you", "您们"),
            *_ends("湖洋镇人民政府"),
            ("signature_in_body", "领导署名：陶立"),
            ("typed_again", "联系人：孟兰"),
            ("typed_again", "联系电话：6022118"),
        ),
    ),
    Elsewhere(
        "two deputies counted, all right",
        _of(
            """
岑若谷、麦穗二位代表：
你们提出的“关于改建东沙河水闸的建议”收悉。现答复如下：
东沙河水闸建于1998年，去年检测为二类闸，目前没有改建计划。下游300米处新建的交通桥宽7米，已于今年3月通行。
""",
            number="127",
            title="关于改建东沙河水闸的建议",
            deputies=("岑若谷", "麦穗"),
            unit="青溪县水利局",
        ),
    ),
    Elsewhere(
        "the chairman himself proposes, a 建议案 by the town's word, all right",
        _of(
            """
尊敬的岑若谷主席：
您提出的《关于保持村庄清洁的提案》收悉，现将办理情况答复如下：
2024年投入资金970万元，创建“清洁村庄”59个；2025年投入280万元，创建70个。
今年9月底前，对新出现的反弹点位逐一整改，结果在村务公开栏公布。
""",
            number="61",
            title="关于保持村庄清洁的提案",
            deputies=("岑若谷",),
            unit="青溪县农业农村局",
            kind="提案",
        ),
    ),
    Elsewhere(
        "关于 twice in the title, a mobile telephone with a remark, 报",
        _of(
            """
桃溪街道办事处
对县政协十一届三次会议第18号提案的
答 复
岑若谷委员：
您提出的《关于关于规范路灯安装的提案》收悉。现答复如下：
街道路灯建设已经完工，每月巡查一次。新装路灯实行报批和验收，项目项目逐一登记。
承办负责人：陶立
承办人及联系电话：孟兰 13900001234（手机号码）
报：县人民政府建议提案办公室
抄送：县政协提案委
桃溪街道党政办　2026年5月18日印发
""",
            number="18",
            title="关于规范路灯安装的提案",
            deputies=("岑若谷",),
            unit="青溪县桃溪街道办事处",
            kind="提案",
        ),
        (
            ("typed_again", "桃溪街道办事处\n对县政协十一届三次会议第18号提案的\n答 复"),
            ("title_doubled", "关于关于"),
            ("title_quoted", "关于关于规范路灯安装的提案"),
            ("word_again", "项目项目"),
            ("typed_again", "承办负责人：陶立\n承办人及联系电话：孟兰 13900001234（手机号码）"),
            ("personal_data", "13900001234"),
            ("typed_again", "报：县人民政府建议提案办公室"),
            ("typed_again", "抄送：县政协提案委"),
            ("typed_again", "桃溪街道党政办　2026年5月18日印发"),
        ),
    ),
    Elsewhere(
        "a delegation, who is in charge and who writes, no stop at the end",
        _of(
            """
尊敬的河东代表团：
你们在县十八届人大三次会议上提出的《关于加快四台小学建设的建议》已收悉，现就此建议回复如下：
四台小学占地约30亩，办学规模18个班，已完成选址；2027年9月开学。
再次感谢你们的关心和支持。特此函复
青溪县教育局
2026年5月18日
主管领导人姓名：陶立 联系电话：6022100
具体经办人姓名：孟兰 联系电话：6022118
邮 政 编 码：430050
""",
            number="57",
            title="关于加快四台小学建设的建议",
            deputies=("河东代表团",),
            unit="青溪县教育局",
        ),
        (
            ("sentence_end", "复"),
            *_ends("青溪县教育局"),
            ("typed_again", "主管领导人姓名：陶立 联系电话：6022100"),
            ("typed_again", "具体经办人姓名：孟兰 联系电话：6022118"),
        ),
    ),
]
