"""The gate that holds a debtor's reports (R21)."""

from dataclasses import dataclass, replace

from contracts.errors import BillingCode, Conflict, InspectionCode


@dataclass(frozen=True)
class Gate:
    """The report gate of one file (R21): may its next report be accepted?

    ``reports_sequence`` counts the reports accepted here. ``settled_sequence`` (the last report that billing has
    decided about), ``debt_rials``, ``priced_revision`` (the last correction of a meter that it has priced) and
    ``invoice_due_rials`` are billing's, as of its ``billing_version``. ``meters_revision`` is the last correction that
    is known here. ``fence_version`` is the version at which billing is about to make a debt without a report: until a
    snapshot of that version or a later one arrives, the file is fenced. A model in the tests shows that with any part
    of this left out a debtor's report can be accepted, or one before a correction is priced (or paid for, if need be).
    """

    reports_sequence: int = 0
    settled_sequence: int = 0
    billing_version: int = 0
    debt_rials: int = 0
    fence_version: int = 0
    meters_revision: int = 0
    priced_revision: int = 0
    invoice_due_rials: int = 0

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
    def is_priced(self) -> bool:
        """Whether billing has priced every correction of a meter that is known here (R17)."""
        return self.priced_revision >= self.meters_revision

    @property
    def is_invoiced(self) -> bool:
        """Whether something of an invoice is to be paid: the registration's, or a correction's."""
        return self.invoice_due_rials > 0

    @property
    def owes(self) -> bool:
        """Whether it is the contractor who keeps the file waiting: for its reports, or for an invoice."""
        return self.blocked or self.is_invoiced

    @property
    def is_decided(self) -> bool:
        """Whether billing has decided about all that it has to before the next report."""
        return self.is_settled and self.is_priced and not self.fenced

    @property
    def is_open(self) -> bool:
        """Whether the next report may be accepted where an unpaid invoice shuts the gate, too."""
        return self.is_decided and not self.owes

    def accept(self, *, retry_after_seconds: int = 1, unpaid_invoice_shuts: bool = True) -> "Gate":
        """The gate after one more report, shut until billing settles it.

        Raises ``billing.file_in_debt`` while the file owes for reports, ``billing.invoice_due`` while an invoice is
        open and the organization wants that paid first, and ``inspection.charge_pending``, which another try after
        ``retry_after_seconds`` may get past, while billing has yet to decide.
        """
        if self.blocked:
            raise Conflict(BillingCode.FILE_IN_DEBT, debt_rials=self.debt_rials)
        if unpaid_invoice_shuts and self.is_invoiced:
            raise Conflict(BillingCode.INVOICE_DUE, invoice_due_rials=self.invoice_due_rials)
        if not self.is_decided:
            raise Conflict(InspectionCode.CHARGE_PENDING, retry_after_seconds=retry_after_seconds)
        return replace(self, reports_sequence=self.reports_sequence + 1)

    def apply_snapshot(
        self,
        *,
        version: int,
        settled_sequence: int,
        debt_rials: int,
        priced_revision: int = 0,
        invoice_due_rials: int = 0,
    ) -> "Gate":
        """The gate after a snapshot of billing's; one that is older than the last changes nothing.

        Nor does one of the same version, unless the last came from a billing that could not say yet what this one
        says. What was priced once stays priced, whoever says less.
        """
        priced = max(self.priced_revision, priced_revision)
        if version < self.billing_version:
            return self
        if version == self.billing_version:
            due = max(self.invoice_due_rials, invoice_due_rials)
            return replace(self, priced_revision=priced, invoice_due_rials=due)
        return replace(
            self,
            billing_version=version,
            settled_sequence=settled_sequence,
            debt_rials=debt_rials,
            priced_revision=priced,
            invoice_due_rials=invoice_due_rials,
        )

    def raise_fence(self, *, version: int) -> "Gate":
        """The gate shut until a snapshot of ``version`` or later; a fence never moves back."""
        return replace(self, fence_version=max(self.fence_version, version))
