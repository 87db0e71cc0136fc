"""What the organization decides about SMS."""

from datetime import timedelta
from typing import Any

from chassis import policies
from chassis.policies import Policy
from chassis.work import Look, Work
from contracts.messaging import SmsPolicy
from contracts.policies import PolicyView
from contracts.shapes import Caller
from contracts.terms import Role
from services.messaging.domain import QuietHours, allow


def _check(policy: SmsPolicy) -> dict[str, list[str]]:
    """What is wrong with the times, by field: nothing that waits for the morning may expire in the night."""
    found: dict[str, list[str]] = {}
    quiet = QuietHours.of(policy.quiet_from, policy.quiet_until)
    if timedelta(hours=policy.expire_after_hours) <= quiet.length:
        found["expire_after_hours"] = ["Must be longer than the quiet hours."]
    if policy.longest_retry_minutes < policy.first_retry_minutes:
        found["longest_retry_minutes"] = ["Must not be shorter than the first pause."]
    return found


SMS: Policy[SmsPolicy] = Policy("messaging.sms", SmsPolicy, "پیامک‌ها", _check)
POLICIES: tuple[Policy[Any], ...] = (SMS,)

_READERS = (Role.OFFICE, Role.FINANCE)


def list_policies(look: Look, *, caller: Caller) -> list[PolicyView]:
    """Office, finance: the policies in force."""
    allow(caller.role, *_READERS)
    return policies.list_in_force(look, POLICIES)


def list_policy_versions(look: Look, *, caller: Caller, key: str) -> list[PolicyView]:
    """Office, finance: every version of a policy, newest first."""
    allow(caller.role, *_READERS)
    return policies.list_versions(look, POLICIES, key)


def change_policy(
    work: Work,
    *,
    caller: Caller,
    key: str,
    value: dict[str, Any],
    reason: str,
    version: int | None = None,
) -> PolicyView:
    """Office: a new version of a policy."""
    allow(caller.role, Role.OFFICE)
    return policies.change(work, POLICIES, caller, key=key, value=value, reason=reason, version=version)


def sms_policy(work: Work | Look) -> SmsPolicy:
    """What is in force about SMS."""
    return policies.in_force(work.session, SMS)


def quiet_hours(policy: SmsPolicy) -> QuietHours:
    """When telephones are left alone."""
    return QuietHours.of(policy.quiet_from, policy.quiet_until)
