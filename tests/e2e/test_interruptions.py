"""A service is killed in the middle of the walk and started again: nothing is lost, nothing counts twice.

The fault suite does it to all of them, under load.
"""

import pytest

from launcher.system import wait_for_services
from tests.e2e.conftest import Town, in_days, until


@pytest.mark.parametrize("service", ["inspection", "billing"])
def test_a_walk_survives_the_death_of_a_service(town: Town, service: str) -> None:
    file = town.referred_file("concealed", 1)
    town.appoint(file["id"])
    filed = town.inspector.post(
        f"/files/{file['id']}/reports", {"outcome": "concealed_stage", "text": "مرحلهٔ نخست"}
    )
    town.system.kill(service)
    town.system.start(service)
    wait_for_services(town.system._backends.amqp_url)
    assert town.settled(file["id"], filed["id"])["charge"]["status"] == "covered"

    def second_visit() -> bool:
        starts = {"starts_at": in_days(30)}
        return town.inspector.ask("PUT", f"/files/{file['id']}/appointment", starts).status_code == 200

    until(second_visit, "a visit can be set")
    second = town.inspector.post(
        f"/files/{file['id']}/reports", {"outcome": "defective", "text": "اشکال دارد"}
    )
    assert town.settled(file["id"], second["id"])["charge"]["status"] == "debt"
    town.pay(file["id"], 390_000)
    until(lambda: not town.office.get(f"/files/{file['id']}")["debtor"], "the debt is cleared")
    account = town.contractor.get(f"/files/{file['id']}/account")
    assert [charge["amount_rials"] for charge in account["charges"]] == [862_500, 390_000]
