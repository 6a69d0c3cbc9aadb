"""Punctuation of Chinese sentences: found, and mended, in everything a clerk reads.

A keyboard in English mode types "," and "(" between Chinese characters; a reader of
Chinese sees a gap and a mark that hangs in the wrong half of its square (GB/T 15834).
``python -m tests.punctuation`` mends the texts in place; the test beside it holds
that there is nothing left to mend.
"""

import io
import re
import subprocess
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent

HAN = "\u3007\u3400-\u9fff\U00020000-\U0003ffff"
"""Chinese characters, as the inside of a character class."""
_BESIDE = f"[{HAN}\u201c\u201d\u2018\u2019\u2026\u3001-\u3011\uff01-\uff20]"
"""What stands in a Chinese sentence: characters and the marks among them."""
_WIDE = str.maketrans(",:;?!()", "\uff0c\uff1a\uff1b\uff1f\uff01\uff08\uff09")

# A place to be filled in is opaque: "{minutes:02d}" and "{序号:3}" are programs, not text.
_PLACE = re.compile(r"\{\{|\}\}|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")
_CODE = re.compile(r"`[^`]*`|\]\([^)]*\)|https?:[^\s\u3000-\u303f\uff00-\uffef]+")
_HIDDEN = "\ue000"
_LINE_STARTS = {tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}


def widened(text: str, opaque: re.Pattern[str] = _PLACE) -> str:
    """``text`` with the marks of its Chinese sentences set full-width."""
    kept: list[str] = []

    def hide(match: re.Match[str]) -> str:
        kept.append(match.group())
        return _HIDDEN

    body = opaque.sub(hide, text)
    body = _brackets(body)
    body = re.sub(rf"(?<={_BESIDE})([,:;?]|!(?![${_HIDDEN}]))(?:[ ](?=\S))?", _set_wide, body)
    body = re.sub(
        rf"(?<=[0-9A-Za-z%*)\]{_HIDDEN}])([,:;?!])(?={_BESIDE}|\\*\\*{_BESIDE})", _set_wide, body
    )
    if re.search(f"[{HAN}]", body):
        body = _at_edges(body)
    pieces = iter(kept)
    return re.sub(_HIDDEN, lambda _: next(pieces), body)


def _at_edges(body: str) -> str:
    """Marks of a Chinese sentence with no character beside them: its own first and last mark, and
    those behind a place that is filled in, which is where most questions end ("删除{件}?").
    """
    body = re.sub(rf"""^(f?["']+)([,;?!])(?={_BESIDE})""", _first_wide, body)
    body = re.sub(rf"""(?<=[0-9A-Za-z%)\]{_HIDDEN}])([,:;?!])(?=["']*\s*$)""", _set_wide, body)
    return re.sub(rf"(?<={_HIDDEN})([,;?])(?=[0-9A-Za-z {_HIDDEN}])[ ]?", _set_wide, body)


def _first_wide(match: re.Match[str]) -> str:
    return match.group(1) + match.group(2).translate(_WIDE)


def _set_wide(match: re.Match[str]) -> str:
    return match.group(1).translate(_WIDE)


def _brackets(body: str) -> str:
    """Pairs that hold Chinese or follow it; what stands in English stays."""

    def pair(match: re.Match[str]) -> str:
        if match.group(1).startswith("&"):  # the letter of a menu
            return match.group()
        before = body[match.start() - 1 : match.start()]
        if re.search(f"[{HAN}]", match.group(1)) or re.match(_BESIDE, before or " "):
            return f"\uff08{match.group(1)}\uff09"
        return match.group()

    while (wide := re.sub(r"\(([^()\n]*)\)", pair, body)) != body:
        body = wide
    return body


def mended(path: Path, text: str) -> str:
    """The whole file with its Chinese sentences mended; programs stay as they are."""
    if path.suffix == ".py":
        return _mended_strings(text)
    if path.suffix == ".md":
        return "".join(_mended_lines(text))
    return "".join(
        line if _is_program(line) else widened(line) for line in text.splitlines(keepends=True)
    )


def _is_program(line: str) -> bool:
    """A line of TOML that holds a pattern rather than a sentence."""
    return bool(re.match(r"\s*(number|template|pattern)\b", line))


def _mended_lines(text: str) -> Iterator[str]:
    fenced = False
    for line in text.splitlines(keepends=True):
        fenced ^= line.lstrip().startswith("```")
        yield line if fenced else widened(line, _CODE)


def _mended_strings(text: str) -> str:
    lines = text.splitlines(keepends=True)
    for token in reversed(list(_strings(text))):
        prefix = re.match(r"[A-Za-z]*", token.string)
        if prefix and "r" in prefix.group().lower():  # a regular expression
            continue
        if re.match("f?[\"']=", token.string):  # the formula of a worksheet
            continue
        new = widened(token.string)
        if new == token.string:
            continue
        (first, start), (last, end) = token.start, token.end
        head, tail = lines[first - 1][:start], lines[last - 1][end:]
        lines[first - 1 : last] = (head + new + tail).splitlines(keepends=True)
    return "".join(lines)


def texts() -> Iterator[Path]:
    """Every tracked file with sentences a clerk or a Chinese reader sees."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "app", "resources", "README.zh-CN.md", "CHANGELOG.md"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    for name in listed.split("\0"):
        path = ROOT / name
        if path.suffix in {".py", ".toml", ".md"} and "fonts" not in path.parts:
            yield path


def _strings(text: str) -> Iterator[tokenize.TokenInfo]:
    """String literals, but not the docstrings, which speak to programmers."""
    before = tokenize.NEWLINE
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.STRING and before not in _LINE_STARTS:
            yield token
        if token.type not in (tokenize.NL, tokenize.COMMENT):
            before = token.type


def main() -> None:
    """Mend every text in place and name the files that changed."""
    for path in texts():
        text = path.read_text("utf-8")
        if (new := mended(path, text)) != text:
            path.write_text(new, "utf-8")
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
