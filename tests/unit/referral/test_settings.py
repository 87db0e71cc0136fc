"""The knobs of the referral service."""

from services.referral.settings import ReferralSettings


def test_the_batches_come_from_the_environment() -> None:
    assert ReferralSettings.from_environment({"GAZBAN_REFERRAL_BATCH": "7"}).refer_batch == 7
    assert ReferralSettings.from_environment({}).refer_batch == 20
    assert ReferralSettings.from_environment({"GAZBAN_REFERRAL_CHUNK": "9"}).batch_chunk == 9
    assert ReferralSettings.from_environment({}).batch_chunk == 25
