"""What the organization decides about how work is shared."""

from typing import Any

from chassis import policies
from chassis.policies import Policy
from chassis.work import Look, Work
from contracts.policies import PolicyView
from contracts.referral import EnginePolicy
from contracts.shapes import Caller
from contracts.terms import Role
from services.referral.use_cases.access import allow

ENGINE: Policy[EnginePolicy] = Policy("referral.engine", EnginePolicy, "تقسیم کار میان بازرسان")
POLICIES: tuple[Policy[Any], ...] = (ENGINE,)

_READERS = (Role.OFFICE, Role.FINANCE)


def list_policies(look: Look, *, caller: Caller) -> list[PolicyView]:
    """Office, finance: the policies in force."""
    allow(caller, *_READERS)
    return policies.list_in_force(look, POLICIES)


def list_policy_versions(look: Look, *, caller: Caller, key: str) -> list[PolicyView]:
    """Office, finance: every version of a policy, newest first."""
    allow(caller, *_READERS)
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
    allow(caller, Role.OFFICE)
    return policies.change(work, POLICIES, caller, key=key, value=value, reason=reason, version=version)
