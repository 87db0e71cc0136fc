"""After referral's database was restored from an older copy, whatever it tells is newer than what it told before."""

from services.referral import use_cases
from tests.integration.referral.conftest import ReferralDesk


def test_every_file_outgrows_what_was_told_of_it(referral: ReferralDesk) -> None:
    first, second = referral.register(), referral.register()
    before = {file.id: _version(referral, file.id) for file in (first, second)}
    referral.desk.command(use_cases.outgrow_versions)
    assert all(_version(referral, file_id) > version + 1000 for file_id, version in before.items())


def _version(referral: ReferralDesk, file_id: str) -> int:
    return referral.desk.query(use_cases.get_snapshot, file_id=file_id).version
