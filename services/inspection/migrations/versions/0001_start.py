"""The first tables: files with their gate and meters, appointments and their moves, reports and their verdicts."""

import sqlalchemy as sa
from alembic import op

from chassis.plumbing import create_plumbing

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_OUTCOMES = ("approved", "concealed_stage", "defective", "absent_charged", "absent_free")


def upgrade() -> None:
    """Create everything."""
    create_plumbing(op)
    _create_files()
    _create_meters()
    _create_appointments()
    _create_reports()
    _create_report_details()


def _one_of(constraint: str, column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=constraint)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _person(role: str, *, nullable: bool = False) -> tuple[sa.Column[object], ...]:
    return (
        sa.Column(f"{role}_id", sa.Uuid(), nullable=nullable),
        sa.Column(f"{role}_code", sa.Text(), nullable=nullable),
        sa.Column(f"{role}_name", sa.Text(), nullable=nullable),
    )


def _create_files() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("block", sa.Boolean(), nullable=False),
        *_person("contractor"),
        *_person("inspector", nullable=True),
        sa.Column("referral_id", sa.Uuid()),
        sa.Column("referral_version", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("completed", sa.Boolean(), nullable=False),
        sa.Column("completed_by", sa.Uuid()),
        sa.Column("reports_sequence", sa.Integer(), nullable=False),
        sa.Column("settled_sequence", sa.Integer(), nullable=False),
        sa.Column("billing_version", sa.BigInteger(), nullable=False),
        sa.Column("debt_rials", sa.BigInteger(), nullable=False),
        sa.Column("fence_version", sa.BigInteger(), nullable=False),
        sa.Column("blocked", sa.Boolean(), sa.Computed("debt_rials > 0", persisted=True), nullable=False),
        sa.Column(
            "fenced",
            sa.Boolean(),
            sa.Computed("fence_version > billing_version", persisted=True),
            nullable=False,
        ),
        _one_of("files_kind", "kind", ("concealed", "exposed")),
        _one_of(
            "files_status",
            "status",
            ("awaiting_payment", "awaiting_referral", "referred", "completed", "cancelled"),
        ),
        _one_of("files_phase", "phase", ("pre", "final")),
        sa.CheckConstraint("completed = (completed_by IS NOT NULL)", name="files_completed_by"),
        sa.CheckConstraint("settled_sequence >= 0 AND reports_sequence >= 0", name="files_sequences"),
        sa.CheckConstraint("debt_rials >= 0", name="files_debt"),
    )


def _create_meters() -> None:
    op.create_table(
        "meters",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("file_id", sa.Uuid(), sa.ForeignKey("files.id", name="meters_file"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("meter_class", sa.Text(), nullable=False),
        sa.Column("pre", sa.Text(), nullable=False),
        sa.Column("final", sa.Text(), nullable=False),
        _one_of("meters_pre", "pre", ("open", "approved")),
        _one_of("meters_final", "final", ("open", "approved")),
    )
    op.create_index("meters_by_file", "meters", ["file_id", "position"])


def _create_appointments() -> None:
    op.create_table(
        "appointments",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("file_id", sa.Uuid(), sa.ForeignKey("files.id", name="appointments_file"), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        *_person("inspector"),
        _moment("starts_at"),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        _moment("set_at"),
        sa.Column("state", sa.Text(), nullable=False),
        _one_of("appointments_phase", "phase", ("pre", "final")),
        _one_of("appointments_state", "state", ("set", "used", "cancelled")),
        sa.CheckConstraint("duration_minutes > 0", name="appointments_duration"),
    )
    op.create_index(
        "appointments_one_open",
        "appointments",
        ["file_id"],
        unique=True,
        postgresql_where=sa.text("state = 'set'"),
    )
    op.create_table(
        "appointment_moves",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column(
            "appointment_id",
            sa.Uuid(),
            sa.ForeignKey("appointments.id", name="appointment_moves_appointment"),
            nullable=False,
        ),
        _moment("starts_at"),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        _moment("set_at"),
        _moment("moved_at"),
    )
    op.create_index("appointment_moves_by_appointment", "appointment_moves", ["appointment_id", "id"])


def _create_reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("file_id", sa.Uuid(), sa.ForeignKey("files.id", name="reports_file"), nullable=False),
        sa.Column(
            "appointment_id",
            sa.Uuid(),
            sa.ForeignKey("appointments.id", name="reports_appointment"),
            nullable=False,
        ),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("comments", sa.Text()),
        *_person("inspector"),
        _moment("filed_at"),
        sa.Column("charge_status", sa.Text(), nullable=False),
        sa.Column("charge_amount_rials", sa.BigInteger()),
        sa.Column("charge_debt_rials", sa.BigInteger()),
        _one_of("reports_phase", "phase", ("pre", "final")),
        _one_of("reports_outcome", "outcome", _OUTCOMES),
        _one_of("reports_charge_status", "charge_status", ("pending", "none", "covered", "debt")),
        sa.UniqueConstraint("file_id", "sequence", name="reports_one_per_sequence"),
        sa.UniqueConstraint("appointment_id", name="reports_one_per_appointment"),
        sa.CheckConstraint("sequence >= 1 AND revision >= 1", name="reports_numbers"),
        sa.CheckConstraint(
            "(charge_status = 'pending') = (charge_amount_rials IS NULL)"
            " AND (charge_amount_rials IS NULL) = (charge_debt_rials IS NULL)",
            name="reports_charge",
        ),
    )


def _report_and_meter(table: str) -> tuple[sa.Column[object], ...]:
    return (
        sa.Column(
            "report_id", sa.Uuid(), sa.ForeignKey("reports.id", name=f"{table}_report"), primary_key=True
        ),
        sa.Column("meter_id", sa.Uuid(), sa.ForeignKey("meters.id", name=f"{table}_meter"), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
    )


def _create_report_details() -> None:
    op.create_table(
        "verdicts",
        *_report_and_meter("verdicts"),
        sa.Column("meter_class", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        _one_of("verdicts_outcome", "outcome", _OUTCOMES),
    )
    op.create_table(
        "mismatches",
        *_report_and_meter("mismatches"),
        sa.Column("seen", sa.Text(), nullable=False),
    )
