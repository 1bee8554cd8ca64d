"""What none of the three administrators may see, and where it is looked for."""

import io
import re
import zipfile

# The cases of the tests speak of nothing else: their titles, texts, answers and promises.
OF_A_CASE = re.compile("食堂|助餐|就餐|老年人|赵洪蓉")
# Who the deputies are is base data: their register and its record name them, and say nothing of what they asked for.
REGISTER = ("/office/deputies/", "/office/records/")
IN_THE_REGISTER = re.compile("食堂|助餐|就餐|老年人")


def text_of(response):
    """A page's text, or that of all parts of a workbook."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return body.decode("utf-8", "ignore")


def of_a_case(address):
    """What must not stand at this address."""
    return IN_THE_REGISTER if address.startswith(REGISTER) else OF_A_CASE
