"""What the sandbox knows of payments: in memory, and in a file, so that a restart forgets nothing."""

import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

_MOST = 5_000


@dataclass
class SandboxPayment:
    """One payment. ``ref_id`` is its number once it was verified; ``slow``: its first verification takes long."""

    authority: str
    merchant: str
    amount: int
    callback_url: str
    description: str
    created: float
    paid: bool = False
    cancelled: bool = False
    slow: bool = False
    ref_id: int | None = None


class Book:
    """The payments, by authority; the oldest are forgotten when they are too many."""

    def __init__(self, path: Path) -> None:
        """Read what an earlier process left."""
        self._path = path
        self._lock = threading.Lock()
        self._payments: dict[str, SandboxPayment] = {}
        if path.exists():
            for known in json.loads(path.read_text(encoding="utf-8")):
                payment = SandboxPayment(**known)
                self._payments[payment.authority] = payment

    def open(self, *, merchant: str, amount: int, callback_url: str, description: str) -> SandboxPayment:
        """A new payment that nobody has paid."""
        payment = SandboxPayment(
            authority=f"S{secrets.token_hex(17)}A",
            merchant=merchant,
            amount=amount,
            callback_url=callback_url,
            description=description,
            created=time.time(),
        )
        with self._lock:
            self._payments[payment.authority] = payment
            while len(self._payments) > _MOST:
                del self._payments[next(iter(self._payments))]
            self._write()
        return payment

    def find(self, authority: str) -> SandboxPayment | None:
        """A payment."""
        return self._payments.get(authority)

    def change(self, payment: SandboxPayment, change: Callable[[SandboxPayment], None]) -> None:
        """Change a payment, and keep it so."""
        with self._lock:
            change(payment)
            self._write()

    def unverified(self, merchant: str) -> list[SandboxPayment]:
        """What was paid to a merchant who never asked about it."""
        with self._lock:
            known = list(self._payments.values())
        return [each for each in known if each.merchant == merchant and each.paid and each.ref_id is None]

    def _write(self) -> None:
        new = self._path.with_suffix(".new")
        text = json.dumps([asdict(each) for each in self._payments.values()], ensure_ascii=False)
        new.write_text(text, encoding="utf-8")
        new.replace(self._path)
