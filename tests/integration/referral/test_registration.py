"""Registering files and correcting their meters."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from chassis.ids import new_id
from contracts.errors import Conflict, Forbidden, InvalidRequest, NotFound, ReferralCode, Refusal
from contracts.referral import DerivedClass, FileRegistered, MeterCorrected
from contracts.terms import FileStatus, MeterState, Phase, Role
from services.referral import use_cases
from tests.integration.referral.conftest import ReferralDesk, meter, person


def test_a_file_is_registered_numbered_and_told(referral: ReferralDesk) -> None:
    referral.desk.now = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    file = referral.register(meter(), meter("مغازه", "700", "20"), block=True)
    assert file.number == "1405-000001"
    assert (file.status, file.phase, file.debtor) == (FileStatus.AWAITING_PAYMENT, Phase.PRE, False)
    assert [(each.label, each.meter_class, each.pre) for each in file.meters] == [
        ("واحد ۱", "G4", MeterState.OPEN),
        ("مغازه", "G16", MeterState.OPEN),
    ]
    (event,) = referral.desk.told(FileRegistered)
    assert isinstance(event, FileRegistered)
    assert (event.file.version, event.file.number, event.file.block) == (1, file.number, True)
    assert event.file.contractor.id == referral.contractor.id
    assert [each.meter_class for each in event.file.meters] == ["G4", "G16"]
    assert referral.look_at(file) == file


def test_numbers_run_without_gaps_per_jalali_year_of_tehran(referral: ReferralDesk) -> None:
    referral.desk.now = datetime(2027, 3, 20, 20, 28, tzinfo=UTC)  # 23:58 of the year's last day in Tehran
    assert referral.register().number == "1405-000001"
    with pytest.raises(InvalidRequest):
        referral.register(meter(area="9000"))
    assert referral.register().number == "1406-000001"
    assert referral.register().number == "1406-000002"


def test_files_registered_at_once_get_contiguous_numbers(referral: ReferralDesk) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: referral.register().number, range(24)))
    assert sorted(int(number.partition("-")[2]) for number in numbers) == list(range(1, 25))


def test_a_meter_beyond_the_catalogue_is_refused_by_its_place(referral: ReferralDesk) -> None:
    with pytest.raises(InvalidRequest) as caught:
        referral.register(meter(), meter(consumption="160.01"))
    assert caught.value.code == ReferralCode.METER_BEYOND_CATALOGUE
    assert list(caught.value.errors) == ["meters"]
    assert referral.desk.rows("SELECT 1 FROM files") == []


def test_a_class_can_be_asked_before_anything_is_registered(referral: ReferralDesk) -> None:
    def ask(area_m2: Decimal, consumption_m3h: Decimal) -> DerivedClass:
        return referral.desk.query(
            use_cases.classify_meter,
            caller=referral.contractor,
            area_m2=area_m2,
            consumption_m3h=consumption_m3h,
        )

    derived = ask(area_m2=Decimal("120.01"), consumption_m3h=Decimal(6))
    assert derived == DerivedClass(
        meter_class="G6", max_area_m2=Decimal(250), max_consumption_m3h=Decimal(10)
    )
    with pytest.raises(InvalidRequest) as caught:
        ask(area_m2=Decimal(1), consumption_m3h=Decimal("160.01"))
    assert caught.value.code == ReferralCode.METER_BEYOND_CATALOGUE
    assert list(caught.value.errors) == ["consumption_m3h"]
    with pytest.raises(Forbidden):
        referral.desk.query(
            use_cases.classify_meter, caller=referral.it, area_m2=Decimal(1), consumption_m3h=Decimal(1)
        )


def test_the_catalogue_of_the_day_counts(referral: ReferralDesk) -> None:
    referral.desk.command(
        lambda work: (
            work.session.connection().exec_driver_sql(
                "INSERT INTO meter_classes VALUES (date '2120-01-01', 'G1', 1000, 100000)"
            )
            and None
        )
    )
    assert referral.register().meters[0].meter_class == "G4"
    referral.desk.now = datetime(2120, 2, 1, tzinfo=UTC)
    try:
        assert referral.register().meters[0].meter_class == "G1"
    finally:
        referral.desk.command(
            lambda work: (
                work.session.connection().exec_driver_sql(
                    "DELETE FROM meter_classes WHERE effective_from = date '2120-01-01'"
                )
                and None
            )
        )


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.OFFICE, Role.FINANCE, Role.IT])
def test_only_contractors_register_and_correct(referral: ReferralDesk, role: Role) -> None:
    other = person(role, 5)
    with pytest.raises(Forbidden):
        referral.register(contractor=other)
    file = referral.register()
    with pytest.raises(Forbidden):
        referral.desk.command(
            use_cases.correct_meter,
            caller=other,
            file_id=file.id,
            meter_id=file.meters[0].id,
            area_m2=Decimal(10),
        )


def test_a_correction_derives_the_class_anew_and_is_told(referral: ReferralDesk) -> None:
    file = referral.register(meter(), meter("واحد ۲"))
    corrected = referral.desk.command(
        use_cases.correct_meter,
        caller=referral.contractor,
        file_id=file.id,
        meter_id=file.meters[1].id,
        consumption_m3h=Decimal("9.5"),
    )
    assert (corrected.meter_class, corrected.area_m2, corrected.consumption_m3h) == (
        "G6",
        Decimal(100),
        Decimal("9.5"),
    )
    (event,) = referral.desk.told(MeterCorrected)
    assert isinstance(event, MeterCorrected)
    assert (event.meter_id, event.old_class, event.new_class) == (file.meters[1].id, "G4", "G6")
    assert event.file.version == 2
    assert [each.meter_class for each in referral.look_at(file).meters] == ["G4", "G6"]


def test_a_correction_that_changes_nothing_is_not_told(referral: ReferralDesk) -> None:
    file = referral.register()
    referral.desk.command(
        use_cases.correct_meter,
        caller=referral.contractor,
        file_id=file.id,
        meter_id=file.meters[0].id,
        area_m2=Decimal(100),
    )
    assert referral.desk.told(MeterCorrected) == []


def test_corrections_that_are_refused(referral: ReferralDesk) -> None:
    file = referral.register()
    (only,) = file.meters

    def refusal(**changes: object) -> tuple[type[Refusal], str]:
        arguments = {
            "caller": referral.contractor,
            "file_id": file.id,
            "meter_id": only.id,
            "area_m2": Decimal(10),
        }
        with pytest.raises(Refusal) as caught:
            referral.desk.command(use_cases.correct_meter, **(arguments | changes))  # type: ignore[arg-type]
        return type(caught.value), caught.value.code

    unknown_file = (NotFound, ReferralCode.FILE_NOT_FOUND)
    assert refusal(caller=person(Role.CONTRACTOR, 9)) == unknown_file
    assert refusal(file_id="nonsense") == unknown_file
    assert refusal(file_id=new_id()) == unknown_file
    assert refusal(meter_id=new_id()) == (NotFound, ReferralCode.METER_NOT_FOUND)
    assert refusal(meter_id="nonsense") == (NotFound, ReferralCode.METER_NOT_FOUND)
    assert refusal(area_m2=Decimal(5001)) == (InvalidRequest, ReferralCode.METER_BEYOND_CATALOGUE)
    assert refusal(area_m2=None)[0] is InvalidRequest
    assert referral.look_at(file) == file


def test_an_approved_meter_is_closed_until_the_final_phase_opens_it(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1)
    file = referral.pay(referral.register(meter(), meter("واحد ۲")))
    first, second = file.meters

    def correct(meter_id: str, area: int) -> str:
        return referral.desk.command(
            use_cases.correct_meter,
            caller=referral.contractor,
            file_id=file.id,
            meter_id=meter_id,
            area_m2=Decimal(area),
        ).meter_class

    referral.report(file, inspector, first.id)
    with pytest.raises(Conflict) as caught:
        correct(first.id, 200)
    assert caught.value.code == ReferralCode.METER_CLOSED
    assert correct(second.id, 200) == "G6"
    referral.approve(file, inspector, Phase.PRE)
    assert correct(first.id, 200) == "G6"
    referral.cancel(file)
    with pytest.raises(Conflict):
        correct(first.id, 50)
