"""Every query of the referral service, named by its intent."""

from services.referral.store.files import (
    catalogue_on,
    count_file,
    find_file,
    find_last_correction,
    list_corrections,
    lock_file,
    snapshot_source,
)
from services.referral.store.history import append_entry, is_known, list_timeline, whole_timeline
from services.referral.store.lists import list_approved, list_files, list_files_in_hand, list_given_up
from services.referral.store.people import (
    add_person,
    find_person,
    find_worksheet,
    save_person,
    save_worksheet,
)
from services.referral.store.proposals import (
    file_of_proposal,
    find_open_proposal,
    find_proposal,
    lapse_proposal,
    list_proposals,
    make_good,
)
from services.referral.store.referrals import (
    add_approval,
    find_active_referral,
    find_last_referral,
    find_refusal,
    list_inspectors,
    list_referable_files,
    list_referrals,
    lock_engine,
)

__all__ = [
    "add_approval",
    "add_person",
    "append_entry",
    "catalogue_on",
    "count_file",
    "file_of_proposal",
    "find_active_referral",
    "find_file",
    "find_last_correction",
    "find_last_referral",
    "find_open_proposal",
    "find_person",
    "find_proposal",
    "find_refusal",
    "find_worksheet",
    "is_known",
    "lapse_proposal",
    "list_approved",
    "list_corrections",
    "list_files",
    "list_files_in_hand",
    "list_given_up",
    "list_inspectors",
    "list_proposals",
    "list_referable_files",
    "list_referrals",
    "list_timeline",
    "lock_engine",
    "lock_file",
    "make_good",
    "save_person",
    "save_worksheet",
    "snapshot_source",
    "whole_timeline",
]
