"""How a message that goes out is queued for the telephones of those whom it addresses."""

from chassis.work import Work
from contracts.terms import Channel, DeliveryState
from services.messaging import store
from services.messaging.tables import Message
from services.messaging.use_cases.policies import sms_policy


def queue_sms(work: Work, message: Message, text: str) -> None:
    """One delivery per active person with a known mobile number, unless the organization sends no SMS."""
    if not sms_policy(work).enabled:
        return
    store.add_deliveries(
        work.session,
        [
            {
                "id": work.new_id(),
                "message_id": message.id,
                "person_id": person.id,
                "channel": Channel.SMS.value,
                "mobile": person.mobile,
                "text": text,
                "state": DeliveryState.QUEUED.value,
                "attempts": 0,
                "next_attempt_at": work.now,
                "created_at": work.now,
                "queued_at": work.now,
            }
            for person in store.list_reachable(work.session, message)
        ],
    )
