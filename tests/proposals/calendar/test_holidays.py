"""The State Council's notices, read from their own words, against what the package knows of the same years."""

import pytest

from proposals.calendar.holidays import UnreadableNotice, known_days, read_holiday_notice

NOTICES = {
    2024: """一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。""",
    2025: """国务院办公厅关于2025年部分节假日安排的通知
一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。""",
}


@pytest.mark.parametrize("year", NOTICES)
@pytest.mark.parametrize("joined", [False, True])
def test_a_notice_says_the_days_the_package_knows(year, joined):
    text = NOTICES[year].replace("\n", "") if joined and year == 2024 else NOTICES[year]
    found = {(row.date, row.is_working) for row in read_holiday_notice(text, year)}
    assert found == {(row.date, row.is_working) for row in known_days(year)}

    wide = text.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert {(row.date, row.is_working) for row in read_holiday_notice(wide, year)} == found


def test_the_days_carry_their_names():
    rows = {f"{row.date:%m-%d}": row.name for row in read_holiday_notice(NOTICES[2025], 2025)}
    assert (rows["01-26"], rows["10-08"], rows["10-11"]) == ("春节调休", "国庆节、中秋节", "国庆节、中秋节调休")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("明年放假照旧。", "没有读到放假的日子。"),
        ("一、元旦：从新年第一天起放假。", "“从新年第一天起放假”里没有读到日期"),
        ("一、春节：2月30日放假。", "“2月30日”：没有这一天"),
        ("一、国庆节：10月8日至1日放假。", "“10月8日至1日”的起止日期不对"),
        ("一、元旦：2029年1月1日放假。", "2029年1月1日不在2027年"),
        ("一、元旦：1日放假。", "“1日”：没有这一天"),
        ("一、元旦：١月١日放假。", "“١月١日放假”里没有读到日期"),
    ],
)
def test_what_is_no_notice_is_told_in_a_sentence(text, said):
    with pytest.raises(UnreadableNotice) as refused:
        read_holiday_notice(text, 2027)
    assert str(refused.value).startswith(said)
