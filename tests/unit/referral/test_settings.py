"""The knobs of the referral service."""

from services.referral.settings import ReferralSettings


def test_the_batch_comes_from_the_environment() -> None:
    assert ReferralSettings.from_environment({"GAZBAN_REFERRAL_BATCH": "7"}).refer_batch == 7
    assert ReferralSettings.from_environment({}).refer_batch == 20
