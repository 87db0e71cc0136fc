"""The rules of referral: who may have a file, what class a meter is, what may happen to a file when.

Pure: the standard library, the glossary's terms and the refusals; times, ids and what is stored arrive as arguments.
"""

from services.referral.domain.catalogue import MeterClass, MeterSize, classify_meters, derive_class
from services.referral.domain.chain import CHAIN_START, Link, Proof, chain_hash, check_chain
from services.referral.domain.engine import (
    Choice,
    Inspector,
    Job,
    Obstacle,
    Past,
    Ranked,
    Roster,
    choose_inspector,
    find_obstacles,
    rank_candidates,
    score_of,
)
from services.referral.domain.lifecycle import (
    check_cancellable,
    check_correctable,
    check_decidable,
    check_dismissable,
    check_endable,
    check_nameable,
    check_named,
    check_referable,
    check_rulable,
    check_withdrawable,
)
from services.referral.domain.numbers import file_number
from services.referral.domain.telling import without_names
from services.referral.domain.timeline import ORGANIZATION_ONLY, as_told_to, summarize
from services.referral.domain.waiting import explain_waiting
from services.referral.domain.wording import persian_digits, rials

__all__ = [
    "CHAIN_START",
    "ORGANIZATION_ONLY",
    "Choice",
    "Inspector",
    "Job",
    "Link",
    "MeterClass",
    "MeterSize",
    "Obstacle",
    "Past",
    "Proof",
    "Ranked",
    "Roster",
    "as_told_to",
    "chain_hash",
    "check_cancellable",
    "check_chain",
    "check_correctable",
    "check_decidable",
    "check_dismissable",
    "check_endable",
    "check_nameable",
    "check_named",
    "check_referable",
    "check_rulable",
    "check_withdrawable",
    "choose_inspector",
    "classify_meters",
    "derive_class",
    "explain_waiting",
    "file_number",
    "find_obstacles",
    "persian_digits",
    "rank_candidates",
    "rials",
    "score_of",
    "summarize",
    "without_names",
]
