"""The referral service: files, their specification and meters, worksheets, and who inspects what."""

from contracts.referral.api import ReferralApi
from contracts.referral.conflicts import ConflictView, HeldFile
from contracts.referral.events import (
    DismissalDeclined,
    DismissalProposed,
    FileCancelled,
    FileCompleted,
    FileEvent,
    FilePhaseChanged,
    FileReferred,
    FileRegistered,
    FileWaiting,
    FileWithdrawn,
    InspectorDismissed,
    MeterCorrected,
    WithdrawalRuled,
)
from contracts.referral.files import (
    FileAppointment,
    FileInHand,
    FileSnapshot,
    FileView,
    MeterChange,
    MeterSpec,
    MeterView,
    NewMeter,
    PastFile,
)
from contracts.referral.policies import EnginePolicy
from contracts.referral.proposals import DismissalProposal, MissedDeadline
from contracts.referral.referrals import (
    Candidate,
    InspectorView,
    ReferralBatchView,
    ReferralView,
    WaitingFile,
    Weekday,
    WithdrawalView,
    Worksheet,
)
from contracts.referral.timeline import TimelineEntry, TimelineProof

__all__ = [
    "Candidate",
    "ConflictView",
    "DismissalDeclined",
    "DismissalProposal",
    "DismissalProposed",
    "EnginePolicy",
    "FileAppointment",
    "FileCancelled",
    "FileCompleted",
    "FileEvent",
    "FileInHand",
    "FilePhaseChanged",
    "FileReferred",
    "FileRegistered",
    "FileSnapshot",
    "FileView",
    "FileWaiting",
    "FileWithdrawn",
    "HeldFile",
    "InspectorDismissed",
    "InspectorView",
    "MeterChange",
    "MeterCorrected",
    "MeterSpec",
    "MeterView",
    "MissedDeadline",
    "NewMeter",
    "PastFile",
    "ReferralApi",
    "ReferralBatchView",
    "ReferralView",
    "TimelineEntry",
    "TimelineProof",
    "WaitingFile",
    "Weekday",
    "WithdrawalRuled",
    "WithdrawalView",
    "Worksheet",
]
