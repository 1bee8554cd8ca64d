"""Who is signed in where."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from proposals.models.people import User


class BrowserSession(AbstractBaseSession):
    """A session of a browser. `session_key` is a digest of what the cookie holds and of the face that made it: who
    reads the table opens none, and the desk takes no session of the outside's face (config.sessions). Of who is
    signed in also since when, seen when, with what and from where."""

    session_key = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="browser_sessions", verbose_name="人员")
    begun_at = models.DateTimeField("登录时间", null=True)
    seen_at = models.DateTimeField("最近使用", auto_now=True)
    device = models.CharField("设备", max_length=60, blank=True)
    address = models.GenericIPAddressField("地址", null=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "浏览器会话"
