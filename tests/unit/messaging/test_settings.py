"""The knobs and their defaults."""

from pathlib import Path

from services.messaging.settings import MessagingSettings


def test_the_environment_decides() -> None:
    assert MessagingSettings.from_environment({}) == MessagingSettings()
    silent = MessagingSettings.from_environment({"GAZBAN_MESSAGING_TELL_COVERED_CHARGES": "0"})
    assert silent.tell_covered_charges is False
    chosen = MessagingSettings.from_environment(
        {
            "GAZBAN_MESSAGING_SMS_CHANNEL": "kavenegar",
            "GAZBAN_MESSAGING_SMS_FILE": "/x",
            "GAZBAN_MESSAGING_KAVENEGAR_KEY": "k",
        }
    )
    assert (chosen.sms_channel, chosen.sms_file, chosen.kavenegar_key) == ("kavenegar", Path("/x"), "k")


def test_an_empty_variable_is_as_good_as_none() -> None:
    empty = {f"GAZBAN_MESSAGING_{name}": "" for name in ("SMS_CHANNEL", "SMS_FILE", "SMS_PATIENCE_SECONDS")}
    assert MessagingSettings.from_environment(empty) == MessagingSettings()
