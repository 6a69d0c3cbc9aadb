"""A second reader of package format 1, written from docs/package-format.md alone (fault test G12).

It imports nothing of the program and does HPKE by hand after RFC 9180, so that an error shared
with the program would have to be made twice. Refusing is one exception without reasons.
"""

from __future__ import annotations

import hashlib
import json
import math
import struct
import zlib
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

MAGIC = bytes.fromhex("8953 4653 0D0A 1A0A")
TYPES = {1: b"sfs/package/1", 2: b"sfs/receipt/1", 5: b"sfs/return/1", 4: b"sfs/key-offer/1"}


class NotGood(Exception):
    """The file is not what the format asks for."""


def need(condition: bool) -> None:
    if not condition:
        raise NotGood


# --- HPKE, RFC 9180 sections 4 and 5 ---------------------------------------------------------


def extract(salt: bytes, suite: bytes, label: bytes, ikm: bytes) -> bytes:
    mac = HMAC(salt or bytes(32), SHA256())
    mac.update(b"HPKE-v1" + suite + label + ikm)
    return mac.finalize()


def expand(prk: bytes, suite: bytes, label: bytes, info: bytes, length: int) -> bytes:
    full = struct.pack(">H", length) + b"HPKE-v1" + suite + label + info
    return HKDFExpand(SHA256(), length, full).derive(prk)


def hpke_key(enc: bytes, private: bytes, info: bytes) -> tuple[bytes, bytes]:
    """Key and base nonce of base mode for suite (0x0020, 0x0001, 0x0002)."""
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
    key, nonce = hpke_key(wrapped[:32], private, info)
    return AESGCM(key).decrypt(nonce, wrapped[32:], aad)


# --- the format -----------------------------------------------------------------------------


def read_volume(data: bytes, purpose: int, private: bytes) -> tuple[tuple[Any, ...], bytes]:
    """What all volumes of a package share, and this volume's number and plaintext."""
    magic, version, suite, kind, flags = struct.unpack_from(">8sHHBB", data)
    need((magic, version, suite, kind, flags) == (MAGIC, 1, 1, purpose, 0))
    package, _recipient, volume, volumes, memory, length = struct.unpack_from(
        ">16s16sHHIQ", data, 14
    )
    file_key = hpke_open(data[62:142], private, b"sfs file key 1 " + data[:62])
    aad = hashlib.sha256(data[:142]).digest()
    chunks = math.ceil(length / 65536)
    need(len(data) == 142 + length + 16 * chunks)
    plain = b""
    for i in range(chunks):
        sealed = data[142 + i * 65552 :][:65552]
        nonce = i.to_bytes(11, "big") + bytes([i == chunks - 1])
        plain += AESGCM(file_key).decrypt(nonce, sealed, aad)
    need(len(plain) == length)
    return (package, volumes, memory, volume), plain


class Taker:
    """Takes bytes off the front."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def take(self, count: int) -> bytes:
        need(len(self.data) >= count)
        part, self.data = self.data[:count], self.data[count:]
        return part

    def number(self, form: str) -> int:
        (value,) = struct.unpack(form, self.take(struct.calcsize(form)))
        return int(value)


def read_envelope(body: Taker, purpose: int, signing_public: bytes | None) -> bytes:
    kind = body.take(body.number(">H"))
    signed = body.take(body.number(">I"))
    signer = body.take(16)
    signature = body.take(body.number(">H"))
    need(kind == TYPES[purpose])
    if signing_public is None:  # a key offer brings its own key
        signing_public = bytes.fromhex(json.loads(signed)["keys"])[6:38]
    need(signer == hashlib.sha256(b"sfs signing key 1 " + signing_public).digest()[:16])
    Ed25519PublicKey.from_public_bytes(signing_public).verify(signature, pae(kind, signed))
    return signed


def pae(kind: bytes, body: bytes) -> bytes:
    return b" ".join((b"DSSEv1", str(len(kind)).encode(), kind, str(len(body)).encode(), body))


def read_package(
    volumes: list[bytes], purpose: int, private: bytes, signing_public: bytes
) -> tuple[dict[str, Any], str, dict[str, list[Any]], list[bytes]]:
    """Manifest, digest, rows by table, scans."""
    parts = [read_volume(volume, purpose, private) for volume in volumes]
    need(len({facts[:3] for facts, _ in parts}) == 1)
    parts.sort(key=lambda part: part[0][3])
    need([facts[3] for facts, _ in parts] == list(range(1, parts[0][0][1] + 1)))
    body = Taker(b"".join(plain for _, plain in parts))
    signed = read_envelope(body, purpose, signing_public)
    manifest = json.loads(signed)
    rows: dict[str, list[Any]] = {}
    scans: list[bytes] = []
    for member in manifest["members"]:
        need(body.number(">Q") == member["length"])
        data = body.take(member["length"])
        need(hashlib.sha256(data).hexdigest() == member["sha256"])
        if member["kind"] == "rows":
            plain = zlib.decompress(data)
            need(len(plain) == member["size"])
            lines = plain.split(b"\n")
            need(lines.pop() == b"" and len(lines) == member["records"])
            rows[member["table"]] = [json.loads(line) for line in lines]
        else:
            need(member["kind"] == "scans")
            inner = Taker(data)
            found = [inner.take(inner.number(">I")) for _ in range(member["records"])]
            need(inner.data == b"")
            scans += found
    need(body.data == b"")
    return manifest, hashlib.sha256(pae(TYPES[purpose], signed)).hexdigest(), rows, scans


def read_key_offer(data: bytes) -> dict[str, Any]:
    need(data[:14] == MAGIC + struct.pack(">HHBB", 1, 1, 4, 0))
    body = Taker(data[14:])
    offer: dict[str, Any] = json.loads(read_envelope(body, 4, None))
    need(body.data == b"")
    return offer
