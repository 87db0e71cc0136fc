"""The ways by which a text reaches a telephone; the settings choose one of them."""

from functools import cache

from chassis.settings import MissingSetting
from services.messaging.channels.channel import Fate, PermanentFailure, SmsChannel, TemporaryFailure
from services.messaging.channels.kavenegar import Kavenegar
from services.messaging.channels.to_file import FileChannel
from services.messaging.settings import MessagingSettings, settings

__all__ = ["Fate", "PermanentFailure", "SmsChannel", "TemporaryFailure", "channel", "open_channel"]


@cache
def channel() -> SmsChannel:
    """The channel of this process. Raises MissingSetting."""
    return open_channel(settings())


def open_channel(chosen: MessagingSettings) -> SmsChannel:
    """The channel that the settings name. Raises MissingSetting for one that is not known or lacks something."""
    match chosen.sms_channel:
        case "file":
            return FileChannel(chosen.sms_file)
        case "kavenegar":
            for name in ("host", "key", "sender"):
                if not getattr(chosen, f"kavenegar_{name}"):
                    raise MissingSetting(
                        f"the environment variable GAZBAN_MESSAGING_KAVENEGAR_{name.upper()} is not set"
                    )
            return Kavenegar(
                host=chosen.kavenegar_host,
                key=chosen.kavenegar_key,
                sender=chosen.kavenegar_sender,
                patience_seconds=chosen.sms_patience_seconds,
            )
        case unknown:
            raise MissingSetting(f"GAZBAN_MESSAGING_SMS_CHANNEL is {unknown!r}: it may be file or kavenegar")
