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


def test_it_looks_after_waiting_files_every_five_seconds_and_after_batches_every_second() -> None:
    timers = {
        bound.use_case.__name__: bound.seconds
        for bound in vars(Referral).values()
        if isinstance(bound, Timer)
    }
    assert timers == {"refer_waiting": 5, "work_on_batch": 1}
