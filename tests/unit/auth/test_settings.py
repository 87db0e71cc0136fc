"""The knobs and their defaults."""

from datetime import timedelta

import pytest

from contracts.terms import Role
from services.auth.domain import GuessingLimits
from services.auth.settings import AuthSettings


def test_an_empty_environment_gives_the_defaults() -> None:
    assert AuthSettings.from_environment({}) == AuthSettings()


def test_the_environment_decides() -> None:
    read = AuthSettings.from_environment(
        {
            "GAZBAN_AUTH_ARGON2_TIME_COST": "3",
            "GAZBAN_AUTH_ARGON2_MEMORY_KIB": "1024",
            "GAZBAN_AUTH_ARGON2_PARALLELISM": "2",
            "GAZBAN_AUTH_ACCESS_TOKEN_SECONDS": "60",
            "GAZBAN_AUTH_REFRESH_TOKEN_DAYS": "7",
            "GAZBAN_AUTH_SIGNING_KEY_DAYS": "10",
            "GAZBAN_AUTH_ENDED_SESSIONS_KEPT_DAYS": "5",
            "GAZBAN_AUTH_REFRESH_GRACE_SECONDS": "6",
            "GAZBAN_AUTH_RESET_PAUSE_SECONDS": "4",
            "GAZBAN_AUTH_SIGN_IN_FAILURES": "12",
            "GAZBAN_AUTH_SIGN_IN_WINDOW_SECONDS": "100",
            "GAZBAN_AUTH_SIGN_IN_SHORTEST_LOCK_SECONDS": "30",
            "GAZBAN_AUTH_SIGN_IN_LONGEST_LOCK_SECONDS": "300",
            "GAZBAN_AUTH_SESSION_DAYS": "20",
            "GAZBAN_AUTH_TEMPORARY_PASSWORD_HOURS": "24",
            "GAZBAN_AUTH_TEMPORARY_PASSWORD_GRACE_MINUTES": "5",
            "GAZBAN_AUTH_KNOWN_DEVICE_DAYS": "30",
            "GAZBAN_AUTH_ADDRESS_FAILURES": "50",
            "GAZBAN_AUTH_CODE_LONGEST_LOCK_SECONDS": "7200",
            "GAZBAN_AUTH_SECOND_FACTOR_ROLES": "it, finance",
            "GAZBAN_DEMO": "0",
        }
    )
    assert read == AuthSettings(
        argon2_time_cost=3,
        argon2_memory_kib=1024,
        argon2_parallelism=2,
        access_token_lifetime=timedelta(seconds=60),
        refresh_token_lifetime=timedelta(days=7),
        signing_key_lifetime=timedelta(days=10),
        ended_sessions_kept=timedelta(days=5),
        refresh_grace=timedelta(seconds=6),
        reset_pause=timedelta(seconds=4),
        guessing=GuessingLimits(
            failures=12,
            window=timedelta(seconds=100),
            shortest_lock=timedelta(seconds=30),
            longest_lock=timedelta(seconds=300),
        ),
        session_lifetime=timedelta(days=20),
        temporary_password_lifetime=timedelta(hours=24),
        temporary_password_grace=timedelta(minutes=5),
        known_device_lifetime=timedelta(days=30),
        guessing_by_address=GuessingLimits(failures=50),
        guessing_codes=GuessingLimits(failures=5, window=timedelta(days=1), longest_lock=timedelta(hours=2)),
        second_factor_roles=frozenset({Role.IT, Role.FINANCE}),
        demo=False,
    )


@pytest.mark.parametrize(
    ("environment", "roles"),
    [
        ({}, set()),
        ({"GAZBAN_DEMO": "1"}, set()),
        ({"GAZBAN_DEMO": "0"}, {Role.OFFICE, Role.FINANCE, Role.IT}),
        ({"GAZBAN_DEMO": "0", "GAZBAN_AUTH_SECOND_FACTOR_ROLES": "none"}, set()),
        ({"GAZBAN_AUTH_SECOND_FACTOR_ROLES": "inspector"}, {Role.INSPECTOR}),
    ],
)
def test_staff_need_a_second_factor_save_in_a_demonstration(
    environment: dict[str, str], roles: set[Role]
) -> None:
    assert AuthSettings.from_environment(environment).second_factor_roles == roles


def test_a_role_that_is_none_is_not_overlooked() -> None:
    with pytest.raises(ValueError, match="emperor"):
        AuthSettings.from_environment({"GAZBAN_AUTH_SECOND_FACTOR_ROLES": "it,emperor"})
