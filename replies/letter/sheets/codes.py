"""The codes on a picture, and where they lie."""

from collections.abc import Iterator
from dataclasses import dataclass

import zxingcpp
from PIL import Image, ImageFilter

from replies.letter.sheets.plane import Point


@dataclass(frozen=True, slots=True)
class CodeSeen:
    """What a code says, and its corners from its own upper left with the clock."""

    text: str
    corners: tuple[Point, ...]

    @property
    def quarters(self) -> int:
        """By how many quarters of a turn, against the clock, the picture is to be turned to stand upright."""
        (x, y), (u, v) = self.corners[0], self.corners[1]
        if abs(u - x) >= abs(v - y):
            return 0 if u > x else 2
        return 1 if v > y else 3


def corners_of(code: zxingcpp.Barcode) -> tuple[Point, ...]:
    place = code.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return tuple((float(corner.x), float(corner.y)) for corner in corners)


def find_codes(picture: Image.Image) -> list[CodeSeen]:
    """The QR codes of a grey picture; a blurred one is sharpened, a large and noisy one made smaller."""
    for ready, scale in _made_ready(picture):
        if codes := zxingcpp.read_barcodes(ready, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)):
            return [CodeSeen(code.text, tuple((x / scale, y / scale) for x, y in corners_of(code))) for code in codes]
    return []


def _made_ready(picture: Image.Image) -> Iterator[tuple[Image.Image, float]]:
    yield picture, 1
    yield picture.filter(ImageFilter.UnsharpMask(3, 250, 0)), 1
    yield picture.filter(ImageFilter.GaussianBlur(1)), 1
    width, height = picture.size
    twice = picture.resize((2 * width, 2 * height), Image.Resampling.BICUBIC)
    yield twice.filter(ImageFilter.UnsharpMask(6, 250, 0)), 2
