"""What kind of office file some bytes are, told by their content."""

import io
import zipfile

from django.core.exceptions import ValidationError

MAX_UNPACKED = 200 * 1024 * 1024


def office_suffix(content: bytes) -> str:
    """Whether it is a Word or an Excel file, without unpacking it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise ValidationError("打不开，可能没有传完整。请重新选择。") from None
    names = {part.filename for part in parts}
    if sum(part.file_size for part in parts) > MAX_UNPACKED or len(parts) > 5_000:
        raise ValidationError("展开以后太大，不能接收。")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ValidationError("含有宏，不能接收。请另存为不含宏的文件再交。")
    if "[Content_Types].xml" in names:
        for part, suffix in (("word/document.xml", ".docx"), ("xl/workbook.xml", ".xlsx")):
            if part in names:
                return suffix
    raise ValidationError("不是 Word 或 Excel 文件，请另存为 docx 或 xlsx 再交。")
