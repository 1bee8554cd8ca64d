"""A ZIP of papers, unpacked by a bounded child, no more of it than is taken."""

from proposals.bounded.limits import MEGABYTE, Unreadable
from proposals.formats.files.file_types import BROKEN_ARCHIVE, open_archive

# What a computer puts into folders of its own accord.
PASSED_OVER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
ENCRYPTED = 0x1
NOT_WHOLE = "压缩包打不开，可能没有传完整。请重新压缩再交。"


def passed_over(name: str) -> bool:
    """Whether nobody meant to send this."""
    return name.startswith(PASSED_OVER[0]) or name.rpartition("/")[2] in PASSED_OVER


def unpack_archive(content: bytes, files_most: int, bytes_most: int) -> list[tuple[str, bytes]]:
    """The names and bytes of the files in a ZIP. Raises Unreadable with the sentence to show."""
    try:
        with open_archive(content) as packed:
            inside = [one for one in packed.infolist() if not one.is_dir() and not passed_over(one.filename)]
            if not inside:
                raise Unreadable("压缩包里没有文件，请重新压缩再交。")
            if len(inside) > files_most:
                raise Unreadable(f"压缩包里有{len(inside)}个文件，一次最多{files_most}个。请分成几叠交。")
            if any(one.flag_bits & ENCRYPTED for one in inside):
                raise Unreadable("压缩包加了密码，打不开。请去掉密码再交。")
            if sum(one.file_size for one in inside) > bytes_most:
                most = bytes_most // MEGABYTE
                raise Unreadable(f"文件太大，合起来不能超过{most}兆。请把扫描的清晰度调到200，或者分成几叠交。")
            unpacked = []
            for one in inside:
                with packed.open(one) as member:
                    # the size that a ZIP states may be untrue
                    found = member.read(one.file_size + 1)
                if len(found) != one.file_size:
                    raise Unreadable(NOT_WHOLE)
                unpacked.append((one.filename, found))
    except BROKEN_ARCHIVE as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(NOT_WHOLE) from None
    return unpacked
