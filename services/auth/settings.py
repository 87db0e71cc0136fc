"""The knobs of this service, read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

from contracts.terms import Role
from services.auth.domain import GuessingLimits

# Whoever works with everybody's files, money or accounts needs a second factor, save in a demonstration.
_STAFF, _NO_ROLES = (Role.OFFICE, Role.FINANCE, Role.IT), "none"
_BY_ADDRESS = GuessingLimits(failures=100)
_CODES = GuessingLimits(failures=5, window=timedelta(days=1), longest_lock=timedelta(hours=1))


@dataclass(frozen=True, kw_only=True)
class AuthSettings:
    """How passwords are hashed, how often one may be guessed, and how long keys and tokens live.

    ``refresh_grace`` is how soon a used refresh token may come again without being taken for stolen,
    ``reset_pause`` how soon after a password reset another one is refused, ``temporary_password_grace`` for how long
    after its first use a one-time password may be used again. ``guessing`` limits wrong passwords (per membership code,
    per known device, and of one's own while signed in), ``guessing_by_address`` those from one address, and
    ``guessing_codes`` wrong codes of the second factor, which are shorter than any password.

    ``session_lifetime`` is the longest that a session lasts, however often it is renewed. ``second_factor_roles`` are
    those who must have a second factor; everybody may.

    The Argon2id cost may be changed at any time: a hash of the old cost is replaced when its owner signs in.
    """

    argon2_time_cost: int = 2
    argon2_memory_kib: int = 19 * 1024
    argon2_parallelism: int = 1
    access_token_lifetime: timedelta = timedelta(minutes=15)
    refresh_token_lifetime: timedelta = timedelta(days=30)
    signing_key_lifetime: timedelta = timedelta(days=90)
    session_lifetime: timedelta = timedelta(days=90)
    ended_sessions_kept: timedelta = timedelta(days=90)
    refresh_grace: timedelta = timedelta(seconds=20)
    reset_pause: timedelta = timedelta(seconds=15)
    temporary_password_lifetime: timedelta = timedelta(hours=72)
    temporary_password_grace: timedelta = timedelta(hours=1)
    known_device_lifetime: timedelta = timedelta(days=180)
    guessing: GuessingLimits = field(default_factory=GuessingLimits)
    guessing_by_address: GuessingLimits = _BY_ADDRESS
    guessing_codes: GuessingLimits = _CODES
    second_factor_roles: frozenset[Role] = frozenset()
    demo: bool = True

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "AuthSettings":
        """Read ``GAZBAN_AUTH_…`` variables and ``GAZBAN_DEMO``; what is absent keeps its default."""

        demo = environment.get("GAZBAN_DEMO", "1") != "0"
        usual_roles = _NO_ROLES if demo else ",".join(_STAFF)

        def number(name: str, default: int) -> int:
            return int(environment.get(f"GAZBAN_AUTH_{name}") or default)

        def limits(name: str, default: GuessingLimits) -> GuessingLimits:
            def seconds(what: str, usual: timedelta) -> timedelta:
                return timedelta(seconds=number(f"{name}_{what}_SECONDS", int(usual.total_seconds())))

            return GuessingLimits(
                failures=number(f"{name}_FAILURES", default.failures),
                window=seconds("WINDOW", default.window),
                shortest_lock=seconds("SHORTEST_LOCK", default.shortest_lock),
                longest_lock=seconds("LONGEST_LOCK", default.longest_lock),
            )

        return cls(
            argon2_time_cost=number("ARGON2_TIME_COST", cls.argon2_time_cost),
            argon2_memory_kib=number("ARGON2_MEMORY_KIB", cls.argon2_memory_kib),
            argon2_parallelism=number("ARGON2_PARALLELISM", cls.argon2_parallelism),
            access_token_lifetime=timedelta(seconds=number("ACCESS_TOKEN_SECONDS", 15 * 60)),
            refresh_token_lifetime=timedelta(days=number("REFRESH_TOKEN_DAYS", 30)),
            signing_key_lifetime=timedelta(days=number("SIGNING_KEY_DAYS", 90)),
            session_lifetime=timedelta(days=number("SESSION_DAYS", 90)),
            ended_sessions_kept=timedelta(days=number("ENDED_SESSIONS_KEPT_DAYS", 90)),
            refresh_grace=timedelta(seconds=number("REFRESH_GRACE_SECONDS", 20)),
            reset_pause=timedelta(seconds=number("RESET_PAUSE_SECONDS", 15)),
            temporary_password_lifetime=timedelta(hours=number("TEMPORARY_PASSWORD_HOURS", 72)),
            temporary_password_grace=timedelta(minutes=number("TEMPORARY_PASSWORD_GRACE_MINUTES", 60)),
            known_device_lifetime=timedelta(days=number("KNOWN_DEVICE_DAYS", 180)),
            guessing=limits("SIGN_IN", GuessingLimits()),
            guessing_by_address=limits("ADDRESS", cls.guessing_by_address),
            guessing_codes=limits("CODE", cls.guessing_codes),
            second_factor_roles=_roles(environment.get("GAZBAN_AUTH_SECOND_FACTOR_ROLES") or usual_roles),
            demo=demo,
        )


def _roles(text: str) -> frozenset[Role]:
    """Roles separated by commas, or ``none``."""
    return frozenset(Role(each.strip()) for each in text.split(",") if text.strip() != _NO_ROLES)


@cache
def settings() -> AuthSettings:
    """The settings of this process."""
    return AuthSettings.from_environment()
