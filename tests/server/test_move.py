"""A bureau moves from its file onto a server, and nothing is lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.server import ServerStore
from app.models.sync import OwnKeys
from app.paths import Profile
from app.services import setup
from app.services.desk import Desk
from app.services.server import NotMoved
from app.services.settings import Identity
from app.ui import dialogs
from app.ui.store.server_dialog import ServerDialog
from tests import servers
from tests.conftest import Clock
from tests.sync.county import County, make_county, rows_of

PASSWORD = "县局的一句话 2026"
BUREAU = Identity(
    kind="bureau", code="640122", name="贺兰县司法局", county_code="640122", county_name="贺兰县"
)


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path / "bureau")


@pytest.fixture
def desk(profile: Profile, clock: Clock) -> Desk:
    """A bureau in its file, which has received an office's month."""
    made, _ = setup.create(profile, BUREAU, PASSWORD, clock=clock)
    return made


def as_county(desk: Desk, make_store: object, stick: Path) -> County:
    stick.mkdir(exist_ok=True)
    return County(desk._database, desk.bureau, stick, make_store)  # type: ignore[arg-type]


def test_a_bureau_moves_and_goes_on_where_it_was(
    desk: Desk, profile: Profile, clock: Clock, make_store: object, tmp_path: Path
):
    """Records, heads, journal and keys go along; the next package of the office fits."""
    county = as_county(desk, make_store, tmp_path / "stick")
    office = county.office()
    office.add_person("王五")
    office.add_case(1)
    county.answer(office, county.accept(office.send()))
    before = rows_of(desk._database, office.code)
    fingerprint = desk.bureau.keys.own().fingerprint

    moved = desk.server.move(servers.fresh_database())
    assert moved > 0
    desk.close()

    again = setup.open_desk(profile, PASSWORD, clock=clock)
    assert isinstance(again._database, ServerStore)
    assert rows_of(again._database, office.code) == before
    assert again.bureau.keys.own().fingerprint == fingerprint
    with again._database.begin() as session:
        kept = session.scalars(select(OwnKeys)).one().private
    assert again._database.reveal(kept) != kept, "on a server the private key lies sealed (K2)"

    county = as_county(again, make_store, tmp_path / "stick")
    office.add_person("赵六")
    county.answer(office, county.accept(office.send("2026-04")))
    assert [hit.title for hit in again.search.find("赵六").hits] == ["赵六"]
    assert again.bureau.recount(office.code) == []
    assert "***" in (place := again.server.place()).shown or "@" in place.shown  # type: ignore[union-attr]
    again.close()


def test_a_server_that_holds_something_is_refused(desk: Desk, clock: Clock):
    url = servers.fresh_database()
    other = ServerStore(url, servers.VAULT_KEY, office="640121", clock=clock)
    make_county(lambda **_: other, Path("/nonexistent").parent)  # settles another bureau there
    with pytest.raises(NotMoved, match="已经有数据"):
        desk.server.move(url)
    assert desk.server.place() is None
    other.close()
    desk.close()


def test_a_wrong_address_is_a_sentence(desk: Desk):
    for url in ("", "postgresql://sfs@127.0.0.1:1/nothing", "mysql://x/y", "无效"):
        with pytest.raises(Exception, match="服务器") as refused:
            desk.server.try_out(url)
        assert getattr(refused.value, "code", "").startswith("S2"), url
    desk.close()


def test_the_dialog_tries_and_moves(qtbot, desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dialogs, "ask", lambda *_, **__: True)
    monkeypatch.setattr(dialogs, "inform", lambda *_, **__: None)
    dialog = ServerDialog(None, desk)
    qtbot.addWidget(dialog)
    assert not dialog.probe.isEnabled()
    dialog.address.setText(servers.fresh_database())
    dialog.probe.click()
    qtbot.waitUntil(lambda: dialog.verdict.text().startswith("连上了"))
    with qtbot.waitSignal(dialog.moved, timeout=20_000):
        dialog.move_there.click()
    assert desk.server.place() is not None
    desk.close()
