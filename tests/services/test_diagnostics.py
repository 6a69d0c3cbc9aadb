"""诊断信息 names nobody: canaries are planted everywhere, and none comes into it (trust E5)."""

from __future__ import annotations

import json
import shutil

import pytest

from app.models import seal_ledger
from app.paths import Profile
from app.services import setup
from app.services.access import Role
from app.services.accounts import NewAccount
from app.services.recovery import places
from app.services.recovery.places import Known
from tests.real_office import LIGANG, PASSWORD
from tests.services.corrections.test_sealed_canary import CANARIES, plant

FOLDER = "焱淼垚的资料"
CLERK = "测垚焱"
LOGGED = "2026-03-02 09:00:00,123 ERROR old.module 焱淼垚 640122200702109975 at C:\\焱淼垚\\desk.db"


@pytest.fixture
def desk(office_profile, office_template, tmp_path, evening):
    """An office in a folder named after somebody, with a life in it."""
    profile = Profile(tmp_path / FOLDER / "desk")
    shutil.copytree(office_profile.root, profile.root)
    places.keep(office_template[2], Known(places.place_of(profile)))
    desk = setup.open_desk(profile, PASSWORD, clock=evening)
    now = evening()
    plant(desk, evening)
    evening.set(now)
    desk.accounts.add(NewAccount(CLERK, frozenset({Role.ENTRY})))
    desk.backups.make("hand")
    profile.logs.mkdir(exist_ok=True)
    (profile.logs / "desk.log").write_text(f"{LOGGED}\n", "utf-8")
    yield desk
    desk.close()


def text_of(desk) -> str:
    return "\n".join(section.text for section in desk.diagnostics.collect())


def test_nobody_and_no_folder_is_named(desk):
    told = text_of(desk)
    names = [*CANARIES, CLERK, FOLDER, "焱", "垚", LIGANG.name, LIGANG.code, str(desk.profile.root)]
    assert [name for name in names if name in told] == []
    assert "old.module" in told, "the line itself is there"


def test_it_says_what_a_maintainer_asks_first(desk):
    sections = {section.key: section.text for section in desk.diagnostics.collect()}
    assert list(sections) == ["versions", "sizes", "checks", "log"]
    assert "SQLCipher" in sections["versions"]
    assert "单位类型：司法所" in sections["versions"]
    assert "corrections_person：2 行" in sections["sizes"]
    assert "备份：1 份" in sections["sizes"]
    assert "账号：2 个，其中停用 0 个" in sections["sizes"]
    assert "数据库快速检查：通过" in sections["checks"]
    assert "封存台账：正常" in sections["checks"]


def test_what_is_wrong_is_among_the_results(desk):
    (desk.profile.root / seal_ledger.FILE).write_text(json.dumps({"format": 9}))
    desk.corrections.seals.catch_up()
    assert "封存台账：等待核对（edited）" in text_of(desk)


def test_it_works_on_a_damaged_store(desk):
    """Then it is wanted most."""
    desk._database.keep_as_found()
    assert "发现损坏，只能查看" in text_of(desk)
