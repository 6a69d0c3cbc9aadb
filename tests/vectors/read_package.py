"""Reads a file of package format 1 with nothing but this script, Python and ``cryptography``.

    python read_package.py --reader reader.json FILE...   what the files hold, a JSON text a line
    python read_package.py --check index.json             every published vector, compared

Written from docs/package-format.md alone: it shares no code with the program and does HPKE by hand
after RFC 9180, so that an error would have to be made twice (fault test G12). Take it, or translate
it, to read packages without the program. It holds a package in memory as a whole; the program does
not. A refusal prints its code (§8) and ends with status 1.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import re
import struct
import sys
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

MAGIC = bytes.fromhex("8953 4653 0D0A 1A0A")
PACKAGE, RECEIPT, BUNDLE, KEY_OFFER, RETURN, ANSWER, COUNTY_BUNDLE = 1, 2, 3, 4, 5, 6, 7
TYPES = {
    PACKAGE: b"sfs/package/1",
    RECEIPT: b"sfs/receipt/1",
    BUNDLE: b"sfs/bundle/1",
    KEY_OFFER: b"sfs/key-offer/1",
    RETURN: b"sfs/return/1",
    ANSWER: b"sfs/answer/1",
    COUNTY_BUNDLE: b"sfs/county-bundle/1",
}
CLEAR = {BUNDLE, KEY_OFFER, COUNTY_BUNDLE}
KNOWN_SUITES = {1}
KIB, MIB = 1024, 1024 * 1024
CHUNK, TAG, FRONT, HEADER = 64 * KIB, 16, 62, 142

NEWER, PURPOSE, SUITE, WEAK_SUITE, LARGE = "P03", "P04", "P05", "P06", "P07"
SHORT, DAMAGED, MISSING, MIXED = "P08", "P09", "P10", "P11"
RECIPIENT, STRANGER, REVOKED, SIGNATURE = "P12", "P13", "P14", "P15"
SENDER, EPOCH, SCHEMA, MALFORMED = "P16", "P17", "P18", "P19"


class Refused(Exception):
    """The file is not taken: ``code`` is one of §8, ``why`` is for whoever writes a reader."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(f"{code} {why}")
        self.code = code


def need(condition: object, code: str, why: str) -> None:
    """Refuse unless ``condition`` holds."""
    if not condition:
        raise Refused(code, why)


@dataclass(frozen=True)
class Reader:
    """Who reads: their code and private pairs, the signers they know, what they understand."""

    owner: str
    keys: Sequence[bytes]
    signers: Sequence[tuple[str, bytes, int, bool]]  # owner, public pair, first epoch, revoked
    schema: int | None = None  # None: any
    tables: frozenset[str] | None = None  # None: any
    suites: frozenset[int] = frozenset({1})

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Reader:
        """As ``reader.json`` and the index of the vectors write it (§9)."""
        tables = values.get("tables")
        return cls(
            values["owner"],
            [bytes.fromhex(key) for key in values["keys"]],
            [
                (s["owner"], bytes.fromhex(s["keys"]), s.get("epoch", 1), s.get("revoked", False))
                for s in values["signers"]
            ],
            values.get("schema"),
            None if tables is None else frozenset(tables),
            frozenset(values.get("suites", [1])),
        )


@dataclass
class Content:
    """What a file holds. ``signed`` is the manifest, or the letter of a clear file."""

    digest: str
    sender: str
    signed: Any
    rows: dict[str, list[Any]] = field(default_factory=dict)
    scans: list[bytes] = field(default_factory=list)


class Taker:
    """Takes bytes off the front; ``code`` is the refusal when they do not reach."""

    def __init__(self, data: bytes, code: str) -> None:
        self.data, self.at, self.code = data, 0, code

    def take(self, count: int) -> bytes:
        need(count <= len(self.data) - self.at, self.code, "the end comes too early")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, form: str) -> int:
        (value,) = struct.unpack(form, self.take(struct.calcsize(form)))
        return int(value)

    def part(self, form: str, limit: int) -> bytes:
        length = self.number(form)
        need(length <= limit, LARGE, "a part of the envelope")
        return self.take(length)

    @property
    def ended(self) -> bool:
        return self.at == len(self.data)


