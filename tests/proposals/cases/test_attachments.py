"""Files taken in: known by their bytes, encoded again, given only to people who may see the case."""

import io
import zipfile
import zlib

import pikepdf
import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from PIL import Image, ImageFile

from proposals.bounded.limits import Unreadable
from proposals.cases import attachments
from proposals.formats.files import office_files, paper_files
from proposals.models import Attachment, Part
from proposals.web.fields import FilesField
from tests import factories

FORM, OTHER = Attachment.Kind.SIGNED_FORM, Attachment.Kind.OTHER


def pdf(run="", **options) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        if run:  # in an object stream, where no one sees it by looking at the bytes
            made.Root.OpenAction = made.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=run))
            options["object_stream_mode"] = pikepdf.ObjectStreamMode.generate
        made.save(out, **(options or {"deterministic_id": True}))
    return out.getvalue()


def picture(kind="JPEG", size=(40, 60), colour="navy", **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    return out.getvalue()


def archive(*names: str, filler: bytes = b"<x/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, filler)
    return out.getvalue()


def upload(content: bytes, name="扫描.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def refusal(*files, kind=FORM) -> str:
    with pytest.raises(ValidationError) as refused:
        attachments.check_files(list(files), kind)
    return refused.value.message


DOCX, XLSX = ("[Content_Types].xml", "word/document.xml"), ("[Content_Types].xml", "xl/workbook.xml")


# ---- what is taken ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind", "suffix"),
    [
        (pdf(), FORM, ".pdf"),
        (picture(), FORM, ".jpg"),
        (picture("PNG"), FORM, ".png"),
        (archive(*DOCX), OTHER, ".docx"),
        (archive(*XLSX), Attachment.Kind.SUGGESTION, ".xlsx"),
    ],
)
def test_the_type_is_read_from_the_bytes(content, kind, suffix):
    taken = attachments.check_files([upload(content, "报告.exe")], kind)
    assert (taken.name, taken.suffix) == (f"报告{suffix}", suffix)


UNKNOWN = "“扫描”不是可以接收的文件，请交PDF、JPG、PNG文件。"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "“扫描”是空文件，请重新选择。"),
        (b"\x01\x02\x03\x04", UNKNOWN),
        (b"\x00\x00\x00\x18ftypzzzz", UNKNOWN),
        (b"%PDF-1.7 and then nothing", "“扫描”打不开，可能没有传完整。请重新扫描或重新选择。"),
        (picture()[:300], "“扫描”打不开，可能没有传完整。请重新拍照或重新选择。"),
        (picture("PNG")[:60], "“扫描”打不开，可能没有传完整。请重新拍照或重新选择。"),
        (
            pdf(run="app.alert(1)"),
            "“扫描”里面带有会自己运行的程序，不能接收。请重新扫描，或者打印成新的PDF再交。",
        ),
        (
            pdf(encryption=pikepdf.Encryption(owner="a", user="b")),
            "“扫描”加了密码，打不开。请去掉密码再交。",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(content, sentence):
    assert refusal(upload(content)) == sentence


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PICTURE_SAYS = "，请另存为 JPG 或 PNG 再交。"
HEIC = "是苹果手机的照片格式，请在相册里另存为 JPG 再交。"
FILM = "是视频，这里不收视频。请把要用的画面截成 JPG 图片再交。"
SOUND = "是录音，这里不收录音。请整理成文字，存成{}再交。"
OLD_WORD = "是旧格式的 Word 或 WPS 文件（.doc、.wps），请另存为{}再交。"


def ftyp(brand: str) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand.encode() + b"\x00" * 8


@pytest.mark.parametrize(
    ("content", "says"),
    [
        *((ftyp(brand), FILM) for brand in ("mp42", "isom", "iso5", "avc1", "qt  ", "M4V ", "3gp5", "MSNV")),
        *(
            (ftyp(brand), "是苹果手机的照片格式，请在相册里另存为 JPG 再交。")
            for brand in ("heic", "heix", "mif1", "hevc")
        ),
        (ftyp("avif"), f"是 AVIF 图片{PICTURE_SAYS}"),
        (ftyp("M4A "), SOUND),
        (b"\x1a\x45\xdf\xa3 webm", FILM),
        (b"RIFF\x00\x00\x00\x00AVI LIST", FILM),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11 wmv", FILM),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", SOUND),
        (b"ID3\x04 mp3", SOUND),
        (b"\xff\xfb\x90\x64 mp3", SOUND),
        (b"#!AMR\n", SOUND),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", f"是 WebP 图片{PICTURE_SAYS}"),
        (b"GIF89a<script>alert(1)</script>", f"是 GIF 图片{PICTURE_SAYS}"),
        (b"BM\x36\x00\x00\x00\x00\x00\x00\x00\x36", f"是 BMP 图片{PICTURE_SAYS}"),
        (b"II*\x00\x08\x00\x00\x00", f"是 TIFF 图片{PICTURE_SAYS}"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", f"是 SVG 图片{PICTURE_SAYS}"),
        (b"Rar!\x1a\x07", "是压缩包，请解压以后一个一个地交。"),
        (b"7z\xbc\xaf\x27\x1c", "是压缩包，请解压以后一个一个地交。"),
        (OLE + "WordDocument".encode("utf-16-le"), OLD_WORD),
        (OLE + "Workbook".encode("utf-16-le"), "是旧格式的 Excel 文件（.xls、.et），请另存为{}再交。"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "是演示文稿（PPT），请另存为 PDF 再交。"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "是加了密码的文件，打不开。请去掉密码再交。"),
        (rb"{\rtf1 x}", "是 RTF 文档，请另存为{}再交。"),
        (b"<!DOCTYPE html><html></html>", "是网页，请打印成 PDF 再交。"),
        ("会议纪要：今天说了三件事。".encode(), "是纯文字文件，请存成{}再交。"),
        ("会议纪要：今天说了三件事。".encode("gb18030"), "是纯文字文件，请存成{}再交。"),
        (b"MZ\x90\x00\x03", "是程序，不能接收。"),
    ],
    ids=lambda value: value.decode("latin-1")[:12] if isinstance(value, bytes) else value[:8],
)
def test_each_kind_that_is_not_taken_has_its_own_sentence(content, says):
    """By its bytes: a film from a phone is no photo, however it is called."""
    for kind, papers in ((FORM, " PDF "), (Attachment.Kind.MATERIAL, " PDF、docx、xlsx ")):
        assert refusal(upload(content, "现场.jpg"), kind=kind) == f"“现场”{says.format(papers)}"


def test_what_is_taken_elsewhere_is_called_what_it_is():
    assert refusal(upload(archive(*DOCX))) == "“扫描”是 Word 文件，请另存为 PDF 再交。"
    assert refusal(upload(archive(*XLSX))) == "“扫描”是 Excel 文件，请另存为 PDF 再交。"
    assert refusal(upload(pdf()), kind=attachments.PICTURE) == "“扫描”是 PDF 文件，请另存为 JPG 或 PNG 再交。"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (archive("evil.txt"), "“扫描”是压缩包，请解压以后一个一个地交。"),
        (archive(*DOCX[:1], "ppt/presentation.xml"), "“扫描”是演示文稿（PPT），请另存为 PDF 再交。"),
        (archive("OFD.xml", "Doc_0/Document.xml"), "“扫描”是 OFD 文件，请打印或者另存为 PDF 再交。"),
        (archive(*DOCX, "word/vbaProject.bin"), "“扫描”含有宏，不能接收。请另存为不含宏的文件再交。"),
        (archive(*DOCX)[:40], "“扫描”打不开，可能没有传完整。请重新选择。"),
    ],
)
def test_office_files_are_looked_into_without_unpacking(content, sentence):
    assert refusal(upload(content), kind=OTHER) == sentence


