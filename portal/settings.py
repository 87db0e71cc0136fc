"""What the portal is told by its environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from chassis.forwarded import LOOPBACK, Networks, networks
from chassis.settings import MissingSetting, required

DEMO_SECRET = "the demonstration's secret, which everybody knows"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The portal's own knobs; each field's variable is named in ``from_environment``.

    ``secrets`` encrypt the cookies: the first is used, the others are still read, so that one can be replaced by
    another without signing anybody out.
    """

    gateway_url: str
    secrets: tuple[str, ...]
    host: str = "127.0.0.1"
    port: int = 8080
    threads: int = 16
    timeout_seconds: float = 12.0  # longer than the gateway ever takes
    https_only: bool = False
    trusted_proxies: Networks = LOOPBACK
    organization: str = "سازمان نظام مهندسی ساختمان"
    organization_english: str = "Construction Engineering Organization"
    demo: bool = False
    access_log: bool = True
    log_format: str = "console"
    log_level: str = "INFO"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the environment; raises ``chassis.settings.MissingSetting`` for what has no default.

        A demonstration (``GAZBAN_DEMO=1``) needs no ``PORTAL_SECRETS``, and its cookies go over plain HTTP, too.
        """
        demo = environment.get("GAZBAN_DEMO", "0") == "1"
        given = environment.get("PORTAL_SECRETS", "") if demo else required(environment, "PORTAL_SECRETS")
        if given == DEMO_SECRET and not demo:
            raise MissingSetting("PORTAL_SECRETS is to be a secret, and this one everybody knows")
        secrets = tuple(each.strip() for each in given.split(",") if each.strip())
        return cls(
            gateway_url=required(environment, "GAZBAN_GATEWAY_URL").rstrip("/"),
            secrets=secrets or (DEMO_SECRET,),
            host=environment.get("PORTAL_HOST", cls.host),
            port=int(environment.get("PORTAL_PORT", cls.port)),
            threads=int(environment.get("PORTAL_THREADS", cls.threads)),
            https_only=(environment.get("PORTAL_HTTPS_ONLY") or ("0" if demo else "1")) != "0",
            trusted_proxies=networks(environment.get("PORTAL_TRUSTED_PROXIES", "")) or LOOPBACK,
            organization=environment.get("GAZBAN_ORGANIZATION", "").strip() or cls.organization,
            organization_english=environment.get("GAZBAN_ORGANIZATION_ENGLISH", "").strip()
            or cls.organization_english,
            demo=demo,
            access_log=environment.get("PORTAL_ACCESS_LOG", "1") != "0",
            log_format=environment.get("GAZBAN_LOG_FORMAT", cls.log_format),
            log_level=environment.get("GAZBAN_LOG_LEVEL", cls.log_level),
        )