# --- suite 1 -------------------------------------------------------------------------------------


def extract(salt: bytes, suite: bytes, label: bytes, ikm: bytes) -> bytes:
    """RFC 9180 section 4, LabeledExtract."""
    mac = HMAC(salt or bytes(32), SHA256())
    mac.update(b"HPKE-v1" + suite + label + ikm)
    return mac.finalize()


def expand(prk: bytes, suite: bytes, label: bytes, info: bytes, length: int) -> bytes:
    """RFC 9180 section 4, LabeledExpand."""
    full = struct.pack(">H", length) + b"HPKE-v1" + suite + label + info
    return HKDFExpand(SHA256(), length, full).derive(prk)


def hpke_key(enc: bytes, private: bytes, info: bytes) -> tuple[bytes, bytes]:
    """RFC 9180 section 5: key and base nonce of base mode for (0x0020, 0x0001, 0x0002)."""
    mine = X25519PrivateKey.from_private_bytes(private)
    kem = b"KEM" + struct.pack(">H", 0x20)
    shared = mine.exchange(X25519PublicKey.from_public_bytes(enc))
    prk = extract(b"", kem, b"eae_prk", shared)
    context = enc + mine.public_key().public_bytes_raw()
    secret = expand(prk, kem, b"shared_secret", context, 32)
    suite = b"HPKE" + struct.pack(">HHH", 0x20, 1, 2)
    schedule = (
        b"\0" + extract(b"", suite, b"psk_id_hash", b"") + extract(b"", suite, b"info_hash", info)
    )
    prk = extract(secret, suite, b"secret", b"")
    return expand(prk, suite, b"key", schedule, 32), expand(prk, suite, b"base_nonce", schedule, 12)


def hpke_open(wrapped: bytes, private: bytes, info: bytes, aad: bytes = b"") -> bytes:
    """The plaintext of a single-shot HPKE message, ``enc`` in front."""
    key, nonce = hpke_key(wrapped[:32], private, info)
    return AESGCM(key).decrypt(nonce, wrapped[32:], aad)


def key_id(kind: bytes, public: bytes) -> bytes:
    """The 16 bytes that name a public key (§2)."""
    return hashlib.sha256(b"sfs %s key 1 " % kind + public).digest()[:16]


def halves(pair: bytes) -> tuple[bytes, bytes]:
    """The signing and the exchange key of a stored pair of suite 1."""
    need(len(pair) == 70, MALFORMED, "length of a key pair")
    suite, first, second = struct.unpack_from(">HHH", pair)
    need(suite in KNOWN_SUITES, SUITE, "suite of a key pair")
    need((first, second) == (32, 32), MALFORMED, "length of a key")
    return pair[6:38], pair[38:]


# --- JSON (§6) -----------------------------------------------------------------------------------


def no_constant(_text: str) -> NoReturn:
    raise ValueError("NaN or infinity")


def no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a name twice")
    return dict(pairs)


def integer(text: str) -> int:
    if len(text) > 20 or not -(2**63) <= int(text) < 2**63:
        raise ValueError("beyond 64 bits")
    return int(text)


def finite(text: str) -> float:
    if math.isinf(float(text)):
        raise ValueError("infinity")
    return float(text)


def parse(data: bytes) -> Any:
    """One JSON text by the rules of §6."""
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=no_name_twice,
            parse_int=integer,
            parse_float=finite,
            parse_constant=no_constant,
        )
    except (ValueError, RecursionError) as error:
        raise Refused(MALFORMED, f"JSON: {error}") from None
    waiting = [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, str):
            try:
                need(len(one.encode()) <= 64 * KIB, LARGE, "a text")
            except UnicodeEncodeError:
                raise Refused(MALFORMED, "a lone surrogate") from None
        elif isinstance(one, (list, dict)):
            need(depth <= 16, MALFORMED, "nesting")
            inside = [*one, *one.values()] if isinstance(one, dict) else one
            waiting.extend((part, depth + 1) for part in inside)
    return value


# --- the manifest (§5) ---------------------------------------------------------------------------

Rule = Callable[[Any], bool]


def number(least: int) -> Rule:
    return lambda value: type(value) is int and value >= least


