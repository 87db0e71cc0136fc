"""Tariff versions: made as drafts, looked at before they count, and put in force from a day to come (R23, R26).

No day on which anything may have been priced ever gets another version, so the earliest day is tomorrow: of today's
reports some may still be on their way here, and their inspectors were told what they cost.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from chassis.jalali import tehran_date
from chassis.paging import decode_cursor, not_our_cursor, page
from chassis.work import Look, Work
from contracts.billing import (
    SampleFile,
    TariffActivated,
    TariffEffect,
    TariffFigures,
    TariffPreview,
    TariffView,
    TariffWithdrawn,
)
from contracts.errors import BillingCode, CommonCode, Conflict, Forbidden, InvalidRequest, NotFound
from contracts.shapes import Caller, Page, Person
from contracts.terms import BlockPricing, Role, TariffState, Unit, UnusedUnits
from services.billing import store
from services.billing.domain import (
    METER_CLASSES,
    SAMPLES,
    Sample,
    Tariff,
    draft,
    figures_of,
    require_day_to_come,
    state_on,
)
from services.billing.tables import TariffVersion
from services.billing.use_cases.accounts import tariff_for

_READERS = frozenset({Role.FINANCE, Role.OFFICE})
_MAKERS = frozenset({Role.FINANCE})
_TOO_EARLY = "Must be after today."

# What a tariff calls what the contract names with its unit.
_FIELDS = {
    "stage_fees": "stage_fees_rials",
    "revisit_fees": "revisit_fees_rials",
    "concealed_surcharge": "concealed_surcharge_basis_points",
    "inspector_share": "inspector_share_basis_points",
    "vat": "vat_basis_points",
    "withholding": "withholding_basis_points",
}


def list_tariffs(
    look: Look, *, caller: Caller, limit: int = 50, cursor: str | None = None
) -> Page[TariffView]:
    """The versions, newest first."""
    _allow(caller, _READERS)
    today = tehran_date(look.now)
    rows = store.newest_versions(look.session, _before(cursor), limit + 1)
    return page(rows, limit, lambda row: (str(row.version),), lambda row: _view(row, today))


def get_tariff(look: Look, *, caller: Caller, version: int) -> TariffView:
    """One version."""
    _allow(caller, _READERS)
    return _view(_known(look, version), tehran_date(look.now))


def create_tariff(
    work: Work,
    *,
    caller: Caller,
    stage_fees_rials: dict[str, int] | None = None,
    revisit_fees_rials: dict[str, int] | None = None,
    rounding_rials: int | None = None,
    concealed_surcharge_basis_points: int | None = None,
    inspector_share_basis_points: int | None = None,
    vat_basis_points: int | None = None,
    withholding_basis_points: int | None = None,
    registration: dict[str, dict[str, int]] | None = None,
    coverage: dict[str, Unit] | None = None,
    block_pricing: BlockPricing | None = None,
    unused_units: UnusedUnits | None = None,
    effective_from: date | None = None,
) -> TariffView:
    """A new version: what is given, and the rest as in the version in force today. A draft, unless it has a day."""
    _allow(caller, _MAKERS)
    given = {
        "stage_fees": stage_fees_rials,
        "revisit_fees": revisit_fees_rials,
        "rounding_rials": rounding_rials,
        "concealed_surcharge": concealed_surcharge_basis_points,
        "inspector_share": inspector_share_basis_points,
        "vat": vat_basis_points,
        "withholding": withholding_basis_points,
        "registration": registration,
        "coverage": coverage,
        "block_pricing": block_pricing,
        "unused_units": unused_units,
    }
    store.lock_tariffs(work.session)
    tariff = _drafted(work, {name: value for name, value in given.items() if value is not None})
    row = TariffVersion(
        version=tariff.version, data=tariff.to_data(), created_by=_person(caller), created_at=work.now
    )
    work.session.add(row)
    work.session.flush()
    if effective_from is not None:
        _put_in_force(work, caller, row, effective_from)
    return _view(row, tehran_date(work.now))


def _drafted(work: Work, given: Mapping[str, Any]) -> Tariff:
    base = tariff_for(work, tehran_date(work.now))
    tariff, faults = draft(store.next_version(work.session), base, given)
    if tariff is None:
        errors = {_FIELDS.get(name, name): wrong for name, wrong in faults.items()}
        raise InvalidRequest(CommonCode.INVALID, errors=errors)
    return tariff


def preview_tariff(
    look: Look, *, caller: Caller, version: int, sample: SampleFile | None = None
) -> TariffPreview:
    """What typical files, and one's own sample first, cost today and would cost under a version."""
    _allow(caller, _READERS)
    row = _known(look, version)
    today, proposed = tariff_for(look, tehran_date(look.now)), Tariff.from_data(version, row.data)
    samples = SAMPLES if sample is None else (_own(sample), *SAMPLES)
    return TariffPreview(
        version=version,
        in_force_version=today.version,
        effects=[_effect(today, proposed, each) for each in samples],
    )


def _own(sample: SampleFile) -> Sample:
    unknown = {
        str(at): [f"Must be one of: {', '.join(METER_CLASSES)}."]
        for at, meter_class in enumerate(sample.meter_classes)
        if meter_class not in METER_CLASSES
    }
    if unknown:
        raise InvalidRequest(CommonCode.INVALID, errors={"sample": {"meter_classes": unknown}})
    return Sample(kind=sample.kind, block=sample.block, meter_classes=sample.meter_classes)


