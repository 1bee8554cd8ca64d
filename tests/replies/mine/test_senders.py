"""What is said of text messages and mail where they leave, and where they do not."""

import re

import pytest

from proposals.administration.setup.actions import INTO_FILES
from proposals.models import Deputy, Event
from tests import factories as f
from tests.replies.feedback.test_deputy import at, invite, opened, submitted, text
from tests.replies.mine.phones import let_in, phone

pytestmark = pytest.mark.django_db
WORDS = re.compile("短信|邮件|邮箱|我留的手机|验证码给您")
# What leaves; then of each page the words for it.
BOTH = ("file", True)
TEXTS, MAIL, NONE = ("file", False), ("", True), ("", False)
SAID = {
    BOTH: (["短信", "邮件", "邮箱"], ["我留的手机", "邮箱"], ["验证码给您"], ["短信", "邮件"], ["邮箱"]),
    TEXTS: (["短信"], ["我留的手机"], ["验证码给您"], ["短信"], []),
    MAIL: (["邮件", "邮箱"], ["邮箱", "邮箱", "邮箱"], ["验证码给您", "短信", "邮箱", "邮箱"], ["邮件"], ["邮箱"]),
    NONE: ([], [], ["短信", "邮件"], [], []),
}


@pytest.mark.parametrize("there", SAID)
def test_a_page_says_and_offers_what_can_happen_here(settings, tmp_path, there):
    settings.SMS_URL, settings.SMS_FOLDER = there[0], tmp_path / "sms"
    if not there[1]:
        settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = INTO_FILES, tmp_path / "mail"
    link = invite(f.make_case("seeking_feedback"))
    browser = opened(phone(), link)
    assert submitted(browser, link).status_code == 302
    keep = text(browser.get(f"/mine/from/{link.invitation.pk}/"))
    receipt = text(browser.get(at(link, "receipt/")))
    enter = text(phone().get("/mine/enter/"))
    own = let_in(Deputy.objects.get(name="赵洪蓉"))
    mine = re.search("有新的答复.*?显示在这里", text(own.get("/mine/")))[0]
    told = text(own.get("/mine/told/")).partition("就这样告诉我")[2].partition("电话、邮箱要改的")[0]
    assert tuple(WORDS.findall(page) for page in (keep, receipt, enter, mine, told)) == SAID[there]
    renewed = text(browser.post(at(link, "renew/")))
    asked = Event.objects.filter(action="ask_link").count()
    said = ("已经记下" in renewed, "新链接在这里发不出去" in renewed)
    assert (asked, said) == ((0, (False, True)) if there == NONE else (1, (True, False)))
    gone = text(phone().get("/d/unknown"))
    assert ("我们发一个验证码给您" in gone) == (there != NONE)
