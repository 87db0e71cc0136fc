"""Who reads a file's reports and progress, and how its pages go on."""

import pytest

from chassis.ids import new_id
from chassis.paging import encode_cursor
from contracts.errors import CommonCode, Forbidden, InspectionCode, InvalidRequest, NotFound
from contracts.shapes import Caller
from contracts.terms import ChargeStatus, FileStatus, Outcome, Role
from services.inspection import use_cases
from tests.integration.inspection.conftest import Visits, person, somebody


def sequences(visits: Visits, caller: Caller, limit: int = 50, cursor: str | None = None) -> list[int]:
    page = visits.ask(
        use_cases.list_reports, caller=caller, file_id=visits.file.id, limit=limit, cursor=cursor
    )
    return [report.sequence for report in page.items]


def test_reports_come_oldest_first_with_what_they_say_and_cost(visits: Visits) -> None:
    visits.visit(Outcome.CONCEALED_STAGE)
    visits.set_appointment()
    visits.report(Outcome.APPROVED, (1, Outcome.DEFECTIVE), mismatched={1: "کنتور G6"})
    page = visits.ask(use_cases.list_reports, caller=visits.contractor, file_id=visits.file.id)
    first, second = page.items
    assert page.next_cursor is None
    assert (first.sequence, first.charge.status, first.charge.amount_rials) == (
        1,
        ChargeStatus.COVERED,
        1_725_000,
    )
    assert (second.sequence, second.charge.status) == (2, ChargeStatus.PENDING)
    assert [(said.meter_id, said.outcome) for said in second.verdicts] == [
        (visits.meters[0], Outcome.APPROVED),
        (visits.meters[1], Outcome.DEFECTIVE),
    ]
    assert [(said.meter_id, said.seen) for said in second.meter_mismatches] == [
        (visits.meters[1], "کنتور G6")
    ]


def test_pages_go_through_all_reports_once_even_while_reports_arrive(visits: Visits) -> None:
    for _visit in range(3):
        visits.visit(Outcome.CONCEALED_STAGE)
    seen: list[int] = []
    cursor: str | None = None
    while True:
        page = visits.ask(
            use_cases.list_reports, caller=visits.inspector, file_id=visits.file.id, limit=2, cursor=cursor
        )
        seen += [report.sequence for report in page.items]
        if len(seen) == 2:
            visits.visit(Outcome.CONCEALED_STAGE)
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "cursor", ["nonsense", encode_cursor("1", "2"), encode_cursor("x"), encode_cursor("9" * 40)]
)
def test_a_forged_cursor_is_refused(visits: Visits, cursor: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        sequences(visits, visits.contractor, cursor=cursor)
    assert refused.value.code == CommonCode.CURSOR


def test_who_reads(visits: Visits) -> None:
    visits.visit(Outcome.CONCEALED_STAGE)
    for caller in (visits.contractor, visits.inspector, somebody(Role.OFFICE), somebody(Role.FINANCE)):
        assert sequences(visits, caller) == [1]
        progress = visits.ask(use_cases.get_progress, caller=caller, file_id=visits.file.id)
        assert [meter.id for meter in progress.meters] == visits.meters
    for stranger in (somebody(Role.CONTRACTOR, 2), somebody(Role.INSPECTOR, 2)):
        for read in (use_cases.list_reports, use_cases.get_progress):
            with pytest.raises(NotFound) as hidden:
                visits.ask(read, caller=stranger, file_id=visits.file.id)
            assert hidden.value.code == InspectionCode.NOT_YOUR_FILE
    with pytest.raises(Forbidden):
        sequences(visits, somebody(Role.IT))


def test_a_cancelled_file_is_its_inspectors_no_more(visits: Visits) -> None:
    visits.visit(Outcome.CONCEALED_STAGE)
    visits.refer(status=FileStatus.CANCELLED)
    assert sequences(visits, visits.contractor) == [1]
    for read in (use_cases.list_reports, use_cases.get_progress):
        with pytest.raises(NotFound):
            visits.ask(read, caller=visits.inspector, file_id=visits.file.id)


def test_whoever_lost_the_file_reads_it_no_more(visits: Visits) -> None:
    visits.visit(Outcome.CONCEALED_STAGE)
    successor = somebody(Role.INSPECTOR, 2)
    visits.refer(inspector=person(successor), referral_id=new_id())
    assert sequences(visits, successor) == [1]
    with pytest.raises(NotFound):
        sequences(visits, visits.inspector)


@pytest.mark.parametrize("file_id", ["", "nonsense", "0198c0de-0000-7000-8000-000000000000"])
def test_an_unknown_file_is_not_found_by_anyone(visits: Visits, file_id: str) -> None:
    for caller in (somebody(Role.OFFICE), visits.contractor, visits.inspector):
        with pytest.raises(NotFound) as hidden:
            visits.ask(use_cases.get_progress, caller=caller, file_id=file_id)
        assert hidden.value.code == InspectionCode.NOT_YOUR_FILE
