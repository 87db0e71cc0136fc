"""The knobs and their defaults."""

from services.messaging.settings import MessagingSettings


def test_the_environment_decides() -> None:
    assert MessagingSettings.from_environment({}) == MessagingSettings()
    silent = MessagingSettings.from_environment({"GAZBAN_MESSAGING_TELL_COVERED_CHARGES": "0"})
    assert silent.tell_covered_charges is False
