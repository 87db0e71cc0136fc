"""The IT unit's work with accounts, on a real PostgreSQL."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import text

from chassis.paging import encode_cursor
from chassis.work import Work
from contracts.auth import PasswordReset, UserCreated, UserUpdated, UserView
from contracts.codec import decoder
from contracts.errors import Conflict, Forbidden, InvalidRequest, NotFound, Refusal, Unauthenticated
from contracts.terms import Role
from launcher.backends import Backends
from launcher.provision import ServiceDatabase
from services.auth import use_cases
from services.auth.settings import AuthSettings
from services.auth.use_cases import accounts
from tests.integration.auth.conftest import OWN_PASSWORD, AuthDesk, caller_of
from tests.integration.desk import empty


def list_codes(auth: AuthDesk, **filters: Any) -> list[str]:
    page = auth.desk.query(use_cases.list_users, caller=auth.it, **filters)
    return [user.membership_code for user in page.items]


def test_a_new_user_is_told_to_the_bus_and_must_change_the_password(auth: AuthDesk) -> None:
    user = auth.create_user()
    assert user.must_change_password
    assert user.active
    assert auth.desk.events == [
        UserCreated(id=user.id, membership_code="19-3-01234", full_name="مریم کیانی", role=Role.INSPECTOR)
    ]


def test_a_membership_code_is_one_persons(auth: AuthDesk) -> None:
    auth.create_user()
    with pytest.raises(Conflict) as refusal:
        auth.create_user()
    assert refusal.value.code == "auth.duplicate_membership_code"


def test_of_twins_who_create_the_same_user_one_is_refused(auth: AuthDesk) -> None:
    def attempt(_number: int) -> str:
        try:
            auth.create_user()
        except Refusal as refusal:
            return refusal.code
        return "ok"

    with ThreadPoolExecutor(max_workers=4) as pool:
        outcomes = sorted(pool.map(attempt, range(4)))
    assert outcomes == ["auth.duplicate_membership_code"] * 3 + ["ok"]
    assert len(auth.desk.told(UserCreated)) == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.IT])
def test_accounts_are_the_it_units(auth: AuthDesk, role: Role) -> None:
    somebody = replace(auth.it, role=role)
    with pytest.raises(Forbidden):
        auth.desk.command(
            use_cases.create_user,
            caller=somebody,
            membership_code="19-3-01234",
            full_name="x",
            role=Role.IT,
            birth_certificate_number="1",
        )
    with pytest.raises(Forbidden):
        auth.desk.command(use_cases.update_user, caller=somebody, user_id=auth.it.id, active=True)
    with pytest.raises(Forbidden):
        auth.desk.command(use_cases.reset_password, caller=somebody, user_id=auth.it.id)
    if role in (Role.OFFICE, Role.FINANCE):
        assert auth.desk.query(use_cases.list_users, caller=somebody).items
    else:
        with pytest.raises(Forbidden):
            auth.desk.query(use_cases.list_users, caller=somebody)


def test_pages_go_through_all_users_once_even_while_users_arrive(auth: AuthDesk) -> None:
    for number in range(7):
        auth.create_user(f"19-3-0000{number}")
    first = auth.desk.query(use_cases.list_users, caller=auth.it, limit=3)
    auth.create_user("19-1-00000")
    seen = list(first.items)
    cursor = first.next_cursor
    while cursor is not None:
        page = auth.desk.query(use_cases.list_users, caller=auth.it, limit=3, cursor=cursor)
        seen += page.items
        cursor = page.next_cursor
    assert [user.membership_code for user in seen] == [f"19-3-0000{n}" for n in range(7)] + ["19-9-00001"]


@pytest.mark.parametrize(
    "cursor",
    ["!!", encode_cursor("\x00"), encode_cursor("\ud800"), encode_cursor("19-3-01234", "x")],
    ids=["not ours", "NUL", "half of a pair", "too long"],
)
def test_a_forged_cursor_is_refused(auth: AuthDesk, cursor: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        auth.desk.query(use_cases.list_users, caller=auth.it, cursor=cursor)
    assert refusal.value.code == "request.invalid_cursor"


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("۰۱۲۳۴", ["19-3-01234"]),
        ("3-012", ["19-3-01234"]),
        ("كيانى", ["19-3-01234"]),
        ("مریم  کیانی", ["19-3-01234"]),
        ("فناوری", ["19-9-00001"]),
        ("%", []),
        ("_", []),
        ("نیست", []),
    ],
)
def test_searching_for_users(auth: AuthDesk, q: str, found: list[str]) -> None:
    auth.create_user()
    assert list_codes(auth, q=q) == found


def test_users_of_one_role(auth: AuthDesk) -> None:
    auth.create_user()
    auth.create_user("19-7-00001", role=Role.CONTRACTOR)
    assert list_codes(auth, role=Role.CONTRACTOR) == ["19-7-00001"]


def test_deactivating_ends_sessions_and_is_told(auth: AuthDesk) -> None:
    user = auth.create_user()
    tokens = auth.login()
    auth.desk.events.clear()
    changed = auth.desk.command(use_cases.update_user, caller=auth.it, user_id=user.id, active=False)

    assert changed.active is False
    assert auth.desk.events == [
        UserUpdated(
            id=user.id,
            membership_code="19-3-01234",
            full_name="مریم کیانی",
            role=Role.INSPECTOR,
            active=False,
        )
    ]
    with pytest.raises(Unauthenticated):
        auth.desk.command(use_cases.refresh, refresh_token=tokens.refresh_token)
    assert len(auth.desk.query(use_cases.list_revoked_sessions)) == 1
    auth.desk.command(use_cases.update_user, caller=auth.it, user_id=user.id, active=True)
    assert auth.login()


def test_a_new_number_is_told_once(auth: AuthDesk) -> None:
    user = auth.create_user()
    auth.desk.events.clear()
    for _ in range(2):
        auth.desk.command(use_cases.update_user, caller=auth.it, user_id=user.id, mobile="09131234567")
    assert auth.desk.events == [
        UserUpdated(
            id=user.id,
            membership_code="19-3-01234",
            full_name="مریم کیانی",
            role=Role.INSPECTOR,
            active=True,
            mobile="09131234567",
        )
    ]


def test_numbers_that_were_known_before_are_told_once_by_a_migration(auth: AuthDesk) -> None:
    silent = auth.create_user()
    user = auth.create_user("19-3-00777")
    auth.desk.command(use_cases.update_user, caller=auth.it, user_id=user.id, mobile="09131234567")
    migration = import_module("services.auth.migrations.versions.0003_mobiles_told")

    def tell(work: Work) -> None:
        work.session.execute(text("DELETE FROM outbox"))
        work.session.execute(text(migration.TELL))

    auth.desk.command(tell)
    rows = auth.desk.rows("SELECT name, lane, body FROM outbox")
    assert [(name, lane) for name, lane, _ in rows] == [("user_updated", user.id)]
    assert decoder(UserUpdated)(json.loads(rows[0][2])) == UserUpdated(
        id=user.id,
        membership_code="19-3-00777",
        full_name=silent.full_name,
        role=Role.INSPECTOR,
        active=True,
        mobile="09131234567",
    )


def test_a_new_name_is_found_by_searching_and_told(auth: AuthDesk) -> None:
    user = auth.create_user()
    auth.desk.command(use_cases.update_user, caller=auth.it, user_id=user.id, mobile="09131234567")
    auth.desk.events.clear()
    changed = auth.desk.command(use_cases.update_user, caller=auth.it, user_id=user.id, full_name="زهرا راد")
    assert (changed.full_name, changed.mobile, changed.active) == ("زهرا راد", "09131234567", True)
    assert len(auth.desk.told(UserUpdated)) == 1
    assert list_codes(auth, q="راد") == ["19-3-01234"]


@pytest.mark.parametrize("spelt", [str.lower, str.upper])
def test_nobody_deactivates_themself(auth: AuthDesk, spelt: Callable[[str], str]) -> None:
    with pytest.raises(Conflict) as refusal:
        auth.desk.command(use_cases.update_user, caller=auth.it, user_id=spelt(auth.it.id), active=False)
    assert refusal.value.code == "auth.own_account"
    assert auth.desk.query(use_cases.get_me, caller=auth.it).active


@pytest.mark.parametrize("user_id", ["nobody", "01990000-0000-7000-8000-00000000ffff", "\x00"])
def test_an_unknown_user_is_not_found(auth: AuthDesk, user_id: str) -> None:
    with pytest.raises(NotFound):
        auth.desk.command(use_cases.update_user, caller=auth.it, user_id=user_id, active=True)
    with pytest.raises(NotFound):
        auth.desk.command(use_cases.reset_password, caller=auth.it, user_id=user_id)


def test_a_temporary_password_opens_the_door_to_a_change(auth: AuthDesk) -> None:
    user = auth.create_user()
    auth.desk.command(
        use_cases.change_password, caller=caller_of(user), current_password="3001", new_password=OWN_PASSWORD
    )
    tokens = auth.login(password=OWN_PASSWORD)
    temporary = auth.desk.command(
        use_cases.reset_password, caller=auth.it, user_id=user.id
    ).temporary_password

    assert auth.desk.told(PasswordReset) == [PasswordReset(user_id=user.id, reset_at=auth.desk.now)]
    with pytest.raises(Unauthenticated):
        auth.desk.command(use_cases.refresh, refresh_token=tokens.refresh_token)
    with pytest.raises(Unauthenticated):
        auth.login(password=OWN_PASSWORD)
    assert auth.login(password=temporary).must_change_password is True
    assert temporary not in str(auth.desk.rows("SELECT * FROM users")), "only its hash is kept"
    assert temporary not in str(auth.desk.rows("SELECT body FROM outbox"))


def reset(auth: AuthDesk, user: UserView) -> str:
    return auth.desk.command(use_cases.reset_password, caller=auth.it, user_id=user.id).temporary_password


def test_a_password_that_was_just_shown_stays_good(auth: AuthDesk) -> None:
    user = auth.create_user()
    auth.login()  # before the reset, if only just
    shown = reset(auth, user)
    auth.desk.pass_time(seconds=5)
    with pytest.raises(Conflict) as refusal:
        reset(auth, user)
    assert (refusal.value.code, refusal.value.retry_after_seconds) == ("auth.reset_just_now", 10)
    assert len(auth.desk.told(PasswordReset)) == 1

    assert auth.login(password=shown).must_change_password
    assert reset(auth, user) != shown, "it was seen, and may be forgotten again"
    auth.desk.pass_time(seconds=15)
    assert reset(auth, user)


def test_of_twins_who_reset_a_password_one_shows_it(auth: AuthDesk) -> None:
    user = auth.create_user()

    def attempt(_number: int) -> str:
        try:
            return reset(auth, user)
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(max_workers=4) as pool:
        outcomes = list(pool.map(attempt, range(4)))
    assert outcomes.count("auth.reset_just_now") == 3
    (shown,) = (outcome for outcome in outcomes if outcome != "auth.reset_just_now")
    assert auth.login(password=shown)


def test_a_changed_password_may_be_reset_at_once(auth: AuthDesk) -> None:
    user = auth.create_user()
    shown = reset(auth, user)
    auth.desk.command(
        use_cases.change_password, caller=caller_of(user), current_password=shown, new_password=OWN_PASSWORD
    )
    assert auth.login(password=reset(auth, user))


def test_the_first_user_of_a_demonstration(auth: AuthDesk) -> None:
    me: UserView = auth.desk.query(use_cases.get_me, caller=auth.it)
    assert (me.membership_code, me.role, me.must_change_password) == ("19-9-00001", Role.IT, True)
    assert auth.login("19-9-00001", "1001").must_change_password
    auth.desk.command(use_cases.create_first_user)
    assert auth.desk.rows("SELECT count(*) FROM users") == [(1,)]
    assert auth.desk.events == []


def test_the_first_user_in_production_has_a_password_that_is_shown_once(
    auth: AuthDesk,
    backends: Backends,
    migrated: Callable[[str], ServiceDatabase],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    empty(backends, migrated("auth"))
    monkeypatch.setattr(accounts, "settings", lambda: AuthSettings(demo=False))
    auth.desk.command(use_cases.create_first_signing_key)
    auth.desk.command(use_cases.create_first_user)
    auth.desk.command(use_cases.create_first_user)

    printed = capsys.readouterr().out
    assert printed.count("19-9-00001") == 1
    password = printed.split("password")[1].split()[0]
    assert auth.login("19-9-00001", password).must_change_password
    assert len(auth.desk.told(UserCreated)) == 1
    with pytest.raises(Unauthenticated):
        auth.login("19-9-00001", "1001")
