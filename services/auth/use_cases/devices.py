"""Devices on which somebody signed in before: no stranger's failures keep their owners out."""

from chassis.work import Work
from services.auth import store, tokens
from services.auth.settings import settings
from services.auth.tables import User


def known_device(work: Work, membership_code: str, device_token: str | None) -> str | None:
    """The digest of the device, if the owner of the membership code signed in on it before."""
    if device_token is None:
        return None
    digest = tokens.digest(device_token)
    known = store.is_known_device(work.session, digest, membership_code=membership_code)
    return digest if known else None


def keep_device(work: Work, user: User, device_token: str | None) -> str:
    """Know the device as this user's, too; returns its token, a new one unless it brought one of ours."""
    if device_token is None or not store.is_anybodys_device(work.session, tokens.digest(device_token)):
        device_token = tokens.new_refresh_token()
    store.remember_device(work.session, tokens.digest(device_token), user_id=user.id, now=work.now)
    return device_token


def forget_old_devices(work: Work) -> None:
    """Forget devices that nobody has signed in on for long."""
    store.forget_devices_unused_since(work.session, work.now - settings().known_device_lifetime)
