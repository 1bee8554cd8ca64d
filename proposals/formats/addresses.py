"""Where people and units are reached, as it is typed: a mobile telephone, a group's robot."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

is_mobile = RegexValidator(r"^1[3-9][0-9]{9}\Z", "手机是11位数字，以1开头。")

# What apprise may be asked to reach: the groups that offices use, and any receiver of JSON.
ROBOTS = ("wecombot", "dingtalk", "feishu", "lark", "json", "jsons")


def robot_address(value: str) -> None:
    """Refuse an address that no robot has, without repeating it: it is a key."""
    from apprise import Apprise  # a second to load, and asked only where an address is typed

    found = Apprise.instantiate(value, suppress_exceptions=True)
    if found is None or value.partition("://")[0].lower() not in (*ROBOTS, "https"):
        raise ValidationError(
            "没有认出这个机器人地址。企业微信可以直接贴群机器人的网址；钉钉写 dingtalk://令牌，飞书写 feishu://令牌。"
        )
