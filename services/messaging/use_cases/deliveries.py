"""What the office sees of deliveries, and what it may do about those that failed."""

from chassis.ids import is_id
from chassis.paging import decode_place, page
from chassis.telemetry import get_logger
from chassis.work import Look, Work
from contracts.errors import Conflict, MessagingCode, NotFound
from contracts.messaging import DeliveryView, SmsPolicy
from contracts.shapes import Caller, Page, Person
from contracts.terms import Channel, DeliveryState, Role
from services.messaging import domain, store
from services.messaging.tables import Delivery, KnownPerson
from services.messaging.use_cases.policies import quiet_hours, sms_policy

log = get_logger(__name__)


def list_deliveries(
    look: Look,
    *,
    caller: Caller,
    state: DeliveryState | None = None,
    message_id: str | None = None,
    person_id: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[DeliveryView]:
    """Office: what went, or is to go, by SMS, newest first; of what no identifier looks like there is none."""
    domain.allow(caller.role, Role.OFFICE)
    before = decode_place(cursor)
    if not all(given is None or is_id(given) for given in (message_id, person_id)):
        return Page(items=[], next_cursor=None)
    rows = store.list_deliveries(
        look.session,
        state=None if state is None else state.value,
        message_id=message_id,
        person_id=person_id,
        before=before,
        count=limit + 1,
    )
    policy = sms_policy(look)
    return page(
        rows,
        limit,
        key=lambda row: (row[0].created_at.isoformat(), row[0].id),
        view=lambda row: _view(*row, policy),
    )


def retry_delivery(work: Work, *, caller: Caller, delivery_id: str) -> DeliveryView:
    """Office: what failed for good gets all its attempts anew, to the number that the person has now."""
    domain.allow(caller.role, Role.OFFICE)
    found = store.lock_delivery(work.session, delivery_id) if is_id(delivery_id) else None
    if found is None:
        raise NotFound(MessagingCode.DELIVERY_NOT_FOUND)
    delivery, person = found
    if delivery.state != DeliveryState.FAILED.value:
        raise Conflict(MessagingCode.DELIVERY_NOT_FAILED)
    delivery.state, delivery.attempts = DeliveryState.QUEUED.value, 0
    delivery.mobile = person.mobile or delivery.mobile
    delivery.queued_at = delivery.next_attempt_at = work.now
    delivery.reference = delivery.error = delivery.sent_at = delivery.ended_at = None
    log.info("delivery_retried", delivery_id=delivery.id, by=caller.id)
    return _view(delivery, person, sms_policy(work))


def _view(delivery: Delivery, person: KnownPerson, policy: SmsPolicy) -> DeliveryView:
    due = delivery.next_attempt_at if delivery.state == DeliveryState.QUEUED.value else None
    return DeliveryView(
        id=delivery.id,
        message_id=delivery.message_id,
        person=Person(id=person.id, membership_code=person.membership_code, full_name=person.full_name),
        channel=Channel(delivery.channel),
        mobile=delivery.mobile,
        text=delivery.text,
        state=DeliveryState(delivery.state),
        attempts=delivery.attempts,
        next_attempt_at=None if due is None else quiet_hours(policy).next_after(due),
        reference=delivery.reference,
        error=delivery.error,
        created_at=delivery.created_at,
        sent_at=delivery.sent_at,
        ended_at=delivery.ended_at,
    )