def test_an_office_file_that_unpacks_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(office_files, "MAX_UNPACKED", 1000)
    with pytest.raises(Unreadable, match=r"^展开以后太大，不能接收。$"):
        office_files.check_office_file(archive(*DOCX, filler=b"0" * 900))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_half_a_picture_is_refused_even_where_pillow_makes_do_with_it(monkeypatch, kind):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    whole = picture(kind, (400, 400))
    for part in (0.5, 0.9):
        half = whole[: int(len(whole) * part)]
        with pytest.raises(Unreadable, match=r"^打不开，可能没有传完整。请重新拍照或重新选择。$"):
            paper_files.draw_again(half)


@pytest.mark.parametrize("size", [(7100, 7100), (12000, 12000), (20000, 20000)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(size):
    """Only the header is there: decoding it would fail with another sentence."""
    small = picture("PNG", (1, 1))
    width, height = (side.to_bytes(4, "big") for side in size)
    header = b"IHDR" + width + height + small[24:29]
    content = small[:8] + (13).to_bytes(4, "big") + header + zlib.crc32(header).to_bytes(4, "big")
    content += small[33:]
    assert refusal(upload(content)) == f"“扫描”{paper_files.TOO_LARGE}"


def test_pictures_lose_their_exif_and_what_hangs_behind_them_and_stand_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "GPS 31.40 121.48"
    content = picture(exif=exif) + b"<script>alert(1)</script>"
    taken = attachments.check_files([upload(content)], FORM)
    with Image.open(io.BytesIO(taken.content)) as kept:
        assert (kept.size, dict(kept.getexif())) == ((60, 40), {})
    assert b"GPS" not in taken.content
    assert b"script" not in taken.content


def test_several_pictures_become_one_paper_with_the_same_bytes_each_time():
    def again():
        files = [upload(picture(colour=colour), f"IMG_{colour}.jpg") for colour in ("red", "green", "blue")]
        return attachments.check_files(files, FORM)

    taken = again()
    assert (taken.name, taken.suffix) == ("IMG_red等3张.pdf", ".pdf")
    with pikepdf.open(io.BytesIO(taken.content)) as made:
        assert len(made.pages) == 3
    assert again().sha256 == taken.sha256


def test_limits_of_number_and_size(settings):
    assert refusal() == "请先选择文件。"
    assert refusal(*[upload(picture()) for _ in range(21)]) == "一次最多交20个文件，您选了21个。"
    assert attachments.check_files([upload(picture()) for _ in range(20)], FORM).suffix == ".pdf"
    assert refusal(upload(picture()), upload(pdf())) == (
        "一次交几个文件时，须都是照片或扫描图，会合成一份。其他文件请一个一个地交。"
    )
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    assert refusal(upload(b"%PDF-" + b"0" * 1024 * 1024)) == "文件太大，合起来不能超过1兆。请压缩或者分开再交。"


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\王\表.PDF", "表"),
        ('a"b\r\nSet-Cookie: x=1.pdf', "a_bSet-Cookie_ x=1"),
        ("表\u202efdp.exe", "表fdp"),
        ("表.pdf.exe", "表"),
        ("3.5版说明.docx", "3.5版说明"),
        ("v1.2.pdf", "v1.2"),
        ("文" * 300 + ".pdf", "文" * 66),
        ("  ..  ", "文件"),
        ("", "文件"),
    ],
)
def test_names_are_only_for_showing(name, clean):
    assert attachments.clean_name(name) == clean


