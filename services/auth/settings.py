"""The knobs of this service, read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

from services.auth.domain import GuessingLimits


@dataclass(frozen=True, kw_only=True)
class AuthSettings:
    """How passwords are hashed, how often one may be guessed, and how long keys and tokens live.

    ``refresh_grace`` is how soon a used refresh token may come again without being taken for stolen,
    ``reset_pause`` how soon after a password reset another one is refused.

    The Argon2id cost may be changed at any time: a hash of the old cost is replaced when its owner signs in.
    """

    argon2_time_cost: int = 2
    argon2_memory_kib: int = 19 * 1024
    argon2_parallelism: int = 1
    access_token_lifetime: timedelta = timedelta(minutes=15)
    refresh_token_lifetime: timedelta = timedelta(days=30)
    signing_key_lifetime: timedelta = timedelta(days=90)
    ended_sessions_kept: timedelta = timedelta(days=90)
    refresh_grace: timedelta = timedelta(seconds=20)
    reset_pause: timedelta = timedelta(seconds=15)
    guessing: GuessingLimits = field(default_factory=GuessingLimits)
    demo: bool = True

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "AuthSettings":
        """Read ``GAZBAN_AUTH_…`` variables and ``GAZBAN_DEMO``; what is absent keeps its default."""

        def number(name: str, default: int) -> int:
            return int(environment.get(f"GAZBAN_AUTH_{name}") or default)

        return cls(
            argon2_time_cost=number("ARGON2_TIME_COST", cls.argon2_time_cost),
            argon2_memory_kib=number("ARGON2_MEMORY_KIB", cls.argon2_memory_kib),
            argon2_parallelism=number("ARGON2_PARALLELISM", cls.argon2_parallelism),
            access_token_lifetime=timedelta(seconds=number("ACCESS_TOKEN_SECONDS", 15 * 60)),
            refresh_token_lifetime=timedelta(days=number("REFRESH_TOKEN_DAYS", 30)),
            signing_key_lifetime=timedelta(days=number("SIGNING_KEY_DAYS", 90)),
            ended_sessions_kept=timedelta(days=number("ENDED_SESSIONS_KEPT_DAYS", 90)),
            refresh_grace=timedelta(seconds=number("REFRESH_GRACE_SECONDS", 20)),
            reset_pause=timedelta(seconds=number("RESET_PAUSE_SECONDS", 15)),
            guessing=GuessingLimits(
                failures=number("SIGN_IN_FAILURES", GuessingLimits.failures),
                window=timedelta(seconds=number("SIGN_IN_WINDOW_SECONDS", 15 * 60)),
                shortest_lock=timedelta(seconds=number("SIGN_IN_SHORTEST_LOCK_SECONDS", 60)),
                longest_lock=timedelta(seconds=number("SIGN_IN_LONGEST_LOCK_SECONDS", 15 * 60)),
            ),
            demo=environment.get("GAZBAN_DEMO", "1") != "0",
        )


@cache
def settings() -> AuthSettings:
    """The settings of this process."""
    return AuthSettings.from_environment()
