"""What must not be shown to the public (政府信息公开条例 15: 个人隐私)."""

import re
from collections.abc import Iterator
from datetime import date

from proposals.formats.chinese import half
from replies.letter.checks.findings import ERROR, Finding, Letter, LetterLine

_MOBILE = re.compile(r"(?<![0-9-])(?:\+?86-?)?1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9])")
# Eight digits alone may count anything: they are a number to ring only where the text says so.
_LANDLINE = re.compile(
    r"(?<![0-9-])(?:[（(]0[0-9]{2,3}[）)]|0[0-9]{2,3})[ -]?[2-8][0-9]{6,7}(?![0-9])"
    r"|(?:(?<=电话)|(?<=电话[：:为是])|(?<=致电)|(?<=拨打))[2-8][0-9]{7}(?![0-9])"
)
_IDENTITY = re.compile(r"(?<![0-9])[1-8][0-9]{5}((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})[0-9]{3}[0-9Xx](?![0-9Xx])")
_HOME = re.compile(
    r"(?:[\u4e00-\u9fff]{1,8}(?:路|街|道|巷|村|新村|小区|苑|园|里|坊))?(?<![0-9])(?:[0-9]+弄)?[0-9]+(?:号楼?|幢|栋)(?:[0-9]+单元)?[0-9]{2,4}室"
    r"|(?:家住|住址[为是：:]?|现住|居住在|住在|（住)[\u4e00-\u9fff]{1,12}(?:[0-9]+弄)?[0-9]+号(?!楼|线|院)"
)
_CARD = re.compile(r"(?<![0-9])[0-9]{16,19}(?![0-9])")
# Numbers that are there to be rung, and doors that are there to be entered.
_SERVICE = re.compile(
    "热线|咨询|服务|监督|投诉|举报|值班|办公|预约|客服|报名|窗口|总机|传真|受理|报修|报警|求助|中心|大厅"
    "|[我本][局委办署镇院校司]|联系人|经办人|承办人|负责人|对接人|邮编|地址[：:]"
    "|[局委办科处室部所站队院校馆]的?[（(]?(?:联系|值守)?电话|联系电话"
)
# Unless it is somebody's own.
_PRIVATE = re.compile("家里|家中|家庭|住宅|宅电|本人|投诉人|举报人|反映人|来信人|当事人|申请人|监护人|阿姨|老人")
_LIVES = re.compile(f"家住|住址|现住|居住|住在|姓名|{_PRIVATE.pattern}")
_DOORS = re.compile("办公|窗口|中心|大厅|受理|服务站|工作站|卫生站|活动室|会议|咨询|居委会|（地址")
_ACCOUNT = re.compile("卡号|银行卡|账号|帐号|账户")
PERSONAL = (
    (_IDENTITY, "身份证号码"),
    (_CARD, "银行卡号"),
    (_MOBILE, "手机号码"),
    (_HOME, "住址"),
    (_LANDLINE, "电话号码"),
)


def personal_data(letter: Letter) -> Iterator[Finding]:
    """Telephone and identity numbers, home addresses and bank cards in what will be public: the letter (全文), or
    its summary (摘要)."""
    disclosure = letter.facts.disclosure
    if disclosure == "主动公开·摘要":
        for line in letter.in_summary:
            yield from in_public(line, letter)
    if disclosure != "主动公开·全文" or letter.facts.letter is None:
        return
    for line in (*letter.title, *letter.body):
        yield from in_public(line, letter)
    line = LetterLine("letter.phone", 0, letter.facts.letter.phone)
    for match in line.find(_MOBILE):
        message = "这封答复将主动公开，联系电话是手机号码，请改用办公电话。"
        yield line.finding("personal_data", ERROR, *match.span(), message)


def in_public(line: LetterLine, letter: Letter) -> Iterator[Finding]:
    """The personal data in one line of public text."""
    taken: list[tuple[int, int]] = []
    for pattern, name in PERSONAL:
        for match in line.find(pattern):
            if not _is_personal(pattern, match, line, letter):
                continue
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            message = f"这段文字将主动公开，里面有{name}“{line.typed(match)}”，请删去，或者改选公开属性。"
            yield line.finding("personal_data", ERROR, *match.span(), message)


def _is_personal(pattern: re.Pattern[str], match: re.Match[str], line: LetterLine, letter: Letter) -> bool:
    before = line.text[max(0, match.start() - 14) : match.start()]
    around = before + line.text[match.end() : match.end() + 10]
    if pattern is _IDENTITY:
        return _born(*match.groups())
    if pattern is _CARD:
        return bool(_ACCOUNT.search(before))
    # The office's own lines round the letter: 地址：…, 电　话：….
    if pattern in (_HOME, _LANDLINE) and line in letter.in_tables:
        return _is_of_persons(line, letter)
    of_the_office = line in letter.body and line not in letter.prose and not _PRIVATE.search(line.text)
    if pattern in (_HOME, _LANDLINE) and of_the_office:
        return False
    if pattern is _HOME:
        return not _DOORS.search(around)
    if pattern is _LANDLINE:
        reply = letter.facts.letter
        own = {re.sub("[^0-9]", "", half(phone)) for phone in (letter.facts.phone, reply.phone if reply else "")}
        before = re.sub(r"\s", "", line.text[max(0, match.start() - 24) : match.start()])[-14:]  # 传  真：
        served = _SERVICE.search(before) and not _PRIVATE.search(before)
        return re.sub("[^0-9]", "", match.group()) not in own and not served
    return True


def _is_of_persons(line: LetterLine, letter: Letter) -> bool:
    """Whether a row of a table is of somebody's home; tables list stations with their doors and numbers to ring."""
    heads = (
        f"{one.table.caption}{''.join(cell.text for cell in one.table.cells if cell.head)}"
        for one in letter.tables
        if line in one.lines
    )
    return bool(_LIVES.search(line.text) or any(_LIVES.search(head) for head in heads))


def _born(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
