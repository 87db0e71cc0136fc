"""Zarinpal's interface, version 4; whatever else speaks it is another host.

Answers are ``{"data": {"code": 100, …}, "errors": []}``, or ``{"data": [], "errors": {"code": -51, …}}``. Whatever is
not one of these came from something in between, and decides nothing.
"""

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

import requests

from services.billing.channels.provider import (
    NotPaid,
    NotRequested,
    OtherAmount,
    Paid,
    Requested,
    Unclear,
    Verdict,
)

_LARGEST_ANSWER = 250_000
_CURRENCY = "IRR"
_OK, _VERIFIED_BEFORE = 100, 101
_OTHER_AMOUNT, _NOT_PAID = -50, -51


class _Silence(Exception):
    """No answer that can be read."""


class Zarinpal:
    """One merchant's account."""

    def __init__(self, *, host: str, merchant: str, patience_seconds: float) -> None:
        """``host`` is where it is, such as ``https://…`` without a path."""
        self._host, self._merchant, self._patience_seconds = host.rstrip("/"), merchant, patience_seconds

    def request(
        self, *, payment_id: str, amount_rials: int, callback_url: str, description: str
    ) -> Requested | NotRequested:
        """Announce a payment."""
        asked = {
            "amount": amount_rials,
            "currency": _CURRENCY,
            "callback_url": callback_url,
            "description": description,
            "metadata": {"order_id": payment_id},
        }
        try:
            code, data = self._ask("request", asked)
        except _Silence as silence:
            return NotRequested(why=str(silence))
        authority = data.get("authority")
        if code != _OK or not isinstance(authority, str) or not 0 < len(authority) <= 100:
            return NotRequested(why=f"the provider answered {code}")
        return Requested(authority=authority, redirect_url=f"{self._host}/pg/StartPay/{authority}")

    def verify(self, *, authority: str, amount_rials: int) -> Verdict:
        """Ask whether this was paid."""
        try:
            code, data = self._ask("verify", {"authority": authority, "amount": amount_rials})
        except _Silence as silence:
            return Unclear(why=str(silence), away=True)
        if code == _NOT_PAID:
            return NotPaid()
        if code == _OTHER_AMOUNT:
            return OtherAmount()
        reference = data.get("ref_id")
        if code not in (_OK, _VERIFIED_BEFORE) or not _is_reference(reference):
            return Unclear(why=f"the provider answered {code}", away=False)
        card, amount = data.get("card_pan"), data.get("amount")
        return Paid(
            reference=str(reference),
            card=card[:40] if isinstance(card, str) else None,
            amount_rials=amount if isinstance(amount, int) else None,
        )

    def unverified(self) -> Sequence[str] | Unclear:
        """The authorities of what was paid and never asked about."""
        try:
            code, data = self._ask("unVerified", {})
        except _Silence as silence:
            return Unclear(why=str(silence), away=True)
        listed = data.get("authorities")
        if code != _OK or not isinstance(listed, list):
            return Unclear(why=f"the provider answered {code}", away=False)
        found = (entry.get("authority") for entry in listed if isinstance(entry, dict))
        return [authority for authority in found if isinstance(authority, str)]

    def _ask(self, verb: str, asked: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        """The code of an answer, and its data."""
        status, body = self._post(verb, {"merchant_id": self._merchant, **asked})
        if status >= 500:
            raise _Silence(f"the provider answered with status {status}")
        try:
            answer = json.loads(body)
            data, errors = answer["data"], answer["errors"]
        except (ValueError, LookupError, TypeError, RecursionError):
            raise _Silence("the provider's answer cannot be read") from None
        for part in (data, errors):
            if isinstance(part, dict) and isinstance(part.get("code"), int):
                return part["code"], part
        raise _Silence("the provider's answer cannot be read")

    def _post(self, verb: str, asked: Mapping[str, Any]) -> tuple[int, bytes]:
        give_up_at = time.monotonic() + self._patience_seconds
        try:
            with (
                requests.Session() as session,
                session.post(
                    f"{self._host}/pg/v4/payment/{verb}.json",
                    json=asked,
                    headers={"Accept": "application/json"},
                    timeout=(self._patience_seconds / 3, self._patience_seconds * 2 / 3),
                    allow_redirects=False,
                    stream=True,
                ) as answer,
            ):
                return answer.status_code, _body_of(answer, give_up_at)
        except requests.RequestException as error:
            raise _Silence(f"the provider did not answer: {type(error).__name__}") from None


def _body_of(answer: requests.Response, give_up_at: float) -> bytes:
    """The whole body, unless it is endless, or comes in drips for longer than anybody waits."""
    body = bytearray()
    for byte in answer.iter_content(1):  # more at a time would wait for all of it, whatever that takes
        body += byte
        if len(body) > _LARGEST_ANSWER or time.monotonic() > give_up_at:
            raise _Silence("the provider's answer has no end")
    return bytes(body)


def _is_reference(value: object) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool) and 0 < len(str(value)) <= 64
