"""Passwords: kept, and read from an environment."""

from pathlib import Path

import pytest

from launcher.errors import LauncherError
from launcher.provision import (
    SERVICES,
    ServiceDatabase,
    keep_databases,
    kept_databases,
    kept_passwords,
    passwords_from,
)


def test_passwords_are_made_once_and_only_their_owner_may_read_them(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secrets.json"
    first = kept_passwords(path)
    assert kept_passwords(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    every = [word for pair in first.values() for word in (pair.owner, pair.app)]
    assert len(set(every)) == 2 * len(SERVICES)


def test_passwords_come_from_the_environment() -> None:
    environment = {f"GAZBAN_{name.upper()}_DB_PASSWORD": f"{name}-app" for name in SERVICES}
    environment |= {f"GAZBAN_{name.upper()}_OWNER_DB_PASSWORD": f"{name}-owner" for name in SERVICES}
    read = passwords_from(environment)
    assert (read["billing"].app, read["billing"].owner) == ("billing-app", "billing-owner")


def test_missing_passwords_are_named() -> None:
    environment = {f"GAZBAN_{name.upper()}_DB_PASSWORD": "x" for name in SERVICES}
    with pytest.raises(
        LauncherError, match="GAZBAN_AUTH_OWNER_DB_PASSWORD, GAZBAN_REFERRAL_OWNER_DB_PASSWORD"
    ):
        passwords_from(environment)


def test_where_the_databases_are_is_kept_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "var" / "databases.json"
    with pytest.raises(LauncherError, match="no system has been started"):
        kept_databases(path)
    there = {"billing": ServiceDatabase(app_url="postgresql://app", owner_url="postgresql://owner")}
    keep_databases(path, there)
    assert kept_databases(path) == there
    assert path.stat().st_mode & 0o077 == 0
