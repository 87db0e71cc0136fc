"""What the organization decides about SMS."""

from datetime import timedelta

from chassis import policies
from chassis.policies import Policy, PolicyVerbs
from chassis.work import Look, Work
from contracts.messaging import SmsPolicy
from services.messaging.domain import QuietHours


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
_VERBS = PolicyVerbs((SMS,))
list_policies, list_policy_versions = _VERBS.list_policies, _VERBS.list_policy_versions
change_policy = _VERBS.change_policy


def sms_policy(work: Work | Look) -> SmsPolicy:
    """What is in force about SMS."""
    return policies.in_force(work.session, SMS)


def quiet_hours(policy: SmsPolicy) -> QuietHours:
    """When telephones are left alone."""
    return QuietHours.of(policy.quiet_from, policy.quiet_until)
