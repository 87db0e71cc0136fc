"""What is due after this service's database was restored from an older copy."""

from chassis.work import RESTORED_LEAP, Work
from services.referral import store


def outgrow_versions(work: Work) -> None:
    """Make whatever is told of a file from now on newer than all that was told before the copy was put back.

    The other services take over only a snapshot with a higher version.
    """
    store.raise_all_versions(work.session, by=RESTORED_LEAP)
