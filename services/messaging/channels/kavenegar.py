"""SMS by Kavenegar's REST interface.

The key is a part of every address, so no address and no error of the HTTP library, which quotes it, is ever passed on.
``localid`` is how the provider recognizes a text that it has taken already.
"""

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

import requests

from services.messaging.channels.channel import Fate, PermanentFailure, TemporaryFailure

_LARGEST_ANSWER = 250_000
_OK = 200
# Of the interface's own statuses: "failed", "the server cannot answer", and those about the account rather than the
# text, which somebody has to set right while the texts wait.
_PASSING = frozenset({401, 402, 403, 407, 409, 416, 418, 429, 451})
_DELIVERED = 10
# failed, not delivered, cancelled, blocked by the recipient
_LOST = frozenset({6, 11, 13, 14})
_UNKNOWN = 100


class Kavenegar:
    """One account at the provider."""

    def __init__(self, *, host: str, key: str, sender: str, patience_seconds: float = 10.0) -> None:
        """``host`` is where it is, such as ``https://…`` without a path."""
        self._base, self._sender = f"{host.rstrip('/')}/v1/{key}/sms", sender
        self._patience_seconds = patience_seconds

    def send(self, mobile: str, text: str, key: str) -> str:
        """Hand a text over; the reference is the provider's ``messageid``."""
        form = {"receptor": mobile, "message": text, "sender": self._sender, "localid": _local_id(key)}
        entries = self._ask("send", form)
        reference = entries[0].get("messageid") if entries else None
        if not isinstance(reference, int | str) or not str(reference):
            raise TemporaryFailure("the provider's answer has no reference")
        return str(reference)

    def fates(self, references: Sequence[str]) -> dict[str, Fate]:
        """What became of texts."""
        try:
            entries = self._ask("status", {"messageid": ",".join(references)})
        except PermanentFailure as error:
            raise TemporaryFailure(str(error)) from None
        told = {str(entry.get("messageid")): entry.get("status") for entry in entries}
        return {
            reference: _fate(told[reference])
            for reference in references
            if told.get(reference, _UNKNOWN) != _UNKNOWN
        }

    def _ask(self, verb: str, form: Mapping[str, str]) -> list[Mapping[str, Any]]:
        """The entries of an answer that says that all is well."""
        status, body = self._post(verb, form)
        told, entries = _read(body)
        # A refusal says in its body which it is; one from something in between has no such body.
        outcome = told or status
        if outcome == _OK == status:
            return entries
        if outcome in _PASSING or outcome >= 500 or status >= 500 or outcome < 400:
            raise TemporaryFailure(f"the provider answered {outcome}")
        raise PermanentFailure(f"the provider answered {outcome}")

    def _post(self, verb: str, form: Mapping[str, str]) -> tuple[int, bytes]:
        give_up_at = time.monotonic() + self._patience_seconds
        try:
            with (
                requests.Session() as session,
                session.post(
                    f"{self._base}/{verb}.json",
                    data=form,
                    timeout=self._patience_seconds,
                    allow_redirects=False,
                    stream=True,
                ) as answer,
            ):
                return answer.status_code, _body_of(answer, give_up_at)
        except requests.RequestException as error:
            # Its text quotes the address, and with it the key.
            raise TemporaryFailure(f"the provider did not answer: {type(error).__name__}") from None


def _body_of(answer: requests.Response, give_up_at: float) -> bytes:
    """The whole body, unless it is endless, or comes in drips for longer than anybody waits."""
    body = bytearray()
    for byte in answer.iter_content(1):  # more at a time would wait for all of it, whatever that takes
        body += byte
        if len(body) > _LARGEST_ANSWER or time.monotonic() > give_up_at:
            raise TemporaryFailure("the provider's answer has no end")
    return bytes(body)


def _read(body: bytes) -> tuple[int | None, list[Mapping[str, Any]]]:
    """The status that an answer gives itself, and its entries; no status if it is not the provider's."""
    try:
        answer = json.loads(body)
        status = answer["return"]["status"]
        entries = answer.get("entries")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None, []
    listed = entries if isinstance(entries, list) else []
    whole: list[Mapping[str, Any]] = [entry for entry in listed if isinstance(entry, dict)]
    return (status if isinstance(status, int) else None), whole


def _fate(status: object) -> Fate:
    if status == _DELIVERED:
        return Fate.DELIVERED
    return Fate.LOST if status in _LOST else Fate.UNDER_WAY


def _local_id(key: str) -> str:
    """A positive number of 62 bits for a key, always the same: the provider takes no text."""
    return str(int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") >> 2)
