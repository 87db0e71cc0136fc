"""Hashing passwords."""

from collections.abc import Iterator

import pytest

from services.auth import passwords
from services.auth.settings import AuthSettings


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hashes of the least cost: what is tested here does not depend on it."""
    set_cost(monkeypatch, 1)
    yield
    passwords._hasher.cache_clear()
    passwords._nobodys_hash.cache_clear()


def set_cost(monkeypatch: pytest.MonkeyPatch, time_cost: int) -> None:
    monkeypatch.setattr(
        passwords, "settings", lambda: AuthSettings(argon2_time_cost=time_cost, argon2_memory_kib=64)
    )
    passwords._hasher.cache_clear()
    passwords._nobodys_hash.cache_clear()


@pytest.mark.parametrize("password", ["3001", "رمزِ من", "\x00", "\ud800", "x" * 128])
def test_a_password_belongs_to_its_hash_only(password: str) -> None:
    known = passwords.hash_password(password)
    assert known.startswith("$argon2id$")
    assert password not in known
    assert passwords.is_right_password(known, password)
    assert not passwords.is_right_password(known, password + "x")


def test_equal_passwords_have_different_hashes() -> None:
    assert passwords.hash_password("3001") != passwords.hash_password("3001")


def test_nothing_is_nobodys_password() -> None:
    assert not passwords.is_right_password(None, "nobody has this account")


def test_a_broken_hash_opens_nothing() -> None:
    assert not passwords.is_right_password("not a hash", "3001")


def test_another_cost_asks_for_another_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    known = passwords.hash_password("3001")
    assert not passwords.needs_rehash(known)
    set_cost(monkeypatch, 2)
    assert passwords.needs_rehash(known)
    assert passwords.is_right_password(known, "3001"), "the old hash still says its own cost"
