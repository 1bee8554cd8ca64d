"""What will be public shows nobody's telephone, identity number, home or card."""

import pytest

from replies.letter.checks import ERROR
from tests.replies.letter.checks.said import said

PERSONAL = [
    "居民王某（13812345678）",
    "手机：138 1234 5678",
    "+8613812345678",
    "身份证310113194903074526",
    "身份证31011319490307452X",
    "家住友谊路123弄45号",
    "张庙街道密山二村12号402室",
    "现住牡丹江路50号",
    "家里电话021-56781234",
    "家里电话：56781234",
    "投诉人李某（电话021-56781234）",
    "银行卡号6222021001112223334",
]
PUBLIC = [
    "拨打12345市民服务热线",
    "咨询电话：021-56781234",
    "养老服务热线962200",
    "我局长护险科电话（021-56781234）",
    "区民政局社会救助科电话021-56781234",
    "地址：淞宝路104号2楼，联系电话56781234",
    "窗口在牡丹江路1599号2号楼203室（办公地点）",
    "友谊路123弄小区",
    "2025年共6222万元",
    "310113194913074526",  # no such day of birth
    "项目编号2026031512345678",
    "2号楼402户",
    "沪府发〔2023〕12345678号",
    "20251231",
]


@pytest.mark.parametrize("text", PERSONAL)
def test_personal_data_is_an_error_where_it_will_be_public(text):
    assert [one.severity for one in said("personal_data", text)] == [ERROR]
    summary = said("personal_data", "无", disclosure="主动公开·摘要", summary=text)
    assert [(one.severity, one.field) for one in summary] == [(ERROR, "summary")]


@pytest.mark.parametrize("disclosure", ["依申请公开·全文", "依申请公开·摘要", "不公开", None])
@pytest.mark.parametrize("text", PERSONAL)
def test_and_is_left_alone_where_it_will_not(text, disclosure):
    assert said("personal_data", text, disclosure=disclosure, summary=text) == []


@pytest.mark.parametrize("text", PUBLIC)
def test_what_is_public_anyway_may_stand(text):
    assert said("personal_data", text) == []


def test_the_letter_itself_is_not_public_where_only_its_summary_is():
    assert said("personal_data", PERSONAL[0], disclosure="主动公开·摘要", summary="已经办理。") == []


def test_the_unit_s_own_number_may_stand_and_a_mobile_one_may_not():
    assert said("personal_data", "联系电话021-55550402") == []
    (finding,) = said("personal_data", "", letter={"phone": "13812345678"})
    assert (finding.field, finding.severity) == ("letter.phone", ERROR)
