"""What the organization decides about how work is shared, and where it works."""

from collections import Counter

from chassis.policies import Policy, PolicyVerbs, in_force
from chassis.work import Look
from contracts.referral import Area, AreasPolicy, EnginePolicy
from contracts.shapes import Caller
from services.referral.use_cases.access import READERS, allow


def _named_once(policy: AreasPolicy) -> dict[str, list[str]]:
    twice = [code for code, count in Counter(area.code for area in policy.areas).items() if count > 1]
    return {"areas": [f"Named more than once: {', '.join(twice)}."]} if twice else {}


ENGINE: Policy[EnginePolicy] = Policy("referral.engine", EnginePolicy, "تقسیم کار میان بازرسان")
AREAS: Policy[AreasPolicy] = Policy("referral.areas", AreasPolicy, "منطقه‌ها", _named_once)
_VERBS = PolicyVerbs((ENGINE, AREAS))
list_policies, list_policy_versions = _VERBS.list_policies, _VERBS.list_policy_versions
change_policy = _VERBS.change_policy


def list_areas(look: Look, *, caller: Caller) -> list[Area]:
    """The areas in which the organization works, in its order."""
    allow(caller, *READERS)
    return in_force(look.session, AREAS).areas
