"""The key slots: passwords and the paper in the safe (trust K1, L8; fault test T7)."""

from __future__ import annotations

import errno
import itertools
import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import slot_file
from app.models.keyslots import (
    Argon2Cost,
    BadRecoveryKey,
    DataKey,
    RecoveryKey,
    SlotsDamaged,
    SlotsNotSaved,
    TooManyTries,
    WrongPassword,
    calibrate,
    change_password,
    create,
    open_with_password,
    open_with_recovery,
    renew_recovery,
    set_password,
)
from tests.conftest import Clock

CHEAP = Argon2Cost(memory_kib=8, iterations=1, lanes=1, test_only=True)
PASSWORD = "贺兰-清泉-7"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


@pytest.fixture
def made(path: Path) -> tuple[DataKey, RecoveryKey]:
    return create(path, PASSWORD, cost=CHEAP)


def fail_times(path: Path, clock: Clock, times: int) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassword):
            open_with_password(path, "wrong", clock=clock)


# --- opening -------------------------------------------------------------------------------------


def test_the_password_and_the_recovery_key_open_the_same_key(path, made, clock):
    key, recovery = made
    assert len(key) == 32
    assert open_with_password(path, PASSWORD, clock=clock) == key
    assert open_with_recovery(path, recovery.digits) == key


def test_two_stores_never_share_a_key(tmp_path):
    first, paper = create(tmp_path / "a", PASSWORD, cost=CHEAP)
    second, _ = create(tmp_path / "b", PASSWORD, cost=CHEAP)
    assert first != second
    with pytest.raises(BadRecoveryKey, match="不属于"):
        open_with_recovery(tmp_path / "b", paper.digits)


def test_a_wrong_password_is_a_plain_message(path, made, clock):
    with pytest.raises(WrongPassword) as refusal:
        open_with_password(path, PASSWORD + " ", clock=clock)
    assert refusal.value.code == "K01"
    assert "密码不对" in refusal.value.what


def test_the_same_password_from_another_input_method_is_the_same(path, clock):
    """Composed and decomposed letters look alike and must open alike."""
    key, _ = create(path, "caf\u00e9-2026", cost=CHEAP)
    assert open_with_password(path, "cafe\u0301-2026", clock=clock) == key


def test_neither_key_shows_itself_in_a_log(made):
    key, recovery = made
    shown = f"{key} {key!r} {recovery!r} {recovery}"
    assert key.hex() not in shown
    assert "b'" not in shown
    assert recovery.digits not in shown


def test_the_slot_file_holds_neither_key_nor_password(path, made):
    key, recovery = made
    text = path.read_text()
    for secret in (key.hex(), recovery.raw.hex(), recovery.digits, PASSWORD):
        assert secret not in text


def test_a_second_set_up_never_destroys_the_way_into_a_store(path, made):
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        create(path, "another", cost=CHEAP)
    assert path.read_bytes() == before


def test_an_empty_password_is_the_programs_mistake(path, made, clock):
    for act in (
        lambda: create(path.with_name("new"), "", cost=CHEAP),
        lambda: set_password(path, made[0], ""),
        lambda: change_password(path, PASSWORD, "", clock=clock),
    ):
        with pytest.raises(ValueError, match="empty"):
            act()


# --- changing ------------------------------------------------------------------------------------


def test_changing_the_password_rewrites_one_slot(path, made, clock):
    """K1."""
    key, recovery = made
    paper_slot = [s for s in slots(path) if s["kind"] == "recovery"]
    assert change_password(path, PASSWORD, "清泉-贺兰-8", clock=clock) == key
    assert open_with_password(path, "清泉-贺兰-8", clock=clock) == key
    assert open_with_recovery(path, recovery.digits) == key
    assert [s for s in slots(path) if s["kind"] == "recovery"] == paper_slot
    with pytest.raises(WrongPassword):
        open_with_password(path, PASSWORD, clock=clock)


def test_a_wrong_old_password_changes_nothing(path, made, clock):
    with pytest.raises(WrongPassword):
        change_password(path, "wrong", "new", clock=clock)
    assert open_with_password(path, PASSWORD, clock=clock) == made[0]


