"""Photographs from telephones, studios and scanners: put right, cut, or refused with a reason."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.services.photos import KEPT, LEAST, BadPhoto, cut, must_be_cut, open_photo
from tests.pictures import face, picture

WHOLE = (0.0, 0.0, 1.0, 1.0)


def pixel(data: bytes, x: float, y: float) -> tuple[int, ...]:
    """The colour at a place, given as parts of width and height."""
    with Image.open(io.BytesIO(data)) as image:
        assert image.mode == "RGB"
        found = image.getpixel((int(x * image.width), int(y * image.height)))
    assert isinstance(found, tuple)
    return found


def colour(data: bytes, x: float, y: float) -> str:
    """Which of the two colours stands there."""
    red, _green, blue = pixel(data, x, y)
    return "red" if red > blue else "blue"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP", "TIFF", "WEBP", "GIF"])
def test_a_picture_is_kept_small_whatever_it_was(kind):
    kept = cut(open_photo(picture(kind=kind)), WHOLE)
    with Image.open(io.BytesIO(kept)) as image:
        assert (image.format, image.size) == ("JPEG", KEPT)
    assert len(kept) < 60_000
    must_be_cut(kept)
    assert (colour(kept, 0.5, 0.1), colour(kept, 0.5, 0.9)) == ("red", "blue")


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("CMYK", "JPEG"), ("L", "PNG"), ("P", "PNG"), ("RGBA", "PNG"), ("LA", "PNG"), ("1", "TIFF")],
)
def test_print_colours_palettes_and_clear_grounds_become_plain_colours(mode, kind):
    with Image.open(io.BytesIO(open_photo(face(mode, kind)).data)) as image:
        assert image.mode == "RGB"


def test_print_colours_keep_their_look():
    kept = cut(open_photo(face("CMYK")), WHOLE)
    assert (colour(kept, 0.5, 0.1), colour(kept, 0.5, 0.9)) == ("red", "blue")


def test_sixteen_bits_of_grey_do_not_turn_white():
    image = Image.new("I;16", (300, 400), 20_000)
    target = io.BytesIO()
    image.save(target, "PNG")
    assert 60 < pixel(open_photo(target.getvalue()).data, 0.5, 0.5)[0] < 100


def test_a_clear_ground_is_white():
    clear = Image.new("RGBA", (300, 400), (0, 0, 0, 0))
    target = io.BytesIO()
    clear.save(target, "PNG")
    assert min(pixel(open_photo(target.getvalue()).data, 0.5, 0.5)) > 250


def test_a_telephone_held_sideways_gives_an_upright_photograph():
    """EXIF orientation 6: the picture lies on its left side in the file."""
    lying = Image.open(io.BytesIO(picture((600, 900)))).rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    target = io.BytesIO()
    lying.save(target, "JPEG", exif=exif)
    raw = open_photo(target.getvalue())
    assert (raw.width, raw.height) == (600, 900)
    assert (colour(raw.data, 0.5, 0.1), colour(raw.data, 0.5, 0.9)) == ("red", "blue")
    with Image.open(io.BytesIO(raw.data)) as image:
        assert not image.getexif(), "where and when it was taken stays behind"


def test_only_what_the_frame_shows_is_kept_after_turning():
    raw = open_photo(picture())
    upper = cut(raw, (0.25, 0.0, 0.75, 0.45))
    assert colour(upper, 0.5, 0.95) == "red"
    turned = cut(raw, (0.0, 0.0, 0.45, 1.0), turns=1)  # below became left
    assert colour(turned, 0.5, 0.5) == "blue"
    assert colour(cut(raw, (0.0, 0.0, 0.45, 1.0), turns=3), 0.5, 0.5) == "red"


def test_large_pictures_are_made_smaller_before_they_are_shown():
    raw = open_photo(picture((6000, 8000)))
    assert max(raw.width, raw.height) <= 1600
    assert len(raw.data) < 1_000_000


def moving() -> bytes:
    frames = [Image.new("RGB", (300, 400), colour) for colour in ("red", "green", "blue")]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    return target.getvalue()


def too_many_pixels() -> bytes:
    target = io.BytesIO()
    Image.new("1", (9000, 9000)).save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "不是照片"),
        (b"%PDF-1.7 ...", "不是照片"),
        (picture()[:2000], "不是照片"),
        (moving(), "动图"),
        (b"\0\0\0\x18ftypheic" + bytes(64), "HEIC"),
        (picture((80, 100)), "看不清人"),
        (too_many_pixels(), "尺寸太大"),
        (b"\xff" * (20 * 1024 * 1024 + 1), "超过20MB"),
    ],
    ids=["empty", "pdf", "cut off", "moving", "heic", "tiny", "pixels", "bytes"],
)
def test_what_is_no_photograph_is_refused_with_what_to_do(data, said):
    with pytest.raises(BadPhoto, match=said) as refused:
        open_photo(data)
    assert refused.value.do.startswith("请")


@pytest.mark.parametrize("data", [b"", picture(), picture(KEPT, "PNG")])
def test_only_what_was_cut_is_kept(data):
    with pytest.raises(BadPhoto):
        must_be_cut(data)


def test_the_least_is_enough():
    must_be_cut(cut(open_photo(picture(LEAST)), WHOLE))
