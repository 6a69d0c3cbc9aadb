"""Where a line of Chinese may end: the rules of punctuation, and the lines they give.

GB/T 15834-2011 《标点符号用法》 §5: closing marks do not begin a line, opening marks do not end one, a
dash or an ellipsis is not cut in two. Numbers and Western words stay whole unless longer than a
line; a long one is pulled into a line that its absence would leave ragged. No measuring of fonts here: widths come in, line ends go out.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

# Full-width marks are written as escapes: many editors and input methods show them like ASCII.
COMMA, COLON, SEMICOLON, QUESTION, EXCLAMATION = "\uff0c", "\uff1a", "\uff1b", "\uff1f", "\uff01"
OPEN_ROUND, CLOSE_ROUND = "\uff08", "\uff09"

NO_START = frozenset(
    "!%),.:;?]}°′″℃‰·•、。々〉》」』】〕〗〞’”~-/"
    + COMMA + COLON + SEMICOLON + QUESTION + EXCLAMATION + CLOSE_ROUND
    + "\uff05\uff0d\uff0e\uff0f\uff3d\uff5d\uff5e"
)  # fmt: skip
NO_END = frozenset("([{$¥£《〈「『【〔〖〝‘“" + OPEN_ROUND + "\uff04\uff3b\uff5b\uffe5")
# Pause marks sit in the lower left of their square; the right part may be given up to keep a
# mark on its line. Quotation marks and brackets always keep the full square.
SQUEEZABLE = frozenset("、。" + COMMA + SEMICOLON + COLON)
SQUEEZE = 0.5  # how much of its square a pause mark may lose
TIGHTEN = 0.05  # of a character: how much closer characters may stand, unseen
MAX_GAP = 0.2  # of a character; a line that would need more stays ragged, or words fall apart
RAGGED = 2.5  # characters: a line that spreads as far as it may ends no further from the edge
SPACES = frozenset(" \u3000\t")
UNITS = frozenset("年月日时分号")  # no line begins with the unit of a figure: 2027年1月15 | 日

FREE, KINSOKU, WORD, CLUSTER = range(4)  # how firmly a character holds to the one before

_CHINESE = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U000323af‘’“”—…·"
_LETTER = "0-9A-Za-z\u00c0-\u024f\u0370-\u04ff\u1e00-\u1eff"
_WORDS = re.compile(rf"[{_LETTER}]+(?:[.,:/\\\-_@'&+#~][{_LETTER}]+)*")
_PAUSES = re.compile(rf"(?<=[{_CHINESE}])[,;:?!]+|[,;:?!]+(?=[{_CHINESE}])")
_IS_CHINESE = re.compile(f"[{_CHINESE}]")
_WIDE = str.maketrans(",;:?!", COMMA + SEMICOLON + COLON + QUESTION + EXCLAMATION)


def widened(text: str) -> str:
    """``text`` as it should look: half-width marks beside Chinese become full-width ones.

    Many texts come with an ASCII comma or bracket between Chinese characters, which looks wrong
    on a Chinese paper. The result has the same length; what is copied from the paper stays as
    typed. A mark between digits or Western letters (3,500; 12:30) is left alone.
    """
    shown = list(text)
    opened: list[int] = []
    for place, character in enumerate(text):
        if character == "(":
            opened.append(place)
        elif character == ")":
            start = opened.pop() if opened else place
            around = text[max(start - 1, 0) : place + 2]
            if _IS_CHINESE.search(around):
                shown[place] = CLOSE_ROUND
                if start != place:
                    shown[start] = OPEN_ROUND
    for start in opened:
        if _IS_CHINESE.search(text[max(start - 1, 0) : start + 2]):
            shown[start] = OPEN_ROUND
    return _PAUSES.sub(lambda found: found[0].translate(_WIDE), "".join(shown))


def holds(text: str) -> bytearray:
    """For each character of ``text``: may a line break stand before it (FREE), or why not."""
    held = bytearray(len(text))
    inked = ""  # the last character before that is no space
    for place in range(1, len(text)):
        before, here = text[place - 1], text[place]
        inked = inked if before in SPACES else before
        if (
            here in NO_START
            or here in SPACES
            or inked in NO_END
            or (here == before and here in "—…")
            or (here in UNITS and before.isdigit())
        ):
            held[place] = KINSOKU
        elif not here.isalnum() and unicodedata.category(here) in {"Mn", "Me", "Cf", "Cc"}:
            held[place] = CLUSTER
    for word in _WORDS.finditer(text):
        start, end = word.span()
        held[start + 1 : end] = bytes([WORD]) * (end - start - 1)
    return held


@dataclass(frozen=True, slots=True)
class Break:
    """One line: characters ``start`` to ``end``; ``inked`` is the end without spaces.

    ``squeezed`` is the width that the pause marks of the line must give up, ``tightened`` what its
    other characters give up by standing closer.
    """

    start: int
    end: int
    inked: int
    squeezed: float = 0.0
    tightened: float = 0.0


def break_lines(
    text: str,
    widths: Sequence[float],
    held: Sequence[int],
    measure: float,
    indent: float = 0.0,
    square: float = 1.0,
) -> list[Break]:
    """The lines of one paragraph no wider than ``measure``; every character is in exactly one.

    ``square`` is the width of a full character, in the same unit as ``widths``. A line holds at
    least one character, however narrow the measure.
    """
    ends = [0.0, *accumulate(widths)]
    lines: list[Break] = []
    start, count, room = 0, len(text), measure - indent
    while start < count:
        end = max(bisect_right(ends, ends[start] + room + 1e-6) - 1, start + 1)
        while end < count and text[end] in " \u3000\t":
            end += 1  # spaces hang beyond the edge, unseen
        squeezed = tightened = 0.0
        if end < count and held[end]:
            overflow = _squeeze(text, ends, held, start, end, room, square)
            pulled = None if overflow else _pulled(text, ends, held, start, end, room, square)
            if overflow:
                end, squeezed = end + 1, overflow
            elif pulled:
                end, squeezed, tightened = pulled
            else:
                end = _earlier(held, start, end)
        inked = end
        while inked > start + 1 and text[inked - 1] in " \u3000\t":
            inked -= 1
        lines.append(Break(start, end, inked, squeezed, tightened))
        start, room = end, measure
    return _accompanied(lines, text, ends, held, square)


def _accompanied(
    lines: list[Break], text: str, ends: Sequence[float], held: Sequence[int], square: float
) -> list[Break]:
    """The lines with a neighbour for a character that stood alone in the last (孤字不成行)."""
    if len(lines) < 2:
        return lines
    above, last = lines[-2:]
    if sum(character not in NO_START for character in text[last.start : last.inked]) > 1:
        return lines
    place = _earlier(held, above.start, above.end - 1)
    if place <= above.start or held[place] or ends[above.end] - ends[place] > 2 * square:
        return lines
    return [*lines[:-2], Break(above.start, place, place), Break(place, last.end, last.inked)]


def _squeeze(
    text: str,
    ends: Sequence[float],
    held: Sequence[int],
    start: int,
    end: int,
    room: float,
    square: float,
) -> float:
    """How much must be squeezed so that the mark at ``end`` still fits; 0 if it cannot."""
    if text[end] not in NO_START or (end + 1 < len(text) and held[end + 1]):
        return 0.0
    overflow = ends[end + 1] - ends[start] - room
    marks = sum(character in SQUEEZABLE for character in text[start : end + 1])
    return overflow if overflow <= marks * SQUEEZE * square else 0.0


def _pulled(
    text: str,
    ends: Sequence[float],
    held: Sequence[int],
    start: int,
    end: int,
    room: float,
    square: float,
) -> tuple[int, float, float] | None:
    """How a long number is pulled into the line that its absence would leave ragged.

    Where the line ends then, what its marks give up, and what its other characters. None where
    spreading the line without the number is enough, or no pulling is.
    """
    before = _earlier(held, start, end)
    if room - (ends[before] - ends[start]) <= MAX_GAP * square * movable(text, held, start, before):
        return None
    after = next((place for place in range(end + 1, len(text)) if not held[place]), len(text))
    overflow = ends[after] - ends[start] - room
    marks = sum(character in SQUEEZABLE for character in text[start:after])
    closer = movable(text, held, start, after, beside=SQUEEZABLE)
    tightened = min(overflow, TIGHTEN * square * closer)
    squeezed = overflow - tightened  # last of all: a comma keeps the look of a full-width one
    return (after, squeezed, tightened) if squeezed <= marks * SQUEEZE * square else None


def movable(
    text: str, held: Sequence[int], start: int, end: int, *, beside: frozenset[str] = frozenset()
) -> int:
    """After how many characters of a line room may be added or taken; ``beside`` do not count."""
    places = range(start, end - 1)
    return sum(held[place + 1] < WORD and text[place] not in beside for place in places)


def _earlier(held: Sequence[int], start: int, end: int) -> int:
    """The last place before ``end`` where a break is allowed; if none, one that is least bad."""
    for place in range(end, start, -1):
        if not held[place]:
            return place
    for place in range(end, start, -1):
        if held[place] != CLUSTER:
            return place
    return end
