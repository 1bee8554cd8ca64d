"""Originals as they are handed in: a scan of some pages, a photo."""

import io

from PIL import Image


def picture(colour: str = "white", size: tuple[int, int] = (400, 300)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def paper(pages: int = 2) -> bytes:
    sheets = [Image.new("RGB", (210, 297), colour) for colour in ("red", "blue", "green", "gray")[:pages]]
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], creationDate=None, modDate=None)
    return out.getvalue()
