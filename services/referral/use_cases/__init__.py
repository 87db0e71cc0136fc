"""One function per verb of the contract and per fact that this service listens to, one transaction each.

Locks are always taken in this order, which is why nobody waits in a ring: a person's row, the engine
(``store.lock_engine``), a file's row, the year's counter. Only who holds the engine locks more than one file.
"""

from services.referral.use_cases.batches import (
    get_referral_batch,
    list_referral_batches,
    start_referral_batch,
    stop_referral_batch,
    work_on_batch,
)
from services.referral.use_cases.conflicts import declare_conflict, end_conflict, list_conflicts
from services.referral.use_cases.facts import (
    apply_another_time_requested,
    apply_appointment,
    apply_appointment_cancelled,
    apply_appointment_confirmed,
    apply_deadline_missed,
    apply_fee,
    apply_gate,
    apply_phase_approved,
    apply_registration_paid,
    apply_report,
    apply_user_created,
    apply_user_updated,
    note_visit_fact,
)
from services.referral.use_cases.handover import cancel_file, dismiss_inspector, refer_file, withdraw
from services.referral.use_cases.lists import list_files, list_my_files, list_my_referrals
from services.referral.use_cases.policies import (
    change_policy,
    list_areas,
    list_policies,
    list_policy_versions,
)
from services.referral.use_cases.proposals import (
    decide_dismissal,
    get_dismissal_proposal,
    list_dismissal_proposals,
)
from services.referral.use_cases.reading import (
    classify_meter,
    get_file,
    get_snapshot,
    get_timeline,
    list_referrals,
    verify_timeline,
)
from services.referral.use_cases.referring import refer_waiting
from services.referral.use_cases.registration import correct_meter, register_file
from services.referral.use_cases.restoring import outgrow_versions
from services.referral.use_cases.rulings import list_withdrawals, rule_withdrawal
from services.referral.use_cases.waiting import list_waiting_files
from services.referral.use_cases.worksheets import (
    get_inspector,
    get_worksheet,
    list_inspectors,
    put_worksheet,
)

__all__ = [
    "apply_another_time_requested",
    "apply_appointment",
    "apply_appointment_cancelled",
    "apply_appointment_confirmed",
    "apply_deadline_missed",
    "apply_fee",
    "apply_gate",
    "apply_phase_approved",
    "apply_registration_paid",
    "apply_report",
    "apply_user_created",
    "apply_user_updated",
    "cancel_file",
    "change_policy",
    "classify_meter",
    "correct_meter",
    "decide_dismissal",
    "declare_conflict",
    "dismiss_inspector",
    "end_conflict",
    "get_dismissal_proposal",
    "get_file",
    "get_inspector",
    "get_referral_batch",
    "get_snapshot",
    "get_timeline",
    "get_worksheet",
    "list_areas",
    "list_conflicts",
    "list_dismissal_proposals",
    "list_files",
    "list_inspectors",
    "list_my_files",
    "list_my_referrals",
    "list_policies",
    "list_policy_versions",
    "list_referral_batches",
    "list_referrals",
    "list_waiting_files",
    "list_withdrawals",
    "note_visit_fact",
    "outgrow_versions",
    "put_worksheet",
    "refer_file",
    "refer_waiting",
    "register_file",
    "rule_withdrawal",
    "start_referral_batch",
    "stop_referral_batch",
    "verify_timeline",
    "withdraw",
    "work_on_batch",
]
