"""One office, two places (C1, G8): asked at the start, at the latest caught by the second import."""

from __future__ import annotations

import random
import shutil

import pytest

from app.errors import ActionableError
from app.paths import Profile
from app.services.recovery import places
from app.services.recovery.mark import Kind, Locked
from app.services.recovery.places import Known
from tests.services.recovery.life import Life
from tests.sync.county import XIGANG


@pytest.fixture
def worked(life: Life) -> Life:
    """One month reported."""
    life.office.add_person("甲")
    life.report("2026-01")
    return life


def another_user(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "second-user"))


def kind_at(desk) -> Kind | None:
    arrival = desk.recovery.arrival()
    return arrival.kind if arrival else None


def test_an_office_that_stays_where_it_is_is_asked_nothing(worked: Life):
    for _ in range(3):
        worked.desk.close()
        worked.start()
        assert worked.desk.recovery.arrival() is None
        worked.office.add_person("又一个")
    worked.report("2026-02")


def test_a_copy_for_a_second_user_is_caught_at_its_start(worked: Life, tmp_path, monkeypatch):
    """G8: copied with all its files; the first goes on, the second may only be looked at."""
    copy = worked.copied("second")
    worked.start()
    another_user(monkeypatch, tmp_path)
    second = worked.open(copy)
    assert kind_at(second) is Kind.ASKED
    with pytest.raises(Locked) as caught:
        worked.at(second).seal("2026-02")
    assert "搬来的还是拷贝的" in caught.value.what


@pytest.mark.parametrize("first_to_report", ["old", "new"])
def test_both_work_on_and_both_export(worked: Life, tmp_path, monkeypatch, first_to_report):
    """G8: whoever says "moved" gets a new epoch from the county, and the other is refused."""
    copy = worked.copied("second")
    worked.start()
    another_user(monkeypatch, tmp_path)
    second = worked.open(copy)
    second.recovery.answer(Kind.MOVED)
    with pytest.raises(Locked):
        worked.at(second).seal("2026-02")
    first = worked.office
    first.add_person("旧电脑上登记")
    if first_to_report == "old":
        worked.report("2026-02")
    worked.desk = second
    home = worked.brings_home(worked.given_back())
    assert home.came == (1 if first_to_report == "old" else 0)
    worked.report("2026-02")
    (inspection,) = worked.county.bureau.inspect([first.send("2026-03")])
    assert inspection.problem is not None
    assert inspection.problem.code == "P35", "sealed by the old place: of an older epoch"


@pytest.mark.parametrize("seed", range(5))
def test_a_disk_image_is_caught_at_the_second_import(worked: Life, monkeypatch, seed):
    """G8: with the user's own folder copied as well, nothing shows at the start; P7 finds it."""
    chance = random.Random(seed)
    copy = worked.copied("image")
    worked.start()
    with monkeypatch.context() as same_place:
        here = places.place_of(worked.profile)
        same_place.setattr(places, "place_of", lambda _: here)
        second = worked.open(copy)
    assert kind_at(second) is None
    both = [worked.office, worked.at(second)]
    for number, office in enumerate(both):
        for _ in range(chance.randint(0, 3)):
            office.add_person(f"{number}号机登记{chance.random()}")
    chance.shuffle(both)
    first, other = (office.send("2026-02") for office in both[:1]), both[1]
    (file,) = first
    assert worked.county.accept(file).result == "merged"
    file.unlink()
    (inspection,) = worked.county.bureau.inspect([other.send("2026-02")])
    if inspection.problem is None:
        assert inspection.repeated, "word for word the same package"
    else:
        assert inspection.problem.code == "P36"


def test_an_older_copy_put_back_by_hand_is_noticed(worked: Life):
    """The folder is where it was, but not as far as it was."""
    copy = worked.copied("kept")
    worked.start()
    worked.office.add_person("其后登记")
    worked.desk.close()
    shutil.rmtree(worked.profile.root)
    shutil.copytree(copy.root, worked.profile.root)
    worked.start()
    assert kind_at(worked.desk) is Kind.ASKED
    worked.desk.recovery.answer(Kind.RESTORED)
    with pytest.raises(Locked):
        worked.office.seal("2026-02")
    worked.brings_home(worked.given_back())
    worked.report("2026-02")


def test_carried_home_again_nothing_is_asked(worked: Life, tmp_path):
    worked.desk.close()
    away = Profile(tmp_path / "away" / "desk")
    shutil.copytree(worked.profile.root, away.root)
    elsewhere = worked.open(away)
    assert kind_at(elsewhere) is Kind.ASKED
    elsewhere.close()
    shutil.rmtree(worked.profile.root)
    shutil.move(away.root, worked.profile.root)
    worked.start()
    assert kind_at(worked.desk) is None
    worked.report("2026-02")


def test_a_copy_for_looking_stays_one_until_somebody_says_otherwise(worked: Life):
    copy = worked.copied("look")
    second = worked.open(copy)
    second.recovery.answer(Kind.COPY)
    second.close()
    second = worked.open(copy)
    assert kind_at(second) is Kind.COPY
    with pytest.raises(Locked) as caught:
        worked.at(second).seal("2026-02")
    assert "只供查看" in caught.value.what
    second.recovery.answer(Kind.MOVED)
    assert kind_at(second) is Kind.MOVED


def test_a_store_in_its_place_has_nothing_to_answer(worked: Life):
    with pytest.raises(ActionableError) as caught:
        worked.desk.recovery.answer(Kind.MOVED)
    assert caught.value.code == "B15"


def test_after_a_stop_the_county_s_new_answer_lets_a_moved_store_work(worked: Life):
    """Its certificate is the countersignature of a new epoch (C2)."""
    copy = worked.copied("moved")
    worked.start(copy)
    worked.desk.recovery.answer(Kind.MOVED)
    worked.county.certify(worked.office)
    with pytest.raises(Locked):
        worked.office.seal("2026-02")
    worked.county.bureau.lift_stop(XIGANG)
    worked.county.certify(worked.office)
    package = worked.office.seal("2026-02")
    assert package.epoch == 2


def test_what_is_remembered_tells_nobody_anything(worked: Life, tmp_path):
    """C1: digests and numbers, readable by this user only."""
    worked.desk.close()
    instance = worked.open().settings.value("instance")
    file = places._file(instance)
    assert file.stat().st_mode & 0o777 == 0o600
    assert str(tmp_path) not in file.read_text("utf-8")
    assert worked.profile.root not in file.parents


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 9}', b'{"format": 1, "x": 1}'])
def test_a_damaged_memory_is_none(tmp_path, monkeypatch, content):
    another_user(monkeypatch, tmp_path)
    assert places.keep("ab", Known("here"))
    places._file("ab").write_bytes(content)
    assert places.known("ab") is None


def test_where_nothing_can_be_remembered_nobody_is_locked_out(worked: Life, monkeypatch, tmp_path):
    """The county's import still finds a clone."""
    blocked = tmp_path / "blocked"
    blocked.write_bytes(b"a file where a folder should be")
    copy = worked.copied("other")
    worked.start(copy)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(blocked))
    worked.desk.recovery.answer(Kind.MOVED)
    worked.brings_home(worked.given_back())
    worked.desk.close()
    worked.start(copy)
    worked.report("2026-02")
