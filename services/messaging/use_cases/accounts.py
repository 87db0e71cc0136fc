"""What the auth service tells: who there is, and whose password was reset."""

from chassis.jalali import jalali_moment
from chassis.work import Work
from contracts.auth import PasswordReset, UserCreated, UserUpdated
from services.messaging import store
from services.messaging.domain.notices import accounts
from services.messaging.use_cases.telling import tell


def remember_user(work: Work, event: UserCreated) -> None:
    """A new user may get messages."""
    store.add_person(
        work.session,
        {
            "id": event.id,
            "membership_code": event.membership_code,
            "full_name": event.full_name,
            "role": str(event.role),
            "active": True,
            "mobile": event.mobile,
        },
    )


def update_user(work: Work, event: UserUpdated) -> None:
    """A user has another name or mobile number, or came or went."""
    store.put_person(
        work.session,
        {
            "id": event.id,
            "membership_code": event.membership_code,
            "full_name": event.full_name,
            "role": str(event.role),
            "active": event.active,
            "mobile": event.mobile,
        },
    )


def tell_password_reset(work: Work, event: PasswordReset) -> None:
    """The user hears of a one-time password: they may not have asked for it."""
    notices = accounts.password_reset(
        key=f"password_reset:{event.user_id}:{event.reset_at.isoformat()}",
        reset_at=jalali_moment(event.reset_at),
        user_id=event.user_id,
    )
    tell(work, notices)