def test_a_forgotten_password_is_replaced_through_the_paper_in_the_safe(path, made, clock):
    fail_times(path, clock, 5)
    key = open_with_recovery(path, made[1].digits)
    set_password(path, key, "remembered")
    assert open_with_password(path, "remembered", clock=clock) == key  # and no wait is left


def test_a_new_paper_makes_the_old_one_worthless(path, made, clock):
    key, old = made
    new = renew_recovery(path, key)
    assert open_with_recovery(path, new.digits) == key
    with pytest.raises(BadRecoveryKey, match="已被新的恢复密钥代替"):
        open_with_recovery(path, old.digits)
    assert open_with_password(path, PASSWORD, clock=clock) == key


def test_every_account_has_its_own_slot_and_its_own_wait(path, made, clock):
    """K1: each user's password; accounts come later, their slots are here."""
    key, _ = made
    set_password(path, key, "second", user="u2", cost=CHEAP)
    fail_times(path, clock, 5)
    assert open_with_password(path, "second", clock=clock, user="u2") == key
    with pytest.raises(TooManyTries):
        open_with_password(path, PASSWORD, clock=clock)
    with pytest.raises(WrongPassword):
        open_with_password(path, "second", clock=clock, user="u3")


def test_a_slot_passed_off_as_another_users_opens_nothing(path, made, clock):
    """The slot's id, kind and user are authenticated with the wrapped key."""
    set_password(path, made[0], "second", user="u2", cost=CHEAP)
    for change in ({"user": "u9"}, {"id": "0" * 16}):
        body = json.loads(path.read_text())["body"]
        for slot in body["slots"]:
            if slot["user"] == "u2":
                slot.update(change)
        forged = path.with_name("forged.json")
        forged.write_text(json.dumps({"body": body, "sha256": slot_file.checksum(body)}))
        with pytest.raises(WrongPassword):
            open_with_password(forged, "second", clock=clock, user=change.get("user", "u2"))


def test_a_key_of_another_store_is_never_put_into_this_slot_file(path, made):
    for act in (
        lambda: set_password(path, bytes(32), "x"),
        lambda: renew_recovery(path, bytes(32)),
    ):
        with pytest.raises(ValueError, match="another store"):
            act()


# --- the growing wait ----------------------------------------------------------------------------


def test_the_wait_begins_after_five_bad_passwords_and_grows(path, made, clock):
    """L8; T7: the wrong password, again and again."""
    fail_times(path, clock, 5)
    waits = []
    for _ in range(8):
        with pytest.raises(TooManyTries) as refusal:
            open_with_password(path, PASSWORD, clock=clock)
        waits.append(refusal.value.wait.total_seconds())
        clock.now += refusal.value.wait
        fail_times(path, clock, 1)
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


def test_after_the_wait_the_right_password_opens_and_the_count_is_forgotten(path, made, clock):
    fail_times(path, clock, 5)
    with pytest.raises(TooManyTries, match="30 秒"):
        open_with_password(path, PASSWORD, clock=clock)
    clock.now += timedelta(seconds=29)
    with pytest.raises(TooManyTries, match="1 秒"):
        open_with_password(path, PASSWORD, clock=clock)
    clock.now += timedelta(seconds=1)
    assert open_with_password(path, PASSWORD, clock=clock) == made[0]
    fail_times(path, clock, 4)
    assert open_with_password(path, PASSWORD, clock=clock) == made[0]


def test_the_fifth_bad_password_says_how_long_to_wait(path, made, clock):
    fail_times(path, clock, 4)
    with pytest.raises(WrongPassword, match="30 秒") as refusal:
        open_with_password(path, "wrong", clock=clock)
    assert refusal.value.failed == 5


def test_a_clock_set_back_a_year_does_not_lock_the_office_out_for_a_year(path, made, clock):
    fail_times(path, clock, 5)
    clock.now += timedelta(days=-365)
    with pytest.raises(TooManyTries) as refusal:
        open_with_password(path, PASSWORD, clock=clock)
    assert refusal.value.wait == timedelta(seconds=30)
    clock.now += timedelta(seconds=30)
    assert open_with_password(path, PASSWORD, clock=clock) == made[0]


