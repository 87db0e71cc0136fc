"""What every process reads from its environment."""

import dataclasses

import pytest

from chassis.settings import MissingSetting, Settings, required

LEAST = {"GAZBAN_AMQP_URL": "amqp://bus", "GAZBAN_DATABASE_URL": "postgresql://app@db/x"}


def test_the_least_that_is_needed() -> None:
    settings = Settings.from_environment(LEAST)
    assert settings == Settings(
        amqp_url="amqp://bus",
        database_url="postgresql://app@db/x",
        migration_database_url="postgresql://app@db/x",
        demo=True,
        log_format="console",
        log_level="INFO",
        max_workers=16,
        inbox_workers=4,
        sweep_seconds=15,
        sweep_settle_seconds=10,
    )


@pytest.mark.parametrize("name", LEAST)
@pytest.mark.parametrize("value", [None, ""])
def test_what_is_missing_is_named(name: str, value: str | None) -> None:
    environment = {key: text for key, text in {**LEAST, name: value}.items() if text is not None}
    with pytest.raises(MissingSetting, match=name):
        Settings.from_environment(environment)


def test_everything_can_be_set() -> None:
    settings = Settings.from_environment(
        {
            **LEAST,
            "GAZBAN_MIGRATION_DATABASE_URL": "postgresql://owner@db/x",
            "GAZBAN_DEMO": "0",
            "GAZBAN_LOG_FORMAT": "json",
            "GAZBAN_LOG_LEVEL": "DEBUG",
            "GAZBAN_MAX_WORKERS": "3",
            "GAZBAN_INBOX_WORKERS": "2",
            "GAZBAN_PRUNE_SECONDS": "1.5",
            "GAZBAN_OUTBOX_LIMIT": "10",
            "GAZBAN_INBOX_LIMIT": "20",
            "GAZBAN_STOP_SECONDS": "2.5",
            "GAZBAN_SWEEP_SECONDS": "0.5",
            "GAZBAN_SWEEP_SETTLE_SECONDS": "1",
        }
    )
    usual = Settings.from_environment(LEAST)
    unset = [
        field.name
        for field in dataclasses.fields(Settings)
        if getattr(settings, field.name) == getattr(usual, field.name)
    ]
    assert unset == ["amqp_url", "database_url"]
    assert (settings.migration_database_url, settings.demo) == ("postgresql://owner@db/x", False)
    assert (settings.max_workers, settings.inbox_workers) == (3, 2)
    assert (settings.sweep_seconds, settings.sweep_settle_seconds) == (0.5, 1)


@pytest.mark.parametrize(("value", "demo"), [("0", False), ("1", True), ("", True), ("false", True)])
def test_only_a_zero_ends_the_demonstration(value: str, demo: bool) -> None:
    assert Settings.from_environment({**LEAST, "GAZBAN_DEMO": value}).demo is demo


@pytest.mark.parametrize(
    "name",
    [
        "GAZBAN_OUTBOX_LIMIT",
        "GAZBAN_STOP_SECONDS",
        "GAZBAN_MAX_WORKERS",
        "GAZBAN_INBOX_WORKERS",
        "GAZBAN_SWEEP_SECONDS",
        "GAZBAN_SWEEP_SETTLE_SECONDS",
    ],
)
def test_a_number_that_is_none_stops_the_process(name: str) -> None:
    with pytest.raises(ValueError, match="many"):
        Settings.from_environment({**LEAST, name: "many"})


def test_a_required_value_is_given_as_it_is() -> None:
    assert required({"X": " a "}, "X") == " a "
