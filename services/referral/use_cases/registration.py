"""Registering a project, and correcting what was stated of its meters."""

from dataclasses import asdict
from decimal import Decimal

from chassis.jalali import jalali_year, tehran_date
from chassis.work import Work
from contracts.errors import CommonCode, InvalidRequest, NotFound, ReferralCode
from contracts.referral import FileRegistered, FileView, MeterCorrected, MeterView, NewMeter
from contracts.shapes import Caller
from contracts.terms import FileKind, FileStatus, MeterState, Phase, Role
from services.referral import store
from services.referral.domain import (
    CHAIN_START,
    MeterSize,
    check_correctable,
    classify_meters,
    derive_class,
    file_number,
)
from services.referral.store.searching import searchable
from services.referral.tables import FileRow, MeterCorrectionRow, MeterRow
from services.referral.use_cases.access import allow, found, note_caller
from services.referral.use_cases.recording import record
from services.referral.use_cases.views import file_view, meter_view


def register_file(
    work: Work,
    *,
    caller: Caller,
    kind: FileKind,
    block: bool,
    area: str,
    address: str,
    owner_name: str,
    meters: list[NewMeter],
) -> FileView:
    """Contractor: a new file, numbered in its Jalali year, its meters' classes derived (R18). Billing invoices it."""
    allow(caller, Role.CONTRACTOR)
    today = tehran_date(work.now)
    sizes = [MeterSize(area_m2=meter.area_m2, consumption_m3h=meter.consumption_m3h) for meter in meters]
    classes = classify_meters(store.catalogue_on(work.session, today), sizes)
    contractor = note_caller(work, caller)
    year = jalali_year(today)
    number = file_number(year, store.count_file(work.session, year))
    file = FileRow(
        id=work.new_id(),
        number=number,
        version=0,
        timeline_length=0,
        timeline_head=CHAIN_START,
        kind=str(kind),
        block=block,
        area=area,
        address=address,
        owner_name=owner_name,
        search_text=searchable(number, owner_name, address),
        status=str(FileStatus.AWAITING_PAYMENT),
        phase=str(Phase.PRE),
        contractor=contractor,
        inspector=None,
        value_rials=0,
        registered_at=work.now,
        debt_rials=0,
        gate_version=0,
        meters_revision=0,
        meters=_new_meters(work, meters, classes),
    )
    work.session.add(file)
    record(work, file, lambda snapshot: FileRegistered(file=snapshot))
    return file_view(file, [])


def _new_meters(work: Work, meters: list[NewMeter], classes: list[str]) -> list[MeterRow]:
    return [
        MeterRow(
            id=work.new_id(),
            position=position,
            **asdict(meter),
            meter_class=meter_class,
            pre=str(MeterState.OPEN),
            final=str(MeterState.OPEN),
        )
        for position, (meter, meter_class) in enumerate(zip(meters, classes, strict=True), start=1)
    ]


def correct_meter(
    work: Work,
    *,
    caller: Caller,
    file_id: str,
    meter_id: str,
    area_m2: Decimal | None = None,
    consumption_m3h: Decimal | None = None,
) -> MeterView:
    """Contractor: correct what was stated of an open meter (R17); its class follows (R18)."""
    allow(caller, Role.CONTRACTOR)
    if area_m2 is None and consumption_m3h is None:
        message = ["Area or consumption is required."]
        raise InvalidRequest(CommonCode.INVALID, errors={"area_m2": message, "consumption_m3h": message})
    file = found(store.lock_file(work.session, file_id, caller))
    meter = next((meter for meter in file.meters if meter.id == meter_id.lower()), None)
    if meter is None:
        raise NotFound(ReferralCode.METER_NOT_FOUND)
    check_correctable(
        FileStatus(file.status), Phase(file.phase), pre=MeterState(meter.pre), final=MeterState(meter.final)
    )
    size = MeterSize(
        area_m2=area_m2 or meter.area_m2, consumption_m3h=consumption_m3h or meter.consumption_m3h
    )
    if size != MeterSize(area_m2=meter.area_m2, consumption_m3h=meter.consumption_m3h):
        _correct(work, file, meter, size)
    return meter_view(meter, store.list_corrections(work.session, file.id))


def _correct(work: Work, file: FileRow, meter: MeterRow, size: MeterSize) -> None:
    """Change a meter and answer the mismatch that a report saw; another class makes a new revision of the meters."""
    old_class = meter.meter_class
    new_class = derive_class(store.catalogue_on(work.session, tehran_date(work.now)), size)
    if new_class != old_class:
        file.meters_revision += 1
    work.session.add(
        MeterCorrectionRow(
            id=work.new_id(),
            meter_id=meter.id,
            file_id=file.id,
            revision=file.meters_revision if new_class != old_class else None,
            old_area_m2=meter.area_m2,
            new_area_m2=size.area_m2,
            old_consumption_m3h=meter.consumption_m3h,
            new_consumption_m3h=size.consumption_m3h,
            old_class=old_class,
            new_class=new_class,
            corrected_by=file.contractor,
            corrected_at=work.now,
            report_id=meter.mismatch_report_id,
        )
    )
    meter.area_m2, meter.consumption_m3h, meter.meter_class = size.area_m2, size.consumption_m3h, new_class
    meter.mismatch = meter.mismatch_report_id = None
    work.session.flush()
    record(
        work,
        file,
        lambda snapshot: MeterCorrected(
            file=snapshot, meter_id=meter.id, old_class=old_class, new_class=new_class
        ),
    )