def text(pattern: str) -> Rule:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def moment(value: Any) -> bool:
    if not text(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def flag(value: Any) -> bool:
    return isinstance(value, bool)


CODE, TABLE, HASH = r"[0-9A-Za-z-]{1,64}", r"[a-z][a-z0-9_]{0,62}", r"[0-9a-f]{64}"
LINE = r"[^\x00-\x1f]{0,100}"
MANIFEST: dict[str, Rule] = {
    "minimum_reader": number(1),
    "month": text(r"|[0-9]{4}-(0[1-9]|1[0-2])"),
    "practice": flag,
    "sender": text(CODE),
    "recipient": text(CODE),
    "signer": text(r"[0-9a-f]{32}"),
    "epoch": number(1),
    "seq": number(1),
    "base_seq": number(0),
    "prev_digest": text(f"|{HASH}"),
    "schema": number(1),
    "app_version": text(LINE),
    "created_at": moment,
    "members": lambda value: isinstance(value, list),
    "totals": lambda value: isinstance(value, list),
    "audit_head": lambda value: value is None or isinstance(value, dict),
}
MEMBER: dict[str, Rule] = {
    "kind": text("rows|scans"),
    "table": text(f"|{TABLE}"),
    "length": number(0),
    "size": number(0),
    "sha256": text(HASH),
    "records": number(0),
}
TOTAL: dict[str, Rule] = {"table": text(TABLE), "status": text(LINE), "count": number(0)}
AUDIT_POINT: dict[str, Rule] = {"entries": number(0), "sha256": text(HASH)}
AUDIT_HEAD = {**AUDIT_POINT, "earlier": lambda value: isinstance(value, list)}


def check_object(value: Any, rules: dict[str, Rule]) -> None:
    """Exactly these names, each value as its rule wants it."""
    need(isinstance(value, dict) and rules.keys() <= value.keys(), MALFORMED, "names")
    need(value.keys() <= rules.keys(), NEWER, "an additional name")
    for name, rule in rules.items():
        need(rule(value[name]), MALFORMED, name)


def check_manifest(value: Any) -> None:
    """The manifest within its limits."""
    need(isinstance(value, dict), MALFORMED, "the manifest is no object")
    least = value.get("minimum_reader")
    need(number(1)(least), MALFORMED, "minimum_reader")
    need(least == 1, NEWER, "minimum_reader")
    check_object(value, MANIFEST)
    members, totals = value["members"], value["totals"]
    need(len(members) <= 1000, LARGE, "members")
    need(len(totals) <= 10_000, LARGE, "totals")
    for member in members:
        if isinstance(member, dict) and MEMBER.keys() <= member.keys():
            need(member["kind"] in ("rows", "scans"), NEWER, "kind of member")
        check_object(member, MEMBER)
        need((member["kind"] == "rows") == bool(member["table"]), MALFORMED, "table of a member")
    for total in totals:
        check_object(total, TOTAL)
    if value["audit_head"] is not None:
        head = {"earlier": [], **value["audit_head"]}
        check_object(head, AUDIT_HEAD)
        need(len(head["earlier"]) <= 100, LARGE, "earlier heads")
        for point in head["earlier"]:
            check_object(point, AUDIT_POINT)
    named = [member["table"] for member in members if member["kind"] == "rows"]
    need(len(set(named)) == len(named), MALFORMED, "a table twice")
    need(sum(member["records"] for member in members) <= 200_000, LARGE, "records")
    for member in members:
        length, size = member["length"], member["size"]
        need(max(length, size) <= 256 * MIB, LARGE, "a member")
        need(member["kind"] == "rows" or size == length, MALFORMED, "scans do not expand")
        need(size <= max(100 * KIB, 100 * length), LARGE, "expansion")
    together = sum(max(member["length"], member["size"]) for member in members)
    need(together <= 2048 * MIB, LARGE, "all members")
    need(value["base_seq"] < value["seq"], MALFORMED, "base_seq")


# --- files (§1, §3, §7) --------------------------------------------------------------------------


def check_prefix(data: bytes, purpose: int, reader: Reader) -> None:
    """The first 14 bytes."""
    need(len(data) >= 14, SHORT, "prefix")
    magic, version, suite, kind, flags = struct.unpack_from(">8sHHBB", data)
    need(magic == MAGIC, "P02", "magic")
    need(version == 1 and kind in TYPES and not flags, NEWER, "version, purpose or flags")
    need(kind == purpose, PURPOSE, "purpose")
    need(suite in KNOWN_SUITES, SUITE, "suite")
    need(suite in reader.suites, WEAK_SUITE, "suite")


def read_header(data: bytes) -> tuple[bytes, bytes, int, int, int, int]:
    """Package, recipient, volume, volumes, memory, length; within their limits."""
    need(len(data) >= FRONT, SHORT, "header")
    header = struct.unpack_from(">16s16sHHIQ", data, 14)
    _, _, volume, volumes, memory, length = header
    need(1 <= volume <= volumes and length >= 1, DAMAGED, "header")
    need(volumes <= 1000 and memory <= 64 * KIB and length <= 2048 * MIB, LARGE, "header")
    return header


def open_volume(data: bytes, length: int, private: bytes) -> bytes:
    """The plaintext of one volume."""
    need(len(data) >= HEADER, SHORT, "wrapped key")
    chunks = math.ceil(length / CHUNK)
    need(len(data) >= HEADER + length + TAG * chunks, SHORT, "chunks")
    need(len(data) == HEADER + length + TAG * chunks, DAMAGED, "bytes after the end")
    try:
        file_key = hpke_open(data[FRONT:HEADER], private, b"sfs file key 1 " + data[:FRONT])
    except (InvalidTag, ValueError):
        raise Refused(DAMAGED, "header or wrapped key") from None
    aad = hashlib.sha256(data[:HEADER]).digest()
    plain = []
    for i in range(chunks):
        sealed = data[HEADER + i * (CHUNK + TAG) :][: CHUNK + TAG]
        nonce = i.to_bytes(11, "big") + bytes([i == chunks - 1])
        try:
            plain.append(AESGCM(file_key).decrypt(nonce, sealed, aad))
        except InvalidTag:
            raise Refused(DAMAGED, f"chunk {i}") from None
    return b"".join(plain)


def open_body(files: Sequence[bytes], purpose: int, reader: Reader) -> tuple[bytes, int]:
    """The body that all volumes carry together, and the memory value."""
    for data in files:  # every prefix before any suite is judged, so that no file hides another
        need(len(data) >= 14, SHORT, "prefix")
        check_prefix(data, purpose, reader)
    headers = [read_header(data) for data in files]
    shared = {(data[:14], h[0], h[1], h[3], h[4]) for data, h in zip(files, headers, strict=True)}
    need(len(shared) == 1, MIXED, "volumes of two packages")
    numbers = sorted(header[2] for header in headers)
    need(len(set(numbers)) == len(numbers), MIXED, "a volume twice")
    need(numbers == list(range(1, headers[0][3] + 1)), MISSING, "volumes")
    need(sum(header[5] for header in headers) <= 2048 * MIB, LARGE, "all volumes")
    mine = {}
    for pair in reader.keys:
        exchange = halves(pair)[1]
        public = X25519PrivateKey.from_private_bytes(exchange).public_key().public_bytes_raw()
        mine[key_id(b"exchange", public)] = exchange
    need(headers[0][1] in mine, RECIPIENT, "exchange id")
    private = mine[headers[0][1]]
    parts = {h[2]: open_volume(d, h[5], private) for d, h in zip(files, headers, strict=True)}
    return b"".join(parts[n] for n in numbers), headers[0][4] * KIB


def pae(kind: bytes, body: bytes) -> bytes:
    """What is signed (§4)."""
    return b" ".join((b"DSSEv1", str(len(kind)).encode(), kind, str(len(body)).encode(), body))


@dataclass(frozen=True)
class Envelope:
    """A signed body, not yet believed."""

    kind: bytes
    signed: bytes
    signer: bytes
    signature: bytes

    @classmethod
    def take(cls, body: Taker) -> Envelope:
        """The envelope at the front."""
        kind, signed = body.part(">H", 64), body.part(">I", MIB)
        return cls(kind, signed, body.take(16), body.part(">H", 16 * KIB))

    def check(self, purpose: int, reader: Reader) -> tuple[str, int]:
        """Who signed it, and from which epoch on their key counts."""
        need(self.kind == TYPES[purpose], PURPOSE, "payload type")
        for owner, pair, epoch, revoked in reader.signers:
            signing = halves(pair)[0]
            if key_id(b"signing", signing) == self.signer:
                need(not revoked, REVOKED, "signer")
                try:
                    public = Ed25519PublicKey.from_public_bytes(signing)
                    public.verify(self.signature, pae(self.kind, self.signed))
                except (InvalidSignature, ValueError):
                    raise Refused(SIGNATURE, "signature") from None
                return owner, epoch
        raise Refused(STRANGER, "signer")

    @property
    def digest(self) -> str:
        return hashlib.sha256(pae(self.kind, self.signed)).hexdigest()


def read_sealed(files: Sequence[bytes], purpose: int, reader: Reader) -> Content:
    """A package, receipt or return package, in the order of §8."""
    plain, memory = open_body(files, purpose, reader)
    body = Taker(plain, MALFORMED)
    envelope = Envelope.take(body)
    sender, epoch = envelope.check(purpose, reader)
    manifest = parse(envelope.signed)
    check_manifest(manifest)
    need(manifest["recipient"] == reader.owner, RECIPIENT, "recipient of the manifest")
    need(manifest["sender"] == sender, SENDER, "sender")
    need(manifest["signer"] == envelope.signer.hex(), SIGNATURE, "signer of the manifest")
    need(manifest["epoch"] >= epoch, EPOCH, "epoch")
    need(reader.schema is None or manifest["schema"] <= reader.schema, SCHEMA, "schema")
    members = manifest["members"]
    named = {member["table"] for member in members if member["kind"] == "rows"}
    need(reader.tables is None or named <= reader.tables, MALFORMED, "unknown table")
    parts = []
    for member in members:
        need(body.number(">Q") == member["length"], MALFORMED, "length of a member")
        parts.append(body.take(member["length"]))
        need(hashlib.sha256(parts[-1]).hexdigest() == member["sha256"], MALFORMED, "hash")
    need(body.ended, MALFORMED, "after the last member")
    content = Content(envelope.digest, sender, manifest)
    for member, data in zip(members, parts, strict=True):
        if member["kind"] == "rows":
            content.rows[member["table"]] = read_rows(member, data, min(memory, 2 * MIB))
    for member, data in zip(members, parts, strict=True):
        if member["kind"] == "scans":
            content.scans += read_scans(member, data, memory)
    return content


def read_rows(member: dict[str, Any], data: bytes, longest: int) -> list[Any]:
    """The rows of one table."""
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(data, member["size"] + 1)
    except zlib.error:
        raise Refused(MALFORMED, "zlib") from None
    need(len(plain) <= member["size"], LARGE, "expansion")
    whole = unpacker.eof and not unpacker.unused_data and len(plain) == member["size"]
    need(whole, MALFORMED, "zlib stream")
    *lines, rest = plain.split(b"\n")
    need(all(len(line) < longest for line in (*lines, rest)), LARGE, "a row")
    rows = [parse(line) for line in lines]
    need(all(isinstance(row, dict) for row in rows), MALFORMED, "a row is no object")
    need(rest == b"" and len(rows) == member["records"], MALFORMED, "number of rows")
    return rows


def read_scans(member: dict[str, Any], data: bytes, longest: int) -> list[bytes]:
    """The scans of one member."""
    body, scans = Taker(data, MALFORMED), []
    for _ in range(member["records"]):
        length = body.number(">I")
        need(length <= longest, LARGE, "a scan")
        scans.append(body.take(length))
    need(body.ended, MALFORMED, "number of scans")
    return scans


OFFER: dict[str, Rule] = {
    "owner": text(CODE),
    "keys": text(r"([0-9a-f]{2}){1,4096}"),
    "name": text(LINE),
    "practice": flag,
}


def read_clear(data: bytes, purpose: int, reader: Reader) -> Content:
    """A bundle or a key offer (§7)."""
    check_prefix(data, purpose, reader)
    body = Taker(data[14:], SHORT)
    envelope = Envelope.take(body)
    need(body.ended, DAMAGED, "bytes after the end")
    letter: Any = envelope.signed.hex()
    if purpose == KEY_OFFER:
        letter = parse(envelope.signed)
        need(isinstance(letter, dict) and letter.keys() == OFFER.keys(), MALFORMED, "key offer")
        check_object(letter, OFFER)
        pair = bytes.fromhex(letter["keys"])
        exchange = X25519PublicKey.from_public_bytes(halves(pair)[1])
        try:
            X25519PrivateKey.generate().exchange(exchange)
        except ValueError:  # a point of small order
            raise Refused(MALFORMED, "exchange key") from None
        reader = Reader(reader.owner, (), [(letter["owner"], pair, 1, False)])
    sender, _ = envelope.check(purpose, reader)
    return Content(envelope.digest, sender, letter)


def read(files: Sequence[bytes], purpose: int, reader: Reader) -> Content:
    """What ``files`` hold (several: the volumes of one package); raises ``Refused``."""
    if purpose in CLEAR:
        (only,) = files
        return read_clear(only, purpose, reader)
    return read_sealed(files, purpose, reader)


# --- the command line ----------------------------------------------------------------------------


def check_vector(vector: dict[str, Any], readers: dict[str, Any], folder: Path) -> str:
    """Nothing when this reader says of a published vector what its index says; else how not."""
    files = [(folder / name).read_bytes() for name in vector["files"]]
    try:
        content = read(files, vector["purpose"], Reader.from_json(readers[vector["reader"]]))
    except Refused as refused:
        return "" if refused.code == vector["result"] else f"{vector['files']}: {refused}"
    found = {
        "result": "good",
        "digest": content.digest,
        "sender": content.sender,
        "signed": content.signed,
        "rows": content.rows,
        "scans": [hashlib.sha256(scan).hexdigest() for scan in content.scans],
    }
    differing = [name for name, value in found.items() if vector.get(name) != value]
    return f"{vector['files']}: {', '.join(differing)}" if differing else ""


def check(index: Path) -> int:
    """Read every published vector; the number on which this reader and the index differ."""
    published = json.loads(index.read_text("utf-8"))
    vectors = published["vectors"]
    said = [check_vector(one, published["readers"], index.parent) for one in vectors]
    differing = [line for line in said if line]
    print(*differing, f"{len(vectors) - len(differing)} of {len(vectors)} agree", sep="\n")
    return len(differing)


def show(paths: Sequence[Path], purpose: int, reader: Reader, scans: Path | None) -> None:
    """Print what the files hold; write scans, each under its SHA-256, where a folder is given."""
    content = read([path.read_bytes() for path in paths], purpose, reader)
    print(json.dumps({"digest": content.digest, "signed": content.signed}, ensure_ascii=False))
    for table, rows in content.rows.items():
        for row in rows:
            print(json.dumps({"table": table, "row": row}, ensure_ascii=False))
    for scan in content.scans:
        name = hashlib.sha256(scan).hexdigest()
        print(json.dumps({"scan": name, "bytes": len(scan)}))
        if scans is not None:
            (scans / name).write_bytes(scan)


def main(words: Sequence[str] | None = None) -> int:
    """The command line; 0 when all went well."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(description="Reads a file of package format 1.")
    parser.add_argument("files", nargs="*", type=Path, help="a file, or all volumes of a package")
    parser.add_argument("--check", type=Path, metavar="INDEX", help="read every published vector")
    parser.add_argument("--reader", type=Path, help="who reads, with which keys (JSON, §9)")
    parser.add_argument("--purpose", type=int, default=PACKAGE, choices=sorted(TYPES))
    parser.add_argument("--scans", type=Path, metavar="FOLDER", help="write scans into it")
    given = parser.parse_args(words)
    if given.check:
        return 1 if check(given.check) else 0
    if not given.files or not given.reader:
        parser.error("give --reader and FILE..., or --check INDEX")
    try:
        reader = Reader.from_json(json.loads(given.reader.read_text("utf-8")))
        show(given.files, given.purpose, reader, given.scans)
    except Refused as refused:
        print(f"refused {refused}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
