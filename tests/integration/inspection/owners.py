"""The two services that inspection asks."""

from typing import Any, TypeVar

from contracts.billing import CostPreview, GateView
from contracts.errors import CommonCode, Unavailable
from contracts.referral import FileSnapshot

A = TypeVar("A")


class Owners:
    """Referral and billing, as inspection may ask them. Who has no answer to give is away."""

    def __init__(self) -> None:
        self.snapshot: FileSnapshot | None = None
        self.gate: GateView | None = None
        self.earlier_gates: list[GateView] = []  # what billing answers first, one question each
        self.asked: list[str] = []
        self.patience: list[float | None] = []
        self.priced: list[dict[str, Any]] = []

    def client(self, api: type[A], *, deadline_seconds: float | None = None) -> A:
        """Answers for both Apis."""
        self.patience.append(deadline_seconds)
        answering: Any = self
        return answering  # type: ignore[no-any-return]  # it stands in for whichever Api is asked

    def get_snapshot(self, *, file_id: str) -> FileSnapshot:
        """Referral's answer."""
        self.asked.append("get_snapshot")
        if self.snapshot is None:
            raise Unavailable(CommonCode.UNAVAILABLE, retry_after_seconds=2)
        return self.snapshot

    def get_gate(self, *, file_id: str) -> GateView:
        """Billing's answer."""
        self.asked.append("get_gate")
        if self.earlier_gates:
            return self.earlier_gates.pop(0)
        if self.gate is None:
            raise Unavailable(CommonCode.UNAVAILABLE, retry_after_seconds=2)
        return self.gate

    def price_report(self, **arguments: Any) -> CostPreview:
        """Billing's answer; what was asked is in ``priced``."""
        self.priced.append(arguments)
        return CostPreview(
            chargeable=True,
            covered_by=None,
            amount_rials=390_000,
            debt_rials=390_000,
            would_make_debtor=True,
            tariff_version=1,
            lines=[],
        )
