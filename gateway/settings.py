"""What the gateway is told by its environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from chassis.forwarded import LOOPBACK, Networks, networks
from chassis.settings import required


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The gateway's own knobs; each field's variable is named in ``from_environment``."""

    amqp_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    threads: int = 32
    deadline_seconds: float = 9.0
    body_limit_bytes: int = 1024 * 1024
    export_rows: int = 10_000
    keys_interval_seconds: float = 3.0
    keys_kept_seconds: float = 300.0
    revoked_interval_seconds: float = 5.0
    token_cache_size: int = 4096
    health_timeout_seconds: float = 1.0
    public_url: str = ""
    trusted_proxies: Networks = LOOPBACK
    organization: str = "سازمان نظام مهندسی ساختمان"
    access_log: bool = True
    log_format: str = "console"
    log_level: str = "INFO"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the environment; a missing ``GAZBAN_AMQP_URL`` raises ``chassis.settings.MissingSetting``."""
        return cls(
            amqp_url=required(environment, "GAZBAN_AMQP_URL"),
            host=environment.get("GATEWAY_HOST", cls.host),
            port=int(environment.get("GATEWAY_PORT", cls.port)),
            workers=int(environment.get("GATEWAY_WORKERS", cls.workers)),
            threads=int(environment.get("GATEWAY_THREADS", cls.threads)),
            deadline_seconds=float(environment.get("GATEWAY_DEADLINE_SECONDS", cls.deadline_seconds)),
            public_url=environment.get("GAZBAN_PUBLIC_URL", cls.public_url),
            trusted_proxies=networks(environment.get("GATEWAY_TRUSTED_PROXIES", "")) or LOOPBACK,
            organization=environment.get("GAZBAN_ORGANIZATION", "").strip() or cls.organization,
            export_rows=int(environment.get("GATEWAY_EXPORT_ROWS", cls.export_rows)),
            access_log=environment.get("GATEWAY_ACCESS_LOG", "1") != "0",
            log_format=environment.get("GAZBAN_LOG_FORMAT", cls.log_format),
            log_level=environment.get("GAZBAN_LOG_LEVEL", cls.log_level),
        )
