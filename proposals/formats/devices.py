"""What a browser says of itself, in plain words."""

# What stands in a browser's name of itself, and how people say it; the first that fits.
KINDS = (
    *(("iPad", "苹果平板"), ("iPhone", "苹果手机"), ("HarmonyOS", "鸿蒙手机"), ("Android", "安卓手机")),
    *(("Windows", "Windows电脑"), ("Macintosh", "苹果电脑"), ("Linux", "Linux电脑")),
)
PROGRAMS = (("MicroMessenger", "微信"), ("DingTalk", "钉钉"), ("QQBrowser", "QQ浏览器"), ("Edg", "Edge浏览器"))


def name_device(agent: str) -> str:
    """The device in plain words, from what the browser says of itself: 苹果手机，微信."""
    kind = next((said for mark, said in KINDS if mark in agent), "型号不明")
    program = next((said for mark, said in PROGRAMS if mark in agent), "")
    return "，".join(filter(None, [kind, program]))
