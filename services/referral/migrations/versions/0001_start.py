"""Files, meters, the catalogue, people, worksheets, referrals, timeline."""

from datetime import date

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.plumbing import create_plumbing

revision = "0001"
down_revision = None

_ID = sa.Uuid(as_uuid=False)
_MOMENT = sa.DateTime(timezone=True)

# R18's default catalogue: Qmax of EN 1359 / OIML R 137 in m³/h, one province's published bands in m².
_CATALOGUE = [
    ("G4", 6, 120),
    ("G6", 10, 250),
    ("G10", 16, 500),
    ("G16", 25, 800),
    ("G25", 40, 1300),
    ("G40", 65, 2000),
    ("G65", 100, 3000),
    ("G100", 160, 5000),
]
_SINCE = date(2020, 3, 20)  # 1399-01-01: before anything that this system will ever see


def upgrade() -> None:
    """Create everything and seed the catalogue."""
    create_plumbing(op)
    _create_people()
    _create_catalogue()
    _create_files()
    _create_meters()
    _create_referrals()
    _create_timeline()


def _create_people() -> None:
    op.create_table(
        "people",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("membership_code", sa.Text, nullable=False),
        sa.Column("full_name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.CheckConstraint(
            "role IN ('inspector', 'contractor', 'office', 'finance', 'it')", name="people_role"
        ),
    )
    op.create_table(
        "worksheets",
        sa.Column(
            "inspector_id", _ID, sa.ForeignKey("people.id", name="worksheets_inspector"), primary_key=True
        ),
        sa.Column("accepting", sa.Boolean, nullable=False),
        sa.Column("areas", ARRAY(sa.Text), nullable=False),
        sa.Column("kinds", ARRAY(sa.Text), nullable=False),
        sa.Column("blocks", sa.Boolean, nullable=False),
        sa.Column("weekdays", ARRAY(sa.SmallInteger), nullable=False),
        sa.Column("capacity", sa.Integer, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.CheckConstraint("kinds <@ ARRAY['concealed', 'exposed']", name="worksheets_kinds"),
        sa.CheckConstraint("weekdays <@ ARRAY[0, 1, 2, 3, 4, 5, 6]::smallint[]", name="worksheets_weekdays"),
        sa.CheckConstraint("capacity BETWEEN 0 AND 1000", name="worksheets_capacity"),
    )


def _create_catalogue() -> None:
    classes = op.create_table(
        "meter_classes",
        sa.Column("effective_from", sa.Date, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("max_consumption_m3h", sa.Numeric(10, 2), nullable=False),
        sa.Column("max_area_m2", sa.Numeric(10, 2), nullable=False),
        sa.CheckConstraint("max_consumption_m3h > 0 AND max_area_m2 > 0", name="meter_classes_positive"),
    )
    op.bulk_insert(
        classes,
        [
            {"effective_from": _SINCE, "name": name, "max_consumption_m3h": consumption, "max_area_m2": area}
            for name, consumption, area in _CATALOGUE
        ],
    )


def _create_files() -> None:
    op.create_table(
        "file_counters",
        sa.Column("jalali_year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.CheckConstraint("last > 0", name="file_counters_last"),
    )
    op.create_table("files", *_file_columns(), *_file_constraints())
    op.create_index("files_newest", "files", ["registered_at", "id"])
    op.create_index("files_of_contractor", "files", ["contractor_id", "registered_at", "id"])
    op.create_index("files_of_inspector", "files", ["inspector_id", "referred_at", "id"])
    op.create_index(
        "files_waiting",
        "files",
        ["waiting_since", "id"],
        postgresql_where=sa.text("status = 'awaiting_referral'"),
    )
    op.create_index(
        "files_in_debt", "files", ["registered_at", "id"], postgresql_where=sa.text("debt_rials > 0")
    )


def _file_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("id", _ID, primary_key=True),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("timeline_length", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("block", sa.Boolean, nullable=False),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("owner_name", sa.Text, nullable=False),
        sa.Column("search_text", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("phase", sa.Text, nullable=False),
        sa.Column("contractor_id", _ID, sa.ForeignKey("people.id", name="files_contractor"), nullable=False),
        sa.Column("inspector_id", _ID, sa.ForeignKey("people.id", name="files_inspector")),
        # No foreign key: referrals point at files, and a ring of keys would only complicate every insert.
        sa.Column("referral_id", _ID),
        sa.Column("value_rials", sa.BigInteger, nullable=False),
        sa.Column("registered_at", _MOMENT, nullable=False),
        sa.Column("waiting_since", _MOMENT),
        sa.Column("referred_at", _MOMENT),
        sa.Column("completed_at", _MOMENT),
        sa.Column("cancelled_at", _MOMENT),
        sa.Column("cancelled_by", _ID, sa.ForeignKey("people.id", name="files_cancelled_by")),
        sa.Column("cancel_reason", sa.Text),
        sa.Column("debt_rials", sa.BigInteger, nullable=False),
        sa.Column("gate_version", sa.BigInteger, nullable=False),
        sa.Column("appointment_id", _ID),
        sa.Column("appointment_starts_at", _MOMENT),
        sa.Column("appointment_minutes", sa.Integer),
    ]


def _file_constraints() -> list[sa.Constraint]:
    return [
        sa.UniqueConstraint("number", name="files_number"),
        sa.CheckConstraint("kind IN ('concealed', 'exposed')", name="files_kind"),
        sa.CheckConstraint(
            "status IN ('awaiting_payment', 'awaiting_referral', 'referred', 'completed', 'cancelled')",
            name="files_status",
        ),
        sa.CheckConstraint("phase IN ('pre', 'final')", name="files_phase"),
        sa.CheckConstraint(
            "version > 0 AND timeline_length >= 0 AND gate_version >= 0", name="files_counters"
        ),
        sa.CheckConstraint("value_rials >= 0 AND debt_rials >= 0", name="files_amounts"),
        sa.CheckConstraint(
            "status <> 'referred' OR (inspector_id IS NOT NULL AND referral_id IS NOT NULL"
            " AND referred_at IS NOT NULL)",
            name="files_referred",
        ),
        sa.CheckConstraint(
            "status NOT IN ('awaiting_payment', 'awaiting_referral') OR"
            " (inspector_id IS NULL AND referral_id IS NULL AND referred_at IS NULL)",
            name="files_unreferred",
        ),
        sa.CheckConstraint(
            "(status = 'awaiting_referral') = (waiting_since IS NOT NULL)", name="files_waiting_since"
        ),
        sa.CheckConstraint("(status = 'completed') = (completed_at IS NOT NULL)", name="files_completed"),
        sa.CheckConstraint("(status = 'cancelled') = (cancelled_at IS NOT NULL)", name="files_cancelled"),
        sa.CheckConstraint(
            "(appointment_id IS NULL) = (appointment_starts_at IS NULL)"
            " AND (appointment_id IS NULL) = (appointment_minutes IS NULL)",
            name="files_appointment",
        ),
    ]


def _create_meters() -> None:
    op.create_table(
        "meters",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("file_id", _ID, sa.ForeignKey("files.id", name="meters_file"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("area_m2", sa.Numeric(10, 2), nullable=False),
        sa.Column("consumption_m3h", sa.Numeric(10, 2), nullable=False),
        sa.Column("meter_class", sa.Text, nullable=False),
        sa.Column("pre", sa.Text, nullable=False),
        sa.Column("final", sa.Text, nullable=False),
        sa.UniqueConstraint("file_id", "position", name="meters_position"),
        sa.CheckConstraint("area_m2 > 0 AND consumption_m3h > 0", name="meters_positive"),
        sa.CheckConstraint(
            "pre IN ('open', 'approved') AND final IN ('open', 'approved')", name="meters_state"
        ),
    )


def _create_referrals() -> None:
    op.create_table(
        "referrals",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("file_id", _ID, sa.ForeignKey("files.id", name="referrals_file"), nullable=False),
        sa.Column(
            "inspector_id", _ID, sa.ForeignKey("people.id", name="referrals_inspector"), nullable=False
        ),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("candidates", JSONB, nullable=False),
        sa.Column("value_rials", sa.BigInteger, nullable=False),
        sa.Column("jalali_year", sa.Integer, nullable=False),
        sa.Column("referred_at", _MOMENT, nullable=False),
        sa.Column("referred_by_id", _ID, sa.ForeignKey("people.id", name="referrals_referred_by")),
        sa.Column("ended_at", _MOMENT),
        sa.Column("ended_by", sa.Text),
        sa.Column("end_reason", sa.Text),
        sa.Column("end_phase", sa.Text),
        sa.CheckConstraint("kind IN ('automatic', 'manual')", name="referrals_kind"),
        sa.CheckConstraint(
            "ended_by IN ('withdrawn', 'dismissed', 'replaced', 'completed', 'cancelled')",
            name="referrals_ended_by",
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (end_phase IS NULL)",
            name="referrals_ended",
        ),
        sa.CheckConstraint("end_phase IN ('pre', 'final')", name="referrals_end_phase"),
        sa.CheckConstraint("kind <> 'manual' OR referred_by_id IS NOT NULL", name="referrals_manual"),
        sa.CheckConstraint("value_rials >= 0", name="referrals_value"),
    )
    active = sa.text("ended_at IS NULL")
    op.create_index("referrals_one_active", "referrals", ["file_id"], unique=True, postgresql_where=active)
    op.create_index("referrals_in_hand", "referrals", ["inspector_id"], postgresql_where=active)
    op.create_index("referrals_of_file", "referrals", ["file_id", "referred_at", "id"])
    op.create_index(
        "referrals_of_year",
        "referrals",
        ["inspector_id", "jalali_year"],
        postgresql_include=["value_rials", "ended_by"],
    )
    op.create_index("referrals_last", "referrals", ["inspector_id", "referred_at"])
    op.create_index("referrals_past", "referrals", ["inspector_id", "ended_by", "ended_at", "id"])
    op.create_table(
        "approvals",
        sa.Column("file_id", _ID, sa.ForeignKey("files.id", name="approvals_file"), primary_key=True),
        sa.Column("phase", sa.Text, primary_key=True),
        sa.Column(
            "inspector_id", _ID, sa.ForeignKey("people.id", name="approvals_inspector"), nullable=False
        ),
        sa.Column("referred_at", _MOMENT, nullable=False),
        sa.Column("approved_at", _MOMENT, nullable=False),
        sa.CheckConstraint("phase IN ('pre', 'final')", name="approvals_phase"),
    )
    op.create_index("approvals_of_inspector", "approvals", ["inspector_id", "approved_at", "file_id"])


def _create_timeline() -> None:
    op.create_table(
        "timeline",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("file_id", _ID, sa.ForeignKey("files.id", name="timeline_file"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("event_key", sa.Text, nullable=False),
        sa.Column("private_to_id", _ID),
        sa.Column("occurred_at", _MOMENT, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("details", JSONB, nullable=False),
        sa.UniqueConstraint("file_id", "position", name="timeline_position"),
        sa.UniqueConstraint("file_id", "event_key", name="timeline_event_key"),
        sa.CheckConstraint("position > 0", name="timeline_positive"),
    )