def test_an_unwritable_disk_neither_locks_out_nor_alarms(path, made, clock, monkeypatch):
    fail_times(path, clock, 1)
    monkeypatch.setattr(os, "replace", no_space)
    fail_times(path, clock, 1)
    assert open_with_password(path, PASSWORD, clock=clock) == made[0]


# --- the recovery key on paper -------------------------------------------------------------------


@given(st.binary(min_size=16, max_size=16))
def test_every_recovery_key_survives_being_printed_and_retyped(raw):
    key = RecoveryKey(raw)
    assert len(key.digits) == 8 * 6 + 7
    assert RecoveryKey.parse(key.digits) == key


@pytest.mark.parametrize(
    "disguise",
    [
        lambda digits: digits.replace("-", " "),
        lambda digits: digits.replace("-", ""),
        lambda digits: f"  {digits}\n",
        lambda digits: digits.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"}),
        lambda digits: digits.replace("-", "－"),
    ],
)
def test_spaces_and_full_width_digits_are_welcome(disguise: Callable[[str], str]):
    key = RecoveryKey.generate()
    assert RecoveryKey.parse(disguise(key.digits)) == key


def slips(plain: str):
    """Every way to get one digit wrong."""
    for place, digit in itertools.product(range(48), "0123456789"):
        if plain[place] != digit:
            yield plain[:place] + digit + plain[place + 1 :]


def swaps(plain: str):
    """Every way to exchange two different digits, neighbours or not."""
    for one, other in itertools.combinations(range(48), 2):
        if plain[one] != plain[other]:
            signs = list(plain)
            signs[one], signs[other] = signs[other], signs[one]
            yield "".join(signs)


def group_swaps(plain: str):
    groups = [plain[at : at + 6] for at in range(0, 48, 6)]
    for one, other in itertools.combinations(range(8), 2):
        mixed = list(groups)
        mixed[one], mixed[other] = mixed[other], mixed[one]
        yield "".join(mixed)


@pytest.mark.parametrize("mistakes", [slips, swaps, group_swaps])
def test_the_checksum_catches_every_slip_and_every_exchange(mistakes):
    """T7 asks for every single-digit slip and 99 % of transpositions; this catches all of both."""
    for _ in range(20):
        plain = RecoveryKey.generate().digits.replace("-", "")
        for typed in mistakes(plain):
            with pytest.raises(BadRecoveryKey):
                RecoveryKey.parse(typed)


def test_a_slip_is_answered_with_the_group_it_stands_in():
    digits = RecoveryKey(bytes(range(16))).digits
    wrong = str((int(digits[-1]) + 1) % 10)
    with pytest.raises(BadRecoveryKey, match="第 8 组") as refusal:
        RecoveryKey.parse(digits[:-1] + wrong)
    assert refusal.value.group == 8


@pytest.mark.parametrize("typed", ["", "abc", "1" * 47, "1" * 49, "²" * 48, "999999" * 8])
def test_what_is_no_recovery_key_is_refused(typed):
    with pytest.raises(BadRecoveryKey):
        RecoveryKey.parse(typed)


def test_a_well_formed_key_of_nobody_opens_nothing(path, made):
    with pytest.raises(BadRecoveryKey) as refusal:
        open_with_recovery(path, RecoveryKey.generate().digits)
    assert refusal.value.group == 0


# --- the cost of a guess -------------------------------------------------------------------------


def test_the_floor_is_sixty_four_mebibytes_and_three_passes():
    """K1: cheap parameters only where a test asks for them by name."""
    floor = Argon2Cost()
    assert (floor.memory_kib, floor.iterations) == (65536, 3)
    for memory, passes in ((65535, 3), (65536, 2)):
        with pytest.raises(ValueError, match="floor"):
            Argon2Cost(memory, passes)


