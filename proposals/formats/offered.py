"""What the records of units and deputies offer to choose from."""

from django.db import models


class LetterFormat(models.TextChoices):
    """How the unit's letters begin."""

    PLAIN = "普通", "普通"
    LETTERHEAD = "信函格式", "信函格式"


class ToldBy(models.TextChoices):
    """How a deputy wishes to be told of what is decided; without a wish by all there is."""

    ALL = "", "短信和邮件，有什么用什么"
    SMS = "sms", "只发短信"
    MAIL = "mail", "只发邮件"
    STAFF = "staff", "请工作人员转达"
    LAW = "law", "只告诉法律要求告诉的"
