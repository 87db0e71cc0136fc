"""The environment of the gateway."""

import pytest

from chassis.forwarded import networks
from chassis.settings import MissingSetting
from gateway.settings import Settings


def test_defaults() -> None:
    settings = Settings.from_environment({"GAZBAN_AMQP_URL": "amqp://x"})
    assert settings == Settings(amqp_url="amqp://x")
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8000, 1)
    assert settings.deadline_seconds < 10


def test_everything_can_be_told() -> None:
    settings = Settings.from_environment(
        {
            "GAZBAN_AMQP_URL": "amqp://x",
            "GATEWAY_HOST": "0.0.0.0",
            "GATEWAY_PORT": "8010",
            "GATEWAY_WORKERS": "2",
            "GATEWAY_THREADS": "8",
            "GATEWAY_DEADLINE_SECONDS": "4.5",
            "GATEWAY_EXPORT_ROWS": "500",
            "GATEWAY_ACCESS_LOG": "0",
            "GATEWAY_TRUSTED_PROXIES": "10.0.0.0/8, ::1",
            "GAZBAN_PUBLIC_URL": "https://gazban.example",
            "GAZBAN_ORGANIZATION": "سازمان آزمون",
            "GAZBAN_LOG_FORMAT": "json",
            "GAZBAN_LOG_LEVEL": "WARNING",
        }
    )
    assert (settings.host, settings.port, settings.workers, settings.threads) == ("0.0.0.0", 8010, 2, 8)
    assert (settings.deadline_seconds, settings.access_log, settings.export_rows) == (4.5, False, 500)
    assert (settings.public_url, settings.organization) == ("https://gazban.example", "سازمان آزمون")
    assert settings.trusted_proxies == networks("10.0.0.0/8,::1/128")
    assert (settings.log_format, settings.log_level) == ("json", "WARNING")


def test_the_bus_must_be_named() -> None:
    with pytest.raises(MissingSetting, match="GAZBAN_AMQP_URL"):
        Settings.from_environment({})
