"""What is due after this service's database was restored from an older copy."""

from chassis.work import RESTORED_LEAP, Work
from contracts.billing import GateRestated
from services.billing import store
from services.billing.use_cases.views import gate_of


def outgrow_versions(work: Work) -> None:
    """Tell every open file's gate anew, with a version above all that were told before the copy was put back.

    The report gate takes over only a higher version, and its fence holds only above the version that it knows (R21).
    What the copy does not know of, such as a receipt, is owed again: the gate shuts until it is recorded again.
    """
    store.raise_all_versions(work.session, by=RESTORED_LEAP, now=work.now)
    for account in store.open_accounts(work.session):
        work.emit(GateRestated(file_id=account.file_id, gate=gate_of(account)))
