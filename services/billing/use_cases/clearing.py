"""Telling, once, that a file's registration is paid, and that it owes nothing for its reports any more."""

from chassis.work import Work
from contracts.billing import DebtCleared, RegistrationPaid
from services.billing import store
from services.billing.tables import FileAccount
from services.billing.use_cases.views import contractor_of, gate_of


def tell_cleared(work: Work, account: FileAccount, *, had_debt: bool) -> None:
    """Tell what became true by this transaction; the account's ``version`` is its own already."""
    if not account.invoice_due_rials and not account.registration_paid:
        account.registration_paid = True
        if account.state == "open":
            _tell_registration_paid(work, account)
    if had_debt and not account.debt_rials:
        work.emit(
            DebtCleared(
                file_id=account.file_id,
                number=account.number,
                contractor=contractor_of(account),
                gate=gate_of(account),
            )
        )


def _tell_registration_paid(work: Work, account: FileAccount) -> None:
    net_rials, vat_rials = store.invoiced_for_units(work.session, account.file_id)
    work.emit(
        RegistrationPaid(
            file_id=account.file_id,
            number=account.number,
            contractor=contractor_of(account),
            amount_rials=net_rials + vat_rials,
            gate=gate_of(account),
        )
    )
