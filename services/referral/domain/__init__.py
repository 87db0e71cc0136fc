"""The rules of referral: who may have a file, what class a meter is, what may happen to a file when.

Pure: the standard library, the glossary's terms and the refusals; times, ids and what is stored arrive as arguments.
"""

from services.referral.domain.catalogue import MeterClass, MeterSize, classify_meters, derive_class
from services.referral.domain.chain import CHAIN_START, Link, Proof, chain_hash, check_chain
from services.referral.domain.engine import Choice, Inspector, Job, Ranked, choose_inspector, rank_candidates
from services.referral.domain.lifecycle import (
    check_cancellable,
    check_correctable,
    check_decidable,
    check_dismissable,
    check_nameable,
    check_named,
    check_referable,
    check_withdrawable,
)
from services.referral.domain.numbers import file_number
from services.referral.domain.timeline import ORGANIZATION_ONLY, as_told_to, summarize
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
    "Proof",
    "Ranked",
    "as_told_to",
    "chain_hash",
    "check_cancellable",
    "check_chain",
    "check_correctable",
    "check_decidable",
    "check_dismissable",
    "check_nameable",
    "check_named",
    "check_referable",
    "check_withdrawable",
    "choose_inspector",
    "classify_meters",
    "derive_class",
    "file_number",
    "persian_digits",
    "rank_candidates",
    "rials",
    "summarize",
]
