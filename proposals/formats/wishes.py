"""How a deputy wishes to be told of what is decided."""

from django.db import models


class ToldBy(models.TextChoices):
    """Without a wish by all there is."""

    ALL = "", "短信和邮件，有什么用什么"
    SMS = "sms", "只发短信"
    MAIL = "mail", "只发邮件"
    STAFF = "staff", "请工作人员转达"
