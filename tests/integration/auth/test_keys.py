"""The life of signing keys, on a real PostgreSQL."""

from collections.abc import Callable

import jwt
import pytest

from launcher.provision import ServiceDatabase
from services.auth import cli, use_cases
from tests.integration.auth.conftest import AuthDesk


def kids(auth: AuthDesk) -> list[str]:
    return [key.kid for key in auth.desk.query(use_cases.list_signing_keys)]


def signing(auth: AuthDesk) -> str:
    return str(jwt.get_unverified_header(auth.login("19-9-00001", "1001").access_token)["kid"])


def test_the_first_key_is_made_once(auth: AuthDesk) -> None:
    (key,) = auth.desk.query(use_cases.list_signing_keys)
    auth.desk.command(use_cases.create_first_signing_key)
    assert kids(auth) == [key.kid]
    assert key.algorithm == "EdDSA"
    assert "PRIVATE" not in key.public_pem


def test_a_successor_is_published_before_it_signs_and_its_predecessor_verifies_on(auth: AuthDesk) -> None:
    (old,) = kids(auth)
    auth.desk.pass_time(days=89)
    auth.desk.command(use_cases.rotate_signing_keys)
    assert kids(auth) == [old], "its time is not over"

    auth.desk.pass_time(days=1)
    auth.desk.command(use_cases.rotate_signing_keys)
    _, new = kids(auth)
    assert signing(auth) == old, "nobody knows the new one yet"

    auth.desk.pass_time(minutes=30)
    assert signing(auth) == new
    auth.desk.command(use_cases.rotate_signing_keys)
    assert kids(auth) == [old, new], "tokens of the old one are still about"
    assert auth.desk.rows("SELECT private_pem FROM signing_keys WHERE kid = :kid", kid=old) == [(None,)]

    auth.desk.pass_time(hours=1)
    auth.desk.command(use_cases.rotate_signing_keys)
    assert kids(auth) == [new]


def test_an_operator_rotates_and_nobody_is_signed_out(
    auth: AuthDesk, migrated: Callable[[str], ServiceDatabase], capsys: pytest.CaptureFixture[str]
) -> None:
    environment = {"GAZBAN_DATABASE_URL": migrated("auth").app_url}
    (old,) = kids(auth)
    tokens = auth.login("19-9-00001", "1001")
    assert cli.main(["keys", "rotate"], environment) == 0
    (new,) = set(kids(auth)) - {old}
    assert new in capsys.readouterr().out
    auth.desk.pass_time(minutes=11)
    renewed = auth.desk.command(use_cases.refresh, refresh_token=tokens.refresh_token)
    assert jwt.get_unverified_header(renewed.access_token)["kid"] == new
    auth.desk.command(use_cases.rotate_signing_keys)
    assert kids(auth) == [old, new], "its tokens are still about"
    assert cli.main(["keys", "list"], environment) == 0
    assert new in capsys.readouterr().out


def test_an_operator_revokes_a_key_and_another_signs(
    auth: AuthDesk, migrated: Callable[[str], ServiceDatabase], capsys: pytest.CaptureFixture[str]
) -> None:
    environment = {"GAZBAN_DATABASE_URL": migrated("auth").app_url}
    (old,) = kids(auth)
    tokens = auth.login("19-9-00001", "1001")
    assert cli.main(["keys", "revoke", old], environment) == 0
    assert old not in kids(auth)
    renewed = auth.desk.command(use_cases.refresh, refresh_token=tokens.refresh_token)
    assert [jwt.get_unverified_header(renewed.access_token)["kid"]] == kids(auth)
    assert cli.main(["keys", "revoke", old], environment) == 0
    assert "no such key" in capsys.readouterr().out


def test_an_operator_lets_the_it_unit_in_again(
    auth: AuthDesk, migrated: Callable[[str], ServiceDatabase], capsys: pytest.CaptureFixture[str]
) -> None:
    environment = {"GAZBAN_DATABASE_URL": migrated("auth").app_url}
    assert cli.main(["accounts", "reset-password", "19-9-00001"], environment) == 0
    password = capsys.readouterr().out.split()[-1]
    auth.desk.pass_time(seconds=30)
    assert auth.login("19-9-00001", password).must_change_password
    assert cli.main(["accounts", "end-sessions", "19-9-00001"], environment) == 0
    assert auth.desk.rows("SELECT end_reason FROM sessions") == [("ended_by_it",)]
    log = auth.desk.query(use_cases.list_account_log, caller=auth.it, membership_code="19-9-00001").items
    assert [(entry.change, entry.by) for entry in log if entry.change != "created"] == [
        ("sessions_ended_by_it", None),
        ("password_reset", None),
    ], "an operator is no user"
    for command in (["remove-second-factor", "19-9-00001"], ["end-sessions", "19-9-99999"]):
        assert cli.main(["accounts", *command], environment) == 2
    assert "nothing was done" in capsys.readouterr().err
