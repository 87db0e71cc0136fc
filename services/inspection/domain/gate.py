"""The gate that holds a debtor's reports (R21)."""

from dataclasses import dataclass, replace

from contracts.errors import BillingCode, Conflict, InspectionCode


@dataclass(frozen=True)
class Gate:
    """The report gate of one file (R21): may its next report be accepted?

    ``reports_sequence`` counts the reports accepted here. ``settled_sequence`` (the last report that billing has
    decided about) and ``debt_rials`` are billing's, as of its ``billing_version``. ``fence_version`` is the version
    at which billing is about to make a debt without a report: until a snapshot of that version or a later one
    arrives, the file is fenced. A model in the tests shows that with any part of this left out a debtor's report
    can be accepted.
    """

    reports_sequence: int = 0
    settled_sequence: int = 0
    billing_version: int = 0
    debt_rials: int = 0
    fence_version: int = 0

    @property
    def blocked(self) -> bool:
        """Whether the file owes, as far as billing has told."""
        return self.debt_rials > 0

    @property
    def fenced(self) -> bool:
        """Whether billing has announced a debt that its snapshots do not show yet."""
        return self.fence_version > self.billing_version

    @property
    def is_settled(self) -> bool:
        """Whether billing has decided about every report accepted so far."""
        return self.settled_sequence == self.reports_sequence

    @property
    def is_open(self) -> bool:
        """Whether the next report may be accepted."""
        return self.is_settled and not self.blocked and not self.fenced

    def accept(self, *, retry_after_seconds: int = 1) -> "Gate":
        """The gate after one more report, shut until billing settles it.

        Raises ``billing.file_in_debt`` while the file owes, and ``inspection.charge_pending``, which another try after
        ``retry_after_seconds`` may get past, while billing has yet to decide.
        """
        if self.blocked:
            raise Conflict(BillingCode.FILE_IN_DEBT, debt_rials=self.debt_rials)
        if not self.is_open:
            raise Conflict(InspectionCode.CHARGE_PENDING, retry_after_seconds=retry_after_seconds)
        return replace(self, reports_sequence=self.reports_sequence + 1)

    def apply_snapshot(self, *, version: int, settled_sequence: int, debt_rials: int) -> "Gate":
        """The gate after a snapshot of billing's; one that is no newer than the last changes nothing."""
        if version <= self.billing_version:
            return self
        return replace(
            self, billing_version=version, settled_sequence=settled_sequence, debt_rials=debt_rials
        )

    def raise_fence(self, *, version: int) -> "Gate":
        """The gate shut until a snapshot of ``version`` or later; a fence never moves back."""
        return replace(self, fence_version=max(self.fence_version, version))
