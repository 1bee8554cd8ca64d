"""The catalogue of plain sentences: each is one that Django says, and what is compiled is what is written."""

import gettext
import re
from pathlib import Path

import django
from django.conf import settings

FOLDER = settings.BASE_DIR / "config/locale/zh_Hans/LC_MESSAGES"


def written(path):
    """The sentences of a catalogue's source, by what they stand for."""
    text = re.sub(r'"\n"', "", path.read_text())
    found = re.findall(r'^msgid "(.+)"\n(?:msgid_plural .+\n)?msgstr(?:\[0\])? "(.*)"$', text, re.MULTILINE)
    return dict(found)


def test_what_is_compiled_is_what_is_written():
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    found = {key[0] if isinstance(key, tuple) else key: said for key, said in compiled._catalog.items() if key}
    assert found == written(FOLDER / "django.po")


def test_every_sentence_is_one_of_djangos():
    home = Path(django.__file__).parent
    known = "".join(re.sub(r'"\n"', "", path.read_text()) for path in home.glob("**/locale/en/LC_MESSAGES/django.po"))
    assert [one for one in written(FOLDER / "django.po") if f'msgid "{one}"' not in known] == []
