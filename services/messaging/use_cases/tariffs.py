"""What the billing service tells of tariffs."""

from chassis.jalali import jalali_date
from chassis.work import Work
from contracts.billing import TariffActivated, TariffWithdrawn
from services.messaging.domain.notices import tariffs
from services.messaging.use_cases.telling import tell


def tell_tariff_activated(work: Work, event: TariffActivated) -> None:
    """Office and finance hear from when on another tariff is in force, and again if that day is moved (R26)."""
    notices = tariffs.tariff_activated(
        key=f"tariff_activated:{event.version}:{event.activated_at.isoformat()}",
        version=event.version,
        effective_from=jalali_date(event.effective_from),
        person=event.activated_by.full_name,
    )
    tell(work, notices)


def tell_tariff_withdrawn(work: Work, event: TariffWithdrawn) -> None:
    """Office and finance hear that what they were told of a tariff will not be; a version is withdrawn once."""
    notices = tariffs.tariff_withdrawn(
        key=f"tariff_withdrawn:{event.version}",
        version=event.version,
        effective_from=jalali_date(event.effective_from),
        person=event.withdrawn_by.full_name,
    )
    tell(work, notices)
