"""Deliveries on their way: taken, handed to the provider, settled, asked about, and tried again by the office.

A delivery is handed over at least once: whoever dies between the provider's yes and its being written down leaves
it to be handed over again, under the same key, by which the provider can tell.
"""

from dataclasses import dataclass
from datetime import timedelta

from chassis.telemetry import get_logger
from chassis.work import Services, Work
from contracts.messaging import SmsPolicy
from contracts.terms import DeliveryState
from services.messaging import domain, store
from services.messaging.channels import Fate, PermanentFailure, TemporaryFailure, channel
from services.messaging.tables import Delivery
from services.messaging.use_cases.policies import quiet_hours, sms_policy

log = get_logger(__name__)

# Longer than any channel's patience, after which somebody else takes over.
_LEASE = timedelta(minutes=2)
_ASKED_AT_ONCE = 100


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A delivery that this process has taken for one attempt."""

    delivery_id: str
    mobile: str
    text: str
    attempt: int
    key: str


@dataclass(frozen=True, kw_only=True)
class Handover:
    """What came of an attempt: the provider's reference, or why not and whether it is any use to go on."""

    reference: str | None = None
    error: str | None = None
    may_work_later: bool = False


def require_channel(work: Work) -> None:  # noqa: ARG001  # what runs at start is handed one
    """At start: a channel that lacks a setting is found out before the first SMS."""
    channel()


def take_delivery(work: Work) -> Parcel | None:
    """Take one delivery that is due, unless telephones are left alone now.

    It goes to the number that the person has by now, and to nobody who has left.
    """
    policy = sms_policy(work)
    if not policy.enabled or quiet_hours(policy).covers(work.now):
        return None
    while (taken := _take_due(work, policy)) is not None:
        person = store.find_person(work.session, taken.person_id)
        if person is not None and person.active:
            taken.mobile = person.mobile or taken.mobile
            return _parcel(taken)
        taken.error = "inactive"
        _end(taken, DeliveryState.CANCELLED, work)
        work.session.flush()
    return None


def _take_due(work: Work, policy: SmsPolicy) -> Delivery | None:
    return store.take_due(
        work.session,
        now=work.now,
        max_attempts=policy.max_attempts,
        queued_after=domain.expired_since(work.now, policy.expire_after_hours),
        until=work.now + _LEASE,
    )


def _parcel(taken: Delivery) -> Parcel:
    return Parcel(
        delivery_id=taken.id,
        mobile=taken.mobile,
        text=taken.text,
        attempt=taken.attempts,
        # The same for every attempt, but another one when the office wants it tried anew: the provider may have
        # taken, and lost, the first.
        key=f"{taken.id}:{int(taken.queued_at.timestamp())}",
    )


def hand_over(_services: Services, parcel: Parcel) -> Handover:
    """Give it to the provider, in no transaction."""
    try:
        return Handover(reference=channel().send(parcel.mobile, parcel.text, parcel.key))
    except TemporaryFailure as failure:
        return Handover(error=str(failure), may_work_later=True)
    except PermanentFailure as failure:
        return Handover(error=str(failure))


def settle_delivery(work: Work, parcel: Parcel, outcome: Handover) -> None:
    """Write down what came of it, and when to try again; nothing, if somebody else has taken over meanwhile."""
    delivery = store.lock_taken(work.session, parcel.delivery_id, attempt=parcel.attempt)
    if delivery is None:
        return
    delivery.error = outcome.error
    if outcome.error is None:
        delivery.state, delivery.reference = DeliveryState.SENT.value, outcome.reference
        delivery.sent_at = work.now
        delivery.next_attempt_at = domain.next_question(work.now, work.now)
        return
    policy = sms_policy(work)
    log.warning("sms_not_sent", delivery_id=delivery.id, attempt=parcel.attempt, why=outcome.error)
    if outcome.may_work_later and parcel.attempt < policy.max_attempts:
        delivery.state = DeliveryState.QUEUED.value
        delivery.next_attempt_at = work.now + domain.pause_after(
            parcel.attempt,
            first_minutes=policy.first_retry_minutes,
            longest_minutes=policy.longest_retry_minutes,
        )
    else:
        _end(delivery, DeliveryState.FAILED, work)


def expire_deliveries(work: Work) -> None:
    """Give up what has waited for too long, and what was taken for its last attempt by somebody who died."""
    policy = sms_policy(work)
    expired = store.cancel_expired(
        work.session, now=work.now, queued_before=domain.expired_since(work.now, policy.expire_after_hours)
    )
    lost = store.give_up_lost(work.session, now=work.now, max_attempts=policy.max_attempts)
    if expired or lost:
        log.warning("sms_given_up", expired=expired, lost=lost)


def take_questions(work: Work) -> dict[str, str] | None:
    """Deliveries whose fate is to be asked about now: by the provider's reference, their ids."""
    taken = store.take_to_ask(work.session, now=work.now, until=work.now + _LEASE, count=_ASKED_AT_ONCE)
    return {str(delivery.reference): delivery.id for delivery in taken} or None


def ask_fates(_services: Services, questions: dict[str, str]) -> dict[str, Fate]:
    """Ask the provider, in no transaction; what it does not say is asked again later."""
    try:
        return channel().fates(list(questions))
    except TemporaryFailure as failure:
        log.warning("sms_fates_unknown", why=str(failure))
        return {}


def settle_fates(work: Work, questions: dict[str, str], fates: dict[str, Fate]) -> None:
    """Write down what has become of them, and when to ask about the others again."""
    for delivery in store.lock_sent(work.session, list(questions.values())):
        match fates.get(str(delivery.reference)):
            case Fate.DELIVERED:
                _end(delivery, DeliveryState.DELIVERED, work)
            case Fate.LOST:
                delivery.error = "the provider could not deliver it"
                _end(delivery, DeliveryState.FAILED, work)
            case _:
                delivery.next_attempt_at = domain.next_question(delivery.sent_at or work.now, work.now)


def _end(delivery: Delivery, state: DeliveryState, work: Work) -> None:
    delivery.state, delivery.next_attempt_at, delivery.ended_at = state.value, None, work.now
