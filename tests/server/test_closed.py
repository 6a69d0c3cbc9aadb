"""A server's store that was closed is as dumb as a closed file: no key, no transaction (trust L8)."""

from __future__ import annotations

import pytest

from app.models.sealed_keys import SealedKey
from app.models.server import ServerStore
from app.services.settings import SettingsService
from tests import servers
from tests.conftest import Clock


@pytest.fixture
def closed(clock: Clock) -> ServerStore:
    """A store that was open for a while, with an account that may look at what is sealed."""
    store = servers.server_store("640122", clock)
    store.sealed_ring = (SealedKey.generate(),)
    assert store.reveal(store.protect(b"private")) == b"private"
    SettingsService(store).value("identity")
    store.close()
    return store


def test_the_key_goes_when_the_store_is_closed(closed: ServerStore):
    """Whoever still holds the object holds no key: neither the bytes nor a cipher made of them."""
    kept = repr(vars(closed)).encode() + b"".join(
        value for value in vars(closed).values() if isinstance(value, bytes)
    )
    assert servers.VAULT_KEY not in kept
    assert not [name for name, value in vars(closed).items() if "AESGCM" in type(value).__name__]
    assert closed.sealed_ring == ()


def test_nothing_is_protected_or_derived_with_no_key(closed: ServerStore):
    """An empty key would write what nobody can prove or open again."""
    for use in (closed.protect, closed.reveal, closed.derive):
        with pytest.raises(RuntimeError, match="closed"):
            use(b"anything")
    with pytest.raises(RuntimeError, match="closed"):
        _ = closed.trail


def test_who_comes_too_late_gets_no_new_connection(closed: ServerStore):
    """A thread beside the window may end after the lock; a file refuses it as well."""
    with pytest.raises(RuntimeError, match="closed"):
        SettingsService(closed).value("identity")
    with pytest.raises(RuntimeError, match="closed"), closed.begin():
        pass
    closed.close()  # twice does no harm
