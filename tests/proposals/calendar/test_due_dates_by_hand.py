"""Seventy dates worked out by hand from 民法典 201-203 and the State Council's notices for 2024 to 2026; in 2027, for
which there is no notice yet, from the days that the law names."""

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db

# 2024: off 2/10-17, 4/4-6, 5/1-5, 6/10, 9/15-17, 10/1-7; at work 2/4, 2/18, 4/7, 4/28, 5/11, 9/14, 9/29, 10/12
# 2025: off 1/1, 1/28-2/4, 4/4-6, 5/1-5, 5/31-6/2, 10/1-8; at work 1/26, 2/8, 4/27, 9/28, 10/11
# 2026: off 1/1-3, 2/15-23, 4/4-6, 5/1-5, 6/19-21, 9/25-27, 10/1-7; at work 1/4, 2/14, 2/28, 5/9, 9/20, 10/10
# 2027, by law: 1/1, 2/5-8 (除夕 to 初三), 4/5, 5/1-2, 6/9, 9/15, 10/1-3
MONTHS = """
2024-01-31 1 2024-02-29 the last day of a leap February
2024-01-10 1 2024-02-18 春节, then a Sunday at work
2024-01-04 1 2024-02-04 a Sunday at work
2024-01-03 1 2024-02-04 a Saturday, then a Sunday at work
2024-03-04 1 2024-04-07 清明, then a Sunday at work
2024-03-28 1 2024-04-28 a Sunday at work
2024-04-01 1 2024-05-06 劳动节
2024-04-11 1 2024-05-11 a Saturday at work
2024-04-12 1 2024-05-13 a Sunday
2024-05-08 1 2024-06-11 a weekend and 端午
2024-08-14 1 2024-09-14 a Saturday at work
2024-08-15 1 2024-09-18 中秋
2024-08-29 1 2024-09-29 a Sunday at work
2024-08-31 1 2024-09-30 no 31st
2024-09-01 1 2024-10-08 国庆
2024-09-12 1 2024-10-12 a Saturday at work
2024-03-05 3 2024-06-05 a Wednesday
2024-03-10 3 2024-06-11 端午
2024-05-31 3 2024-09-02 a Saturday
2024-07-04 3 2024-10-08 国庆
2024-11-30 3 2025-02-28 no 30th of February
2024-12-31 1 2025-02-05 春节, over the year's end
2024-10-28 3 2025-02-05 春节
2024-10-26 3 2025-01-26 a Sunday at work
2024-10-25 3 2025-01-26 a Saturday, then a Sunday at work
2024-08-31 6 2025-02-28 no 31st of February
2024-10-01 3 2025-01-02 元旦
2025-01-08 1 2025-02-08 a Saturday at work
2025-01-09 1 2025-02-10 a Sunday
2025-03-04 1 2025-04-07 清明
2025-03-27 1 2025-04-27 a Sunday at work
2025-02-01 3 2025-05-06 劳动节
2025-02-28 3 2025-05-28 the same-numbered day, not the last
2025-02-28 1 2025-03-28 the same-numbered day, not the last
2025-04-30 1 2025-05-30 the same-numbered day, not the last
2025-05-31 1 2025-06-30 no 31st
2025-03-02 3 2025-06-03 端午
2025-08-28 1 2025-09-28 a Sunday at work
2025-08-31 1 2025-09-30 no 31st
2025-07-03 3 2025-10-09 国庆 and 中秋
2025-07-11 3 2025-10-11 a Saturday at work
2025-07-12 3 2025-10-13 a Sunday
2025-10-31 3 2026-02-02 a Saturday
2025-10-02 3 2026-01-04 元旦, then a Sunday at work
2025-11-14 3 2026-02-14 a Saturday at work
2025-11-30 3 2026-02-28 no 30th, and a Saturday at work
2025-11-20 3 2026-02-24 春节
2026-01-31 1 2026-02-28 no 31st, and a Saturday at work
2026-03-05 1 2026-04-07 清明
2026-02-02 3 2026-05-06 劳动节
2026-02-09 3 2026-05-09 a Saturday at work
2026-03-19 3 2026-06-22 端午
2026-06-20 3 2026-09-20 a Sunday at work
2026-06-25 3 2026-09-28 中秋
2026-07-10 3 2026-10-10 a Saturday at work
2026-07-07 3 2026-10-08 国庆
2026-05-29 6 2026-11-30 a Sunday
2026-10-01 3 2027-01-04 暂定 元旦
2026-11-05 3 2027-02-09 暂定 除夕
2026-12-31 1 2027-02-01 暂定 a Sunday
2027-03-05 1 2027-04-06 暂定 清明
2027-03-09 3 2027-06-10 暂定 端午
"""
WORKING_DAYS = """
2024-09-26 7 2024-10-11 国庆 and a Sunday at work
2025-01-24 7 2025-02-10 春节, a Sunday and a Saturday at work
2026-04-28 7 2026-05-11 劳动节 and a Saturday at work
2026-02-12 7 2026-02-28 春节 and two Saturdays at work
2025-09-25 7 2025-10-11 国庆, a Sunday and a Saturday at work
2024-04-03 20 2024-05-06 清明 and 劳动节, two Sundays at work
2024-12-31 1 2025-01-02 元旦
2026-12-28 7 2027-01-07 暂定 元旦
"""


def rows(table, option):
    for line in table.strip().splitlines():
        start, count, due, *why = line.split()
        due += " 暂定" if why[0] == "暂定" else ""
        yield pytest.param(start, option, count, due, id=line)


@pytest.mark.parametrize(
    ("start", "option", "count", "due"), [*rows(MONTHS, "--months"), *rows(WORKING_DAYS, "--working-days")]
)
def test_the_date_is_the_one_worked_out_by_hand(capsys, start, option, count, due):
    call_command("due_date", start, option, count)
    assert capsys.readouterr().out == f"{due}\n"


@pytest.mark.parametrize("start", ["2026年1月31日", "２０２６年１月３１日", "２０２６-０１-31"])
def test_a_date_may_be_written_in_chinese(capsys, start):
    call_command("due_date", start, "--months", "1")
    assert capsys.readouterr().out == "2026-02-28\n"


@pytest.mark.parametrize(
    "words",
    [
        ("2026-02-30", "--months", "1"),
        ("昨天", "--months", "1"),
        ("٢٠٢٦-01-31", "--months", "1"),
        ("2026年①月31日", "--months", "1"),
        ("2026-01-31", "--months", "-1"),
        ("2026-01-31", "--months", "99999"),
        ("9999-12-31", "--working-days", "10"),
        ("2026-01-31",),
        ("2026-01-31", "--months", "1", "--working-days", "1"),
    ],
)
def test_what_is_no_limit_is_refused_in_a_sentence(words):
    with pytest.raises(CommandError):
        call_command("due_date", *words)
