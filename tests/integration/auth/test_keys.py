"""The life of signing keys, on a real PostgreSQL."""

import jwt

from services.auth import use_cases
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