def test_a_real_slot_keeps_its_cost_beside_it(path, clock):
    """One slow round trip at the floor; the parameters stored are those used."""
    key, _ = create(path, PASSWORD)
    stored = next(s["cost"] for s in slots(path) if s["kind"] == "password")
    assert stored == {"memory_kib": 65536, "iterations": 3, "lanes": 4}
    assert open_with_password(path, PASSWORD, clock=clock) == key


def test_calibration_doubles_until_a_guess_takes_half_a_second(monkeypatch):
    """K1: 0.5 to 1.5 s. Memory first, since memory is what an attacker's hardware lacks."""
    now = [0.0]

    def pretend(cost: Argon2Cost, _password: str, _salt: bytes) -> bytes:
        now[0] += 0.04 * (cost.memory_kib / 65536) * (cost.iterations / 3)
        return b""

    monkeypatch.setattr(Argon2Cost, "derive", pretend)
    cost = calibrate(timer=lambda: now[0])
    assert (cost.memory_kib, cost.iterations) == (262144, 12)


def test_a_slow_pc_stays_at_the_floor(monkeypatch):
    now = [0.0]

    def pretend(_cost: Argon2Cost, _password: str, _salt: bytes) -> bytes:
        now[0] += 2.0
        return b""

    monkeypatch.setattr(Argon2Cost, "derive", pretend)
    assert calibrate(timer=lambda: now[0]) == Argon2Cost()


# --- the file ------------------------------------------------------------------------------------


def test_every_damaged_byte_is_called_damage_and_not_a_wrong_password(path, made, clock):
    """A person told "wrong password" would type it until the wait locks them out."""
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        with pytest.raises(SlotsDamaged):
            open_with_password(path, PASSWORD, clock=clock)


@pytest.mark.parametrize("kept", [0, 1, 100, -1])
def test_a_truncated_or_missing_file_is_called_damage(path, made, clock, kept):
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(SlotsDamaged):
        open_with_password(path, PASSWORD, clock=clock)
    path.unlink()
    with pytest.raises(SlotsDamaged, match=r"keys\.json"):
        open_with_recovery(path, made[1].digits)


@pytest.mark.parametrize(
    "cost",
    [
        {"memory_kib": 2**31, "iterations": 3, "lanes": 4},
        {"memory_kib": 65536, "iterations": 10**9, "lanes": 4},
        {"memory_kib": 65536, "iterations": 3, "lanes": 0},
        {"memory_kib": "65536", "iterations": 3, "lanes": 4},
    ],
)
def test_a_cost_that_would_hang_the_pc_is_refused_before_it_is_tried(path, made, clock, cost):
    body = json.loads(path.read_text())["body"]
    body["slots"][0]["cost"] = cost
    path.write_text(json.dumps({"body": body, "sha256": slot_file.checksum(body)}))
    with pytest.raises(SlotsDamaged):
        open_with_password(path, PASSWORD, clock=clock)


def test_a_file_of_a_newer_program_is_left_alone(path, made, clock):
    """Old software refuses newer data and changes nothing."""
    body = json.loads(path.read_text())["body"] | {"format": 2, "something": "new"}
    path.write_text(json.dumps({"body": body, "sha256": slot_file.checksum(body)}))
    before = path.read_bytes()
    with pytest.raises(SlotsDamaged, match="更新版本") as refusal:
        open_with_password(path, PASSWORD, clock=clock)
    assert refusal.value.code == "K06"
    assert path.read_bytes() == before


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_while_changing_the_password_leaves_the_old_one_valid(
    path, made, clock, monkeypatch, step
):
    """F2, F3."""
    monkeypatch.setattr(os, step, no_space)
    with pytest.raises(SlotsNotSaved, match="仍然有效"):
        change_password(path, PASSWORD, "new", clock=clock)
    monkeypatch.undo()
    assert open_with_password(path, PASSWORD, clock=clock) == made[0]
    assert list(path.parent.iterdir()) == [path]


def no_space(*_args: object) -> None:
    raise OSError(errno.ENOSPC, "no space left on device")


def slots(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text())["body"]["slots"]
    return found
