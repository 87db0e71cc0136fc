"""The areas in which the organization works: a list that the office keeps, and that everybody of a file may read."""

import pytest

from contracts.errors import Forbidden, InvalidRequest
from contracts.referral import Area
from contracts.terms import Role
from services.referral import use_cases
from tests.integration.referral.conftest import ReferralDesk, person

MAHAN = {"code": "mahan", "name": "ماهان", "english_name": "Mahan"}


def change(referral: ReferralDesk, *areas: dict[str, str]) -> None:
    referral.desk.command(
        use_cases.change_policy,
        caller=referral.office,
        key="referral.areas",
        value={"areas": list(areas)},
        reason="مصوبهٔ هیئت مدیره",
    )


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.CONTRACTOR, Role.OFFICE, Role.FINANCE])
def test_whoever_has_to_do_with_files_reads_them(referral: ReferralDesk, role: Role) -> None:
    areas = referral.desk.query(use_cases.list_areas, caller=person(role, 5))
    assert areas[0] == Area(code="kerman", name="کرمان", english_name="Kerman")
    assert len({area.code for area in areas}) == len(areas)


def test_they_are_no_business_of_the_it_unit(referral: ReferralDesk) -> None:
    with pytest.raises(Forbidden):
        referral.desk.query(use_cases.list_areas, caller=person(Role.IT, 5))


def test_the_office_keeps_the_list(referral: ReferralDesk) -> None:
    change(referral, MAHAN, {**MAHAN, "code": "kerman"})
    areas = referral.desk.query(use_cases.list_areas, caller=referral.office)
    assert [area.code for area in areas] == ["mahan", "kerman"]
    file = referral.register(area="sirjan")  # one that is not in the list is no mistake
    assert file.area == "sirjan"


@pytest.mark.parametrize(
    ("areas", "said"),
    [([MAHAN, MAHAN], "Named more than once: mahan."), ([{**MAHAN, "code": "Māhān"}], "code")],
    ids=["twice", "no code"],
)
def test_a_wrong_list_is_refused(referral: ReferralDesk, areas: list[dict[str, str]], said: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        change(referral, *areas)
    assert said in str(caught.value.errors["value"])
