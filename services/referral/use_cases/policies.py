"""What the organization decides about how work is shared."""

from chassis.policies import Policy, PolicyVerbs
from contracts.referral import EnginePolicy

ENGINE: Policy[EnginePolicy] = Policy("referral.engine", EnginePolicy, "تقسیم کار میان بازرسان")
_VERBS = PolicyVerbs((ENGINE,))
list_policies, list_policy_versions = _VERBS.list_policies, _VERBS.list_policy_versions
change_policy = _VERBS.change_policy