# ---- keeping ---------------------------------------------------------------------------------------------


@pytest.fixture
def case(db):
    return factories.make_case("in_progress")


def keep(case, content, *, kind=FORM, of_case=True):
    return attachments.store_attachment(
        [upload(content)],
        suggestion=case.suggestion,
        case=case if of_case else None,
        kind=kind,
        user=factories.world().handler,
    )


def test_the_same_bytes_twice_are_one_row_and_one_file(case):
    first, second = keep(case, pdf()), keep(case, pdf())
    assert first == second
    assert Attachment.objects.count() == 1
    assert first.file.name == f"attachments/{first.sha256[:2]}/{first.sha256}.pdf"
    suggestions = keep(case, pdf(), of_case=False), keep(case, pdf(), of_case=False)
    assert suggestions[0] == suggestions[1]
    assert suggestions[0] != first
    assert suggestions[0].file.name == first.file.name


def test_a_half_written_file_is_written_again(case):
    content = pdf()
    kept = keep(case, content)
    default_storage.delete(kept.file.name)
    with default_storage.open(kept.file.name, "wb") as half:
        half.write(content[:10])
    keep(case, content)
    with default_storage.open(kept.file.name) as whole:
        assert whole.read() == content


class Upload(forms.Form):
    files = FilesField(kind=FORM)
    more = FilesField(kind=OTHER, required=False)


def test_the_field_takes_several_files_and_refuses_in_place(case):
    form = Upload({}, MultiValueDict({"files": [upload(picture(), "正面.jpg"), upload(picture(), "反面.jpg")]}))
    assert form.is_valid()
    assert form.cleaned_data["more"] is None
    made = attachments.store_attachment(
        form.cleaned_data["files"],
        suggestion=case.suggestion,
        case=case,
        kind=FORM,
        user=factories.world().handler,
    )
    assert made.name == "正面等2张.pdf"
    assert Upload({}, MultiValueDict()).errors == {"files": ["请选择文件。"]}
    assert Upload({}, MultiValueDict({"files": [upload(b"\x01\x02")]})).errors == {"files": [UNKNOWN]}
    html = str(form["files"])
    assert "multiple" in html
    assert 'accept=".pdf,.jpg,.jpeg,.png"' in html


# ---- giving out ------------------------------------------------------------------------------------------


def test_a_file_is_a_download_that_nothing_keeps(case, client):
    kept = keep(case, pdf())
    client.force_login(factories.world().handler)
    response = client.get(reverse("attachment", args=[kept.pk]))
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == pdf()
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E6%89%AB%E6%8F%8F.pdf"
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"


def test_who_may_see_the_case_may_have_its_files(case, client):
    w = factories.world()
    own, asked = keep(case, pdf()), keep(case, picture(), kind=Attachment.Kind.SUGGESTION, of_case=False)
    seen = {
        who.username: [
            client.get(reverse("attachment", args=[row.pk])).status_code
            for row in (own, asked)
            if client.force_login(who) is None
        ]
        for who in (w.handler, w.leader, w.district, w.other_office, w.congress, w.cppcc, w.nobody)
    }
    assert seen == {
        "handler": [200, 200],
        "leader": [200, 200],
        "district": [200, 200],
        "other_office": [404, 404],
        "congress": [200, 200],
        "cppcc": [404, 404],
        "nobody": [404, 404],
    }
    factories.hand_over(case.suggestion, w.other_bureau, Part.EACH)
    client.force_login(w.other_office)
    helped = [client.get(reverse("attachment", args=[row.pk])).status_code for row in (own, asked)]
    assert helped == [404, 200]


def test_a_lost_file_and_a_stranger_get_clean_answers(case, client):
    kept = keep(case, pdf())
    url = reverse("attachment", args=[kept.pk])
    assert client.get(url).status_code == 302
    client.force_login(factories.world().handler)
    assert client.post(url).status_code == 405
    default_storage.delete(kept.file.name)
    assert client.get(url).status_code == 404
