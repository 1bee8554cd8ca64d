"""Dates and days left in words, as pages, messages and records write them."""

import datetime as dt


def cn_date(day: dt.date | None) -> str:
    """2024年3月5日, without padding zeros; nothing for nothing. A moment is read in its own zone."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def days_left(days: int | None) -> str:
    """Working days left in words: 还剩5个工作日, 今天到期, 已超期1个工作日; nothing when there is no date."""
    if days is None:
        return ""
    if days < 0:
        return f"已超期{-days}个工作日"
    return f"还剩{days}个工作日" if days else "今天到期"
