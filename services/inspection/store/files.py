"""Files with their meters, gate and progress, and the way between their rows and the domain's values.

Whatever changes a file locks its row first. Its meters are read after that, in a statement of their own: joined to
the locked row they would be those of before the wait for the lock.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contracts.referral import FileSnapshot, MeterSpec
from contracts.shapes import Person
from contracts.terms import MeterState, Phase
from services.inspection.domain import Gate, Meter, Progress
from services.inspection.tables import FileRow, MeterRow


def find_file(session: Session, file_id: str) -> FileRow | None:
    """The file, to look at."""
    return session.scalars(select(FileRow).where(FileRow.id == file_id)).one_or_none()


def lock_file(session: Session, file_id: str) -> FileRow | None:
    """The file, with its row locked until the transaction ends."""
    statement = select(FileRow).where(FileRow.id == file_id).with_for_update()
    return session.scalars(statement, execution_options={"populate_existing": True}).one_or_none()


def add_file_unless_known(session: Session, snapshot: FileSnapshot) -> None:
    """Make room for a file of which nothing has been applied yet (its version is 0), in the ``pre`` phase."""
    gate = Gate()
    statement = insert(FileRow).values(
        id=snapshot.id,
        number=snapshot.number,
        kind=snapshot.kind,
        block=snapshot.block,
        contractor_id=snapshot.contractor.id,
        contractor_code=snapshot.contractor.membership_code,
        contractor_name=snapshot.contractor.full_name,
        referral_version=0,
        status=snapshot.status,
        phase=Phase.PRE,
        completed=False,
        reports_sequence=gate.reports_sequence,
        settled_sequence=gate.settled_sequence,
        billing_version=gate.billing_version,
        debt_rials=gate.debt_rials,
        fence_version=gate.fence_version,
    )
    session.execute(statement.on_conflict_do_nothing())


def keep_snapshot(session: Session, file: FileRow, snapshot: FileSnapshot) -> None:
    """Write down what referral tells of a file."""
    _take_over(file, snapshot)
    _keep_meters(session, file.id, snapshot.meters)


def foresee_snapshot(
    session: Session, file: FileRow, meters: Sequence[MeterRow], snapshot: FileSnapshot
) -> None:
    """Show a file as the snapshot would make it. The rows leave the session first: nothing of it is stored."""
    session.expunge_all()
    _take_over(file, snapshot)
    classes = {meter.id: meter.meter_class for meter in snapshot.meters}
    for row in meters:
        row.meter_class = classes.get(row.id, row.meter_class)


def _take_over(file: FileRow, snapshot: FileSnapshot) -> None:
    """Its phase is not among it: that one is decided here."""
    contractor, inspector = snapshot.contractor, snapshot.inspector
    file.number, file.kind, file.block = snapshot.number, snapshot.kind, snapshot.block
    file.contractor_id = contractor.id
    file.contractor_code, file.contractor_name = contractor.membership_code, contractor.full_name
    file.inspector_id = inspector.id if inspector else None
    file.inspector_code = inspector.membership_code if inspector else None
    file.inspector_name = inspector.full_name if inspector else None
    file.address, file.owner_name = snapshot.address, snapshot.owner_name
    file.referred_at = snapshot.referred_at
    # A replica of before there were corrections says none; what was corrected stays so.
    file.meters_revision = max(file.meters_revision, snapshot.meters_revision)
    file.status, file.referral_id, file.referral_version = (
        snapshot.status,
        snapshot.referral_id,
        snapshot.version,
    )


def _keep_meters(session: Session, file_id: str, meters: Sequence[MeterSpec]) -> None:
    if not meters:
        return
    statement = insert(MeterRow).values(
        [
            {
                "id": meter.id,
                "file_id": file_id,
                "position": position,
                "label": meter.label,
                "meter_class": meter.meter_class,
                "pre": MeterState.OPEN,
                "final": MeterState.OPEN,
            }
            for position, meter in enumerate(meters)
        ]
    )
    told = {name: statement.excluded[name] for name in ("position", "label", "meter_class")}
    session.execute(statement.on_conflict_do_update(index_elements=[MeterRow.id], set_=told))


def list_meters(session: Session, file_id: str) -> Sequence[MeterRow]:
    """The meters of a file, in their order."""
    statement = select(MeterRow).where(MeterRow.file_id == file_id).order_by(MeterRow.position, MeterRow.id)
    return session.scalars(statement).all()


def contractor_of(file: FileRow) -> Person:
    """The file's contractor."""
    return Person(id=file.contractor_id, membership_code=file.contractor_code, full_name=file.contractor_name)


def gate_of(file: FileRow) -> Gate:
    """The file's report gate."""
    return Gate(
        reports_sequence=file.reports_sequence,
        settled_sequence=file.settled_sequence,
        billing_version=file.billing_version,
        debt_rials=file.debt_rials,
        fence_version=file.fence_version,
        meters_revision=file.meters_revision,
        priced_revision=file.priced_revision,
        invoice_due_rials=file.invoice_due_rials,
    )


def keep_gate(file: FileRow, gate: Gate) -> None:
    """Write down the file's report gate."""
    file.reports_sequence, file.settled_sequence = gate.reports_sequence, gate.settled_sequence
    file.billing_version, file.debt_rials = gate.billing_version, gate.debt_rials
    file.fence_version = gate.fence_version
    file.priced_revision, file.invoice_due_rials = gate.priced_revision, gate.invoice_due_rials


def progress_of(file: FileRow, meters: Sequence[MeterRow]) -> Progress:
    """How far the file is."""
    return Progress(
        kind=file.kind,
        phase=file.phase,
        completed=file.completed,
        meters=tuple(Meter(meter.id, meter.meter_class, meter.pre, meter.final) for meter in meters),
    )


def keep_progress(file: FileRow, meters: Sequence[MeterRow], progress: Progress) -> None:
    """Write down how far the file is."""
    file.phase, file.completed = progress.phase, progress.completed
    for row, meter in zip(meters, progress.meters, strict=True):
        row.pre, row.final = meter.pre, meter.final
