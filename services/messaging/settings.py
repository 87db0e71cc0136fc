"""The knobs of this service, read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class MessagingSettings:
    """How much the system says by itself, and by which provider SMS go.

    ``tell_covered_charges``: whether the contractor hears of charges that a prepaid unit covered, not of debts only.
    ``sms_channel``: ``file`` appends each SMS to ``sms_file``; ``kavenegar`` needs its host, key and sender.
    """

    tell_covered_charges: bool = True
    sms_channel: str = "file"
    sms_file: Path = Path("sms.jsonl")
    sms_patience_seconds: float = 10.0
    kavenegar_host: str = ""
    kavenegar_key: str = field(default="", repr=False)
    kavenegar_sender: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "MessagingSettings":
        """Read ``GAZBAN_MESSAGING_…`` variables; what is absent or empty keeps its default."""

        def given(name: str, default: str) -> str:
            return environment.get(f"GAZBAN_MESSAGING_{name}") or default

        return cls(
            tell_covered_charges=given("TELL_COVERED_CHARGES", "1") != "0",
            sms_channel=given("SMS_CHANNEL", "file"),
            sms_file=Path(given("SMS_FILE", "sms.jsonl")),
            sms_patience_seconds=float(given("SMS_PATIENCE_SECONDS", "10")),
            kavenegar_host=given("KAVENEGAR_HOST", ""),
            kavenegar_key=given("KAVENEGAR_KEY", ""),
            kavenegar_sender=given("KAVENEGAR_SENDER", ""),
        )


@cache
def settings() -> MessagingSettings:
    """The settings of this process."""
    return MessagingSettings.from_environment()
