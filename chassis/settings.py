"""What a process is told by its environment. Secrets come from here and nowhere else."""

import os
from collections.abc import Mapping
from dataclasses import dataclass


class MissingSetting(Exception):
    """A setting that the process cannot do without is not in its environment."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Settings that every service shares. The migration URL belongs to the role that owns the tables."""

    amqp_url: str
    database_url: str
    migration_database_url: str
    demo: bool = True
    log_format: str = "console"
    log_level: str = "INFO"
    max_workers: int = 16
    inbox_workers: int = 4
    prune_seconds: float = 3600.0
    outbox_limit: int = 20_000
    inbox_limit: int = 20_000
    stop_seconds: float = 8.0  # a little less than the supervisor waits before it kills
    sweep_seconds: float = 15
    sweep_settle_seconds: int = 10

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read ``GAZBAN_…`` variables; a missing one that matters raises :class:`MissingSetting`."""
        database_url = required(environment, "GAZBAN_DATABASE_URL")
        return cls(
            amqp_url=required(environment, "GAZBAN_AMQP_URL"),
            database_url=database_url,
            migration_database_url=environment.get("GAZBAN_MIGRATION_DATABASE_URL") or database_url,
            demo=environment.get("GAZBAN_DEMO", "1") != "0",
            log_format=environment.get("GAZBAN_LOG_FORMAT", "console"),
            log_level=environment.get("GAZBAN_LOG_LEVEL", "INFO"),
            max_workers=int(environment.get("GAZBAN_MAX_WORKERS", "16")),
            inbox_workers=int(environment.get("GAZBAN_INBOX_WORKERS", "4")),
            prune_seconds=float(environment.get("GAZBAN_PRUNE_SECONDS", "3600")),
            outbox_limit=int(environment.get("GAZBAN_OUTBOX_LIMIT", cls.outbox_limit)),
            inbox_limit=int(environment.get("GAZBAN_INBOX_LIMIT", cls.inbox_limit)),
            stop_seconds=float(environment.get("GAZBAN_STOP_SECONDS", cls.stop_seconds)),
            sweep_seconds=float(environment.get("GAZBAN_SWEEP_SECONDS", "15")),
            sweep_settle_seconds=int(environment.get("GAZBAN_SWEEP_SETTLE_SECONDS", "10")),
        )


def required(environment: Mapping[str, str], name: str) -> str:
    """The value of a variable that must be there."""
    value = environment.get(name, "")
    if not value:
        raise MissingSetting(f"the environment variable {name} is not set")
    return value
