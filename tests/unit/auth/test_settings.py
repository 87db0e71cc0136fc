"""The knobs and their defaults."""

from datetime import timedelta

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
        demo=False,
    )
