"""What is typed on the page 外存末笔."""

import re
from urllib.parse import urlsplit

from django import forms

from proposals.heads.addresses import is_own_address
from proposals.heads.keys import own_public_keys
from proposals.web.fields import PlainText, form_layout

KEY = re.compile(r"[0-9a-f]{64}\Z")


class AddressForm(forms.Form):
    """Where heads are to go too."""

    address = PlainText(
        label="送到哪里",
        max_length=200,
        help_text="文件夹（如 /srv/heads）、邮箱，或者另一个系统的地址（如 https://xt.example.gov.cn/heads/）",
    )
    helper = form_layout("address")


class WitnessedForm(forms.Form):
    """Whose heads are kept here."""

    name = PlainText(
        label="对方系统的网址", max_length=200, help_text="和对方末笔里写的一样，如 https://xt.example.gov.cn"
    )
    key = PlainText(
        label="对方的公钥",
        max_length=80,
        help_text="64个数字和字母，在对方的“外存末笔”页上；请打电话核对，不要只看邮件",
    )
    helper = form_layout("name", "key")

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).rstrip("/")
        if is_own_address(name):
            raise forms.ValidationError("这是本系统自己的地址，请写对方系统的网址。")
        parts = urlsplit(name)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
            raise forms.ValidationError("请写对方系统的网址，如 https://xt.example.gov.cn。")
        return name

    def clean_key(self) -> str:
        key = "".join(str(self.cleaned_data["key"]).split()).lower()
        if not KEY.match(key):
            raise forms.ValidationError("公钥是64个数字和字母（0到9、a到f）。")
        if key in own_public_keys():
            raise forms.ValidationError("这是本系统自己的公钥。请写对方的，在对方的“外存末笔”页上。")
        return key


class LossForm(forms.Form):
    """What became of the key."""

    reason = PlainText(
        label="原因", max_length=200, help_text="如“服务器硬盘坏了，另存的一份也打不开”；以后每次核对都会说出来"
    )
    helper = form_layout("reason")
