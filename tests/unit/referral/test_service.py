"""The nameko class binds the whole contract and exactly the facts that the topology subscribes it to."""

from chassis.service import Consumer, Timer
from contracts.codec import methods_of
from contracts.referral import ReferralApi
from contracts.topology import SUBSCRIPTIONS
from services.referral.service import Referral


def test_it_hears_what_the_topology_says() -> None:
    heard = [bound.event for bound in vars(Referral).values() if isinstance(bound, Consumer)]
    assert len(heard) == len(set(heard))
    assert set(heard) == set(SUBSCRIPTIONS["referral"])


def test_it_serves_its_contract() -> None:
    assert {method.name for method in methods_of(ReferralApi)} <= set(vars(Referral))


def test_it_looks_after_waiting_files_every_five_seconds() -> None:
    assert [bound.seconds for bound in vars(Referral).values() if isinstance(bound, Timer)] == [5]
