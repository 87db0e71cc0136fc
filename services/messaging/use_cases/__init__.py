"""One function per verb of the contract and per fact that this service listens to, one transaction each."""

from services.messaging.use_cases.accounts import remember_user, tell_password_reset, update_user
from services.messaging.use_cases.files import (
    remember_file,
    tell_file_cancelled,
    tell_file_completed,
    tell_file_referred,
    tell_file_waiting,
    tell_file_withdrawn,
    tell_inspector_dismissed,
    tell_meter_corrected,
    tell_phase_changed,
)
from services.messaging.use_cases.messages import count_unread, list_my_messages, mark_read, send_message
from services.messaging.use_cases.money import (
    tell_charge_settled,
    tell_debt_cleared,
    tell_fee_earned,
    tell_invoice_issued,
    tell_payment_received,
    tell_registration_paid,
    tell_units_closed,
)
from services.messaging.use_cases.visits import (
    tell_appointment_cancelled,
    tell_appointment_set,
    tell_phase_approved,
    tell_report_filed,
)

__all__ = [
    "count_unread",
    "list_my_messages",
    "mark_read",
    "remember_file",
    "remember_user",
    "send_message",
    "tell_appointment_cancelled",
    "tell_appointment_set",
    "tell_charge_settled",
    "tell_debt_cleared",
    "tell_fee_earned",
    "tell_file_cancelled",
    "tell_file_completed",
    "tell_file_referred",
    "tell_file_waiting",
    "tell_file_withdrawn",
    "tell_inspector_dismissed",
    "tell_invoice_issued",
    "tell_meter_corrected",
    "tell_password_reset",
    "tell_payment_received",
    "tell_phase_approved",
    "tell_phase_changed",
    "tell_registration_paid",
    "tell_report_filed",
    "tell_units_closed",
    "update_user",
]
