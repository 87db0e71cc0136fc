"""Who serves what and who listens to what.

Every process declares all of it when it connects, so that no event is ever published before the queue of each of
its consumers exists, and a broker that lost its disk gets its queues back. The names are frozen by the contract tests.
"""

from contracts import auth, billing, inspection, referral
from contracts.auth import AuthApi
from contracts.billing import BillingApi
from contracts.events import Event
from contracts.inspection import InspectionApi
from contracts.messaging import MessagingApi
from contracts.referral import ReferralApi

APIS: dict[str, type] = {
    "auth": AuthApi,
    "referral": ReferralApi,
    "inspection": InspectionApi,
    "billing": BillingApi,
    "messaging": MessagingApi,
}

_FILE_FACTS: tuple[type[Event], ...] = (
    referral.FileRegistered,
    referral.FileReferred,
    referral.FileWaiting,
    referral.FileWithdrawn,
    referral.InspectorDismissed,
    referral.FilePhaseChanged,
    referral.FileCompleted,
    referral.FileCancelled,
    referral.MeterCorrected,
)
_GATE_FACTS: tuple[type[Event], ...] = (
    billing.InvoiceIssued,
    billing.RegistrationPaid,
    billing.PaymentReceived,
    billing.ChargeSettled,
    billing.DebtCleared,
    billing.UnitsClosed,
)
_HAND_CORRECTIONS: tuple[type[Event], ...] = (
    billing.PaymentReversed,
    billing.DebitPosted,
    billing.DebtWrittenOff,
    billing.RefundSent,
    billing.RefundConfirmed,
    billing.RefundFailed,
)
_VISIT_FACTS: tuple[type[Event], ...] = (
    inspection.AppointmentSet,
    inspection.AppointmentCancelled,
    inspection.ReportFiled,
    inspection.PhaseApproved,
)
_PEOPLE: tuple[type[Event], ...] = (auth.UserCreated, auth.UserUpdated)

SUBSCRIPTIONS: dict[str, tuple[type[Event], ...]] = {
    "auth": (),
    "referral": (
        *_PEOPLE,
        *_VISIT_FACTS,
        inspection.AppointmentConfirmed,
        inspection.AnotherTimeRequested,
        inspection.AppointmentCameNear,
        inspection.DeadlineMissed,
        inspection.ObjectionFiled,
        inspection.ObjectionDecided,
        *_GATE_FACTS,
        billing.ChargeVoided,
        billing.PrepaymentAdjusted,
        billing.FeeEarned,
        *_HAND_CORRECTIONS,
    ),
    "inspection": (
        *_FILE_FACTS,
        *_GATE_FACTS,
        billing.ChargeVoided,
        billing.PrepaymentAdjusted,
        *_HAND_CORRECTIONS,
        billing.DebitDropped,
        billing.GateRestated,
    ),
    "billing": (
        referral.FileRegistered,
        referral.MeterCorrected,
        referral.FileCancelled,
        inspection.ReportFiled,
        inspection.ObjectionDecided,
    ),
    "messaging": (
        *_PEOPLE,
        auth.PasswordReset,
        *_FILE_FACTS,
        referral.WithdrawalRuled,
        referral.DismissalProposed,
        referral.DismissalDeclined,
        *_VISIT_FACTS,
        inspection.AppointmentConfirmed,
        inspection.AnotherTimeRequested,
        inspection.AppointmentCameNear,
        inspection.DeadlineMissed,
        inspection.ObjectionFiled,
        inspection.ObjectionDecided,
        *_GATE_FACTS,
        billing.ChargeVoided,
        billing.PrepaymentAdjusted,
        billing.FeeEarned,
        *_HAND_CORRECTIONS,
        billing.TariffActivated,
        billing.TariffWithdrawn,
        billing.WebhookDisabled,
        billing.PayoutSent,
        billing.PayoutConfirmed,
        billing.PayoutFailed,
    ),
}


def events_exchange(source: str) -> str:
    """The topic exchange on which a service tells its facts; the routing key is the event's name."""
    return f"{source}.events"


def inbox_queue(service: str) -> str:
    """The one durable queue in which a service collects the facts it listens to."""
    return f"{service}.inbox"


def rpc_queue(service: str) -> str:
    """The queue of a service's requests, shared by its replicas."""
    return f"rpc-{service}"


RPC_EXCHANGE = "nameko-rpc"
