"""What the commands that take in a list share: in whose name, and the file."""

from pathlib import Path

from proposals.cases.access import Refused
from proposals.intake import register
from proposals.intake.tables import sheet
from proposals.models import User

KINDS = "名单文件：.xlsx、.xls、.xlsb、.csv、.ods 或网页式的 .xls"


def find_taker(username: str | None) -> User | None:
    """The person a list is taken in for; None is the system. Raises Refused for an account that may not."""
    if username is None:
        return None
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refused(f"没有“{username}”这个账号，或者已经停用。")
    register.must_register(user)
    return user


def read_list_file(path: Path) -> bytes:
    """A file that is no larger than a list may be. Raises sheet.UnreadableList."""
    try:
        if path.stat().st_size > sheet.FILE_MOST:
            raise sheet.UnreadableList(sheet.TOO_LARGE)
        return path.read_bytes()
    except OSError:
        raise sheet.UnreadableList(f"读不到文件“{path}”，请核对文件名和位置。") from None
