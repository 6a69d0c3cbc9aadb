"""县局配置包: what a county has set for all its offices, signed, in clear, numbered upwards (K3).

A letter whose body names every file by path, day, length and SHA-256; the files follow it in that
order. So one signature covers all, and a file can be checked before it is read. Nothing in a bundle
is secret, about a person, or ever run: its files are the TOML of ``resources/``, nothing else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from app.data_files import FOLDERS, Edition
from app.errors import ActionableError
from app.sync import strict_json
from app.sync.letter import open_front, read_front, write_letter
from app.sync.refusal import Refusal, Refused
from app.sync.seal import ALLOWED_SUITES, PrivateKeys, PublicKeys, Purpose, Signer

__all__ = [
    "FILE_LIMIT",
    "LARGEST",
    "READER",
    "SUFFIX",
    "Bundle",
    "BundleRefused",
    "OfficeKey",
    "Reason",
    "needed_reader",
    "read_bundle",
    "read_kept",
    "write_bundle",
]

READER = 2
"""What this program can read; a bundle that asks for more is refused in words."""

SINCE_READER = {"forms": 2, "reports": 2, "papers": 2}
"""Folder → the reader that first knew it; all others are as old as the format."""

SUFFIX = ".sfb"
FILE_LIMIT = 1024 * 1024
FILES_LIMIT = 500
TOTAL_LIMIT = 8 * 1024 * 1024
KEYS_LIMIT = 5_000
LARGEST = TOTAL_LIMIT + 2 * 1024 * 1024
"""Bytes of a whole bundle: the files, and a signed body of one MiB at most."""

_PATH = re.compile(rf"({'|'.join(FOLDERS)})/[a-z0-9][a-z0-9_-]{{0,59}}\.toml")
_OWNER = re.compile(r"[0-9A-Za-z-]{1,20}")
_HEX = re.compile(r"([0-9a-f]{2}){1,4096}")
_LINE = re.compile(r"[^\x00-\x1f]{0,200}")
_STATES = frozenset({"confirmed", "revoked"})


class Reason(StrEnum):
    """Why a genuine bundle is not taken."""

    OLDER = "G01"
    OTHER_CONTENT = "G02"
    NEWER_PROGRAM = "G03"
    PRACTICE_AT_REAL = "G04"
    REAL_AT_PRACTICE = "G05"
    UNUSABLE = "G06"


_TEXTS: dict[Reason, tuple[str, str]] = {
    Reason.OLDER: (
        "这份县局配置包比本所已经在用的旧，没有采用。",
        "不用再导入这个文件。县局确要退回旧的规定时，请县局签发一份版本更高的配置包。",
    ),
    Reason.OTHER_CONTENT: (
        "这份县局配置包与本所已有的版本号相同，内容却不一样，没有采用。",
        "请打电话告诉县局：可能有两台电脑各签发了一份。请县局签发一份版本更高的。",
    ),
    Reason.NEWER_PROGRAM: (
        "这份县局配置包要用更新版本的程序才能读，没有采用。",
        "请先更新本程序，再导入这个文件。",
    ),
    Reason.PRACTICE_AT_REAL: (
        "这是练习用的县局签发的配置包，不能用在正式的数据里。",
        "请向县局要正式的配置包。",
    ),
    Reason.REAL_AT_PRACTICE: (
        "这是正式的县局配置包，练习所不能用。",
        "请在正式的程序里导入；练习时请用练习县局签发的配置包。",
    ),
    Reason.UNUSABLE: (
        "配置包里有本程序不能用的内容，没有采用。",
        "请把代码和这句话告诉县局，由县局改正后签发一份版本更高的。",
    ),
}


class BundleRefused(ActionableError):
    """A bundle that is not taken; what counted before still counts. ``reason`` says why."""

    def __init__(self, reason: Reason, where: str = "") -> None:
        self.reason = reason
        what, do = _TEXTS[reason]
        super().__init__(
            reason.value, f"{what}{where}", safe="本所的规定、代码和目录都没有变。", do=do
        )


@dataclass(frozen=True, slots=True)
class OfficeKey:
    """What the county says of a public key of an office: theirs from a day on, or revoked (K3)."""

    office: str
    keys: PublicKeys
    epoch: int
    state: str  # confirmed, revoked
    valid_from: datetime


@dataclass(frozen=True, slots=True)
class Bundle:
    """One version of what a county has set. ``files`` are whole, each with its day and document."""

    county: str
    version: int
    made_at: datetime
    practice: bool
    program: str
    note: str
    keys: tuple[OfficeKey, ...]
    files: tuple[Edition, ...]
    minimum_suite: int = 1
    minimum_reader: int = 1
    digest: str = ""


def needed_reader(files: Sequence[Edition]) -> int:
    """The oldest reader that knows every folder of these files."""
    return max((SINCE_READER.get(one.folder, 1) for one in files), default=1)


def write_bundle(bundle: Bundle, signer: PrivateKeys) -> bytes:
    """The bundle as a signed file; it reads back, or this raises ``Refused``."""
    texts = [one.text.encode() for one in bundle.files]
    body = strict_json.dumps(
        {
            "minimum_reader": max(bundle.minimum_reader, needed_reader(bundle.files)),
            "minimum_suite": bundle.minimum_suite,
            "county": bundle.county,
            "version": bundle.version,
            "made_at": bundle.made_at.isoformat(timespec="seconds"),
            "practice": bundle.practice,
            "program": bundle.program,
            "note": bundle.note,
            "keys": [
                {
                    "office": key.office,
                    "keys": key.keys.to_bytes().hex(),
                    "epoch": key.epoch,
                    "state": key.state,
                    "valid_from": key.valid_from.isoformat(timespec="seconds"),
                }
                for key in bundle.keys
            ],
            "files": [
                {
                    "path": one.path,
                    "since": one.since.isoformat() if one.since else "",
                    "source": one.source,
                    "length": len(text),
                    "sha256": hashlib.sha256(text).hexdigest(),
                }
                for one, text in zip(bundle.files, texts, strict=True)
            ],
        }
    )
    data = write_letter(Purpose.COUNTY_BUNDLE, body, signer) + b"".join(texts)
    read_bundle(data, [Signer(bundle.county, signer.public)])
    return data


def read_bundle(
    data: bytes, signers: Collection[Signer], *, suites: Collection[int] = ALLOWED_SUITES
) -> Bundle:
    """A bundle signed by one of ``signers``, every file as its digest says.

    Raises ``Refused`` for what is no bundle, damaged, forged or of another county, and
    ``BundleRefused`` for one that this program is too old for.
    """
    if len(data) > LARGEST:
        raise Refused(Refusal.TOO_LARGE, "bundle")
    letter, end = read_front(data, Purpose.COUNTY_BUNDLE, signers, suites=suites)
    bundle = _decoded(letter.body, data[end:], letter.digest)
    if letter.signer.owner != bundle.county:
        raise Refused(Refusal.WRONG_SENDER)
    return bundle


def read_kept(data: bytes) -> Bundle:
    """A bundle out of the encrypted store, whose signature was proved before it was kept there."""
    envelope, _suite, end = open_front(data, Purpose.COUNTY_BUNDLE)
    return _decoded(envelope.body, data[end:], envelope.digest)


def _decoded(body: bytes, rest: bytes, digest: str) -> Bundle:
    values = _object(strict_json.loads(body))
    listed = values["files"]
    if len(listed) > FILES_LIMIT or len(values["keys"]) > KEYS_LIMIT:
        raise Refused(Refusal.TOO_LARGE, "files of the bundle")
    try:
        bundle = Bundle(
            county=_text(values["county"], _OWNER),
            version=_number(values["version"]),
            made_at=datetime.fromisoformat(values["made_at"]),
            practice=_flag(values["practice"]),
            program=_text(values["program"], _LINE),
            note=_text(values["note"], _LINE),
            keys=tuple(_key(one) for one in values["keys"]),
            files=_files(listed, rest),
            minimum_suite=_number(values["minimum_suite"]),
            minimum_reader=values["minimum_reader"],
            digest=digest,
        )
    except (KeyError, TypeError, ValueError):
        raise Refused(Refusal.MALFORMED, "bundle") from None
    if bundle.minimum_reader < needed_reader(bundle.files):
        raise Refused(Refusal.MALFORMED, "a folder its readers cannot know")
    return bundle


_NAMES = {field.name for field in fields(Bundle)} - {"digest"}


def _object(values: Any) -> dict[str, Any]:
    """The body's values, all names there and none unknown; a newer reader is asked for in words."""
    if not isinstance(values, dict):
        raise Refused(Refusal.MALFORMED, "bundle")
    reader, suite = values.get("minimum_reader"), values.get("minimum_suite")
    if type(reader) is not int or type(suite) is not int or reader < 1:
        raise Refused(Refusal.MALFORMED, "bundle")
    if reader > READER or suite > max(ALLOWED_SUITES) or values.keys() - _NAMES:
        raise BundleRefused(Reason.NEWER_PROGRAM)
    if _NAMES - values.keys():
        raise Refused(Refusal.MALFORMED, "bundle")
    if not isinstance(values["files"], list) or not isinstance(values["keys"], list):
        raise Refused(Refusal.MALFORMED, "bundle")
    return values


