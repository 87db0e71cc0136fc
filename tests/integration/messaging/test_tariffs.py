"""Office and finance hear of tariffs, once for each decision."""

from dataclasses import replace
from datetime import date, timedelta

from chassis.jalali import parse_date
from contracts.billing import TariffActivated, TariffWithdrawn
from services.messaging import use_cases
from tests.integration.messaging.conftest import CONTRACTOR, FINANCE, INSPECTOR, OFFICE, MessagingDesk
from tests.integration.messaging.facts import MOMENT, person

ACTIVATED = TariffActivated(
    version=2,
    effective_from=parse_date("1406-01-01"),
    activated_by=person(FINANCE),
    activated_at=MOMENT,
)


def test_a_tariff_is_announced_moved_and_withdrawn(messaging: MessagingDesk) -> None:
    messaging.meet(FINANCE)
    moved = replace(ACTIVATED, effective_from=date(2027, 4, 21), activated_at=MOMENT + timedelta(hours=1))
    withdrawn = TariffWithdrawn(version=2, effective_from=moved.effective_from, withdrawn_by=person(FINANCE))
    for event in (ACTIVATED, ACTIVATED, moved):
        messaging.desk.command(use_cases.tell_tariff_activated, event)
    for _ in range(2):
        messaging.desk.command(use_cases.tell_tariff_withdrawn, withdrawn)
    for reader in (OFFICE, FINANCE):
        bodies = [message.body for message in messaging.inbox(reader)]
        assert sorted(bodies) == sorted(
            [
                f"نسخهٔ ۲ تعرفه با تصمیم {FINANCE.full_name} از تاریخ ۱۴۰۶/۰۱/۰۱ اجرا می‌شود.",
                f"نسخهٔ ۲ تعرفه با تصمیم {FINANCE.full_name} از تاریخ ۱۴۰۶/۰۲/۰۱ اجرا می‌شود.",
                "نسخهٔ ۲ تعرفه که قرار بود از تاریخ ۱۴۰۶/۰۲/۰۱ اجرا شود،"
                f" با تصمیم {FINANCE.full_name} پس گرفته شد.",
            ]
        )
    assert messaging.inbox(INSPECTOR) == messaging.inbox(CONTRACTOR) == []
