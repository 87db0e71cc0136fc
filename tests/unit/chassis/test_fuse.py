"""The fuse: one question that timed out spares the others the wait, and nothing else blows it."""

import pytest

from chassis import fuse
from chassis.fuse import Fuse, FusedProxy
from contracts.billing import BillingApi
from contracts.errors import CommonCode, Conflict, DeadlineExceeded, NotFound, Refusal, Unavailable
from contracts.referral import ReferralApi


class Clock:
    """Time that the test moves."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


class Owner:
    """A service: it answers after so many seconds, or with a refusal."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.takes, self.asked = clock, 0.0, 0
        self.refusal: Refusal | None = None

    def get_gate(self, *, file_id: str) -> str:
        self.asked += 1
        self.clock.now += self.takes
        if self.refusal is not None:
            raise self.refusal
        return file_id


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(fuse, "time", made)
    return made


@pytest.fixture
def owner(clock: Clock) -> Owner:
    return Owner(clock)


@pytest.fixture
def proxy(owner: Owner) -> FusedProxy:
    return FusedProxy(owner, Fuse(), BillingApi, 1.0)


def hang(owner: Owner, proxy: FusedProxy) -> None:
    owner.takes, owner.refusal = 1.0, DeadlineExceeded(CommonCode.DEADLINE)
    with pytest.raises(DeadlineExceeded):
        proxy.get_gate(file_id="f")


def test_answers_pass(proxy: FusedProxy) -> None:
    assert proxy.get_gate(file_id="f") == "f"


def test_who_hangs_is_not_asked_for_a_while(proxy: FusedProxy, owner: Owner, clock: Clock) -> None:
    hang(owner, proxy)
    with pytest.raises(Unavailable):
        proxy.get_gate(file_id="f")
    assert owner.asked == 1
    clock.now += 2
    owner.takes, owner.refusal = 0, None
    assert proxy.get_gate(file_id="f") == "f"
    assert proxy.get_gate(file_id="f") == "f"
    assert owner.asked == 3


def test_one_at_a_time_tries_whether_it_is_back(proxy: FusedProxy, owner: Owner, clock: Clock) -> None:
    hang(owner, proxy)
    clock.now += 2
    others: list[str] = []

    def meanwhile(*, file_id: str) -> str:
        with pytest.raises(Unavailable):
            FusedProxy(owner, proxy._fuse, BillingApi, 1.0).get_gate(file_id="other")
        others.append("refused")
        return file_id

    trial = FusedProxy(owner, proxy._fuse, BillingApi, 1.0)
    owner.get_gate = meanwhile  # type: ignore[method-assign]
    assert trial.get_gate(file_id="f") == "f"
    assert others == ["refused"]


@pytest.mark.parametrize(
    "refusal", [NotFound("x"), Conflict("x"), Unavailable("x"), DeadlineExceeded(CommonCode.DEADLINE)]
)
def test_a_refusal_that_came_soon_blows_nothing(proxy: FusedProxy, owner: Owner, refusal: Refusal) -> None:
    owner.refusal = refusal
    for _ in range(2):
        with pytest.raises(type(refusal)):
            proxy.get_gate(file_id="f")
    assert owner.asked == 2


def test_each_service_has_its_own(proxy: FusedProxy, owner: Owner) -> None:
    hang(owner, proxy)
    owner.refusal = None
    other = FusedProxy(owner, proxy._fuse, ReferralApi, 1.0)
    assert other.get_gate(file_id="f") == "f"