def _effect(today: Tariff, proposed: Tariff, sample: Sample) -> TariffEffect:
    now, then = figures_of(today, sample), figures_of(proposed, sample)
    return TariffEffect(
        sample=SampleFile(kind=sample.kind, block=sample.block, meter_classes=list(sample.meter_classes)),
        in_force=TariffFigures(**vars(now)),
        proposed=TariffFigures(**vars(then)),
        difference=TariffFigures(**vars(then.less(now))),
    )


def activate_tariff(work: Work, *, caller: Caller, version: int, effective_from: date) -> TariffView:
    """Put a version in force from a day on, or move it there; on the same day, nothing changes."""
    _allow(caller, _MAKERS)
    store.lock_tariffs(work.session)
    row = _still_to_come(work, version)
    if row.effective_from != effective_from:
        _put_in_force(work, caller, row, effective_from)
    return _view(row, tehran_date(work.now))


def withdraw_tariff(work: Work, *, caller: Caller, version: int) -> None:
    """Give up a version that is not in force yet; its days fall to the version before it."""
    _allow(caller, _MAKERS)
    store.lock_tariffs(work.session)
    row = _still_to_come(work, version)
    if row.effective_from is not None:
        work.emit(
            TariffWithdrawn(
                version=version, effective_from=row.effective_from, withdrawn_by=Person(**_person(caller))
            )
        )
        store.take_days(work.session, row)
    row.withdrawn_by, row.withdrawn_at = _person(caller), work.now


def _put_in_force(work: Work, caller: Caller, row: TariffVersion, effective_from: date) -> None:
    """Under the lock: the days from this one on become the version's, until the next one."""
    today = tehran_date(work.now)
    require_day_to_come(effective_from, today)
    if row.effective_from is not None:
        store.take_days(work.session, row)
    before = store.version_on(work.session, effective_from)
    if effective_from <= today or _has_priced(before, effective_from):
        raise InvalidRequest(BillingCode.TARIFF_TOO_EARLY, errors={"effective_from": [_TOO_EARLY]})
    if before is None:
        raise NotFound(BillingCode.NO_TARIFF, day=effective_from.isoformat())
    if before.effective_from == effective_from:
        raise Conflict(BillingCode.TARIFF_DAY_TAKEN, version=before.version)
    store.give_days(work.session, row, before, effective_from)
    row.activated_by, row.activated_at = _person(caller), work.now
    work.emit(
        TariffActivated(
            version=row.version,
            effective_from=effective_from,
            activated_by=Person(**_person(caller)),
            activated_at=work.now,
        )
    )


def _has_priced(row: TariffVersion | None, day: date) -> bool:
    """Whether a version has priced something on this day or later: then midnight has passed meanwhile."""
    return row is not None and row.used_through is not None and row.used_through >= day


def _still_to_come(work: Work, version: int) -> TariffVersion:
    row = _known(work, version)
    state = state_on(tehran_date(work.now), row.effective_from, row.effective_to)
    if row.used_at is not None or state not in (TariffState.DRAFT, TariffState.SCHEDULED):
        raise Conflict(BillingCode.TARIFF_IN_FORCE)
    return row


def _known(work: Work | Look, version: int) -> TariffVersion:
    row = store.find_version(work.session, version)
    if row is None:
        raise NotFound(BillingCode.TARIFF_NOT_FOUND)
    return row


def _allow(caller: Caller, roles: frozenset[Role]) -> None:
    if caller.role not in roles:
        raise Forbidden(CommonCode.FORBIDDEN)


def _before(cursor: str | None) -> int | None:
    values = decode_cursor(cursor, 1)
    if values is None:
        return None
    if not values[0].isdecimal() or len(values[0]) > 9:
        raise not_our_cursor()
    return int(values[0])


def _person(caller: Caller) -> dict[str, Any]:
    return asdict(Person(id=caller.id, membership_code=caller.membership_code, full_name=caller.full_name))


def _view(row: TariffVersion, today: date) -> TariffView:
    tariff = Tariff.from_data(row.version, row.data)
    created, activated = row.created_by, row.activated_by
    return TariffView(
        version=row.version,
        state=state_on(today, row.effective_from, row.effective_to),
        effective_from=row.effective_from,
        effective_to=row.effective_to,
        used=row.used_at is not None,
        created_by=Person(**created) if created else None,
        created_at=row.created_at,
        activated_by=Person(**activated) if activated else None,
        activated_at=row.activated_at,
        stage_fees_rials=dict(tariff.stage_fees),
        revisit_fees_rials=dict(tariff.revisit_fees),
        rounding_rials=tariff.rounding_rials,
        concealed_surcharge_basis_points=tariff.concealed_surcharge,
        inspector_share_basis_points=tariff.inspector_share,
        vat_basis_points=tariff.vat,
        withholding_basis_points=tariff.withholding,
        registration={
            kind.value: {unit.value: count for unit, count in units.items()}
            for kind, units in tariff.registration.items()
        },
        coverage={outcome.value: unit for outcome, unit in tariff.coverage.items()},
        block_pricing=tariff.block_pricing,
        unused_units=tariff.unused_units,
    )