def _files(listed: Sequence[Any], rest: bytes) -> tuple[Edition, ...]:
    """The files behind the body; lengths are checked before anything is cut or decoded."""
    lengths = [_number(one["length"], least=0) for one in listed]
    if any(length > FILE_LIMIT for length in lengths) or sum(lengths) > TOTAL_LIMIT:
        raise Refused(Refusal.TOO_LARGE, "file of the bundle")
    if sum(lengths) > len(rest):
        raise Refused(Refusal.TRUNCATED)
    if sum(lengths) < len(rest):
        raise Refused(Refusal.DAMAGED, "bytes after the end")
    found: list[Edition] = []
    at = 0
    for one, length in zip(listed, lengths, strict=True):
        part = rest[at : at + length]
        at += length
        if hashlib.sha256(part).hexdigest() != one["sha256"]:
            raise Refused(Refusal.DAMAGED, "file of the bundle")
        if one.keys() != {"path", "since", "source", "length", "sha256"}:
            raise Refused(Refusal.MALFORMED, "file of the bundle")
        found.append(
            Edition(
                _text(one["path"], _PATH),
                part.decode(),
                date.fromisoformat(one["since"]),
                _text(one["source"], _LINE),
            )
        )
    if len({(one.path, one.since) for one in found}) != len(found):
        raise Refused(Refusal.MALFORMED, "a file twice")
    return tuple(found)


def _key(one: Any) -> OfficeKey:
    if one.keys() != {field.name for field in fields(OfficeKey)} or one["state"] not in _STATES:
        raise ValueError
    return OfficeKey(
        _text(one["office"], _OWNER),
        PublicKeys.from_bytes(bytes.fromhex(_text(one["keys"], _HEX))),
        _number(one["epoch"]),
        one["state"],
        datetime.fromisoformat(one["valid_from"]),
    )


def _text(value: Any, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError
    return value


def _number(value: Any, least: int = 1) -> int:
    if type(value) is not int or value < least:  # True is no number
        raise ValueError
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value
