"""What an answer makes of an online payment, when it is asked again, how it is written, and which provider is asked."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.settings import MissingSetting
from contracts.terms import OnlinePaymentReason, OnlinePaymentState
from services.billing.channels import (
    NotPaid,
    NotRequested,
    OtherAmount,
    Paid,
    Requested,
    Unclear,
    open_providers,
)
from services.billing.channels.zarinpal import Zarinpal
from services.billing.domain import (
    Patience,
    not_known,
    not_paid,
    online_payment_entry,
    provider_settlement_entry,
)
from services.billing.settings import BillingSettings
from tests.fakes.zarinpal import DROP, FakeZarinpal, serving

STARTED_AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
PATIENCE = Patience(
    look_after_seconds=180, retry_after_seconds=10, close_after_seconds=1800, ask_for_seconds=259_200
)
seconds = st.integers(min_value=0, max_value=400_000)
attempts = st.integers(min_value=1, max_value=5_000)


@given(seconds, attempts)
def test_what_is_not_paid_may_be_until_it_is_too_old(age: int, tries: int) -> None:
    now = STARTED_AT + timedelta(seconds=age)
    standing = not_paid(started_at=STARTED_AT, now=now, attempts=tries, came_back=False, patience=PATIENCE)
    if age >= 1800:
        assert (standing.state, standing.reason) == (OnlinePaymentState.REFUSED, OnlinePaymentReason.EXPIRED)
        assert standing.look_at is None
    else:
        assert standing.state is OnlinePaymentState.STARTED
        assert standing.look_at is not None
        assert now < standing.look_at <= STARTED_AT + timedelta(seconds=1800)


@given(seconds, attempts)
def test_a_payer_who_gave_up_ends_it(age: int, tries: int) -> None:
    now = STARTED_AT + timedelta(seconds=age)
    standing = not_paid(started_at=STARTED_AT, now=now, attempts=tries, came_back=True, patience=PATIENCE)
    assert (standing.state, standing.reason) == (OnlinePaymentState.REFUSED, OnlinePaymentReason.CANCELLED)


@given(seconds, attempts)
def test_what_nobody_knows_is_never_refused_and_not_asked_for_ever(age: int, tries: int) -> None:
    now = STARTED_AT + timedelta(seconds=age)
    standing = not_known(
        OnlinePaymentReason.PROVIDER_AWAY, started_at=STARTED_AT, now=now, attempts=tries, patience=PATIENCE
    )
    assert standing.state is OnlinePaymentState.UNKNOWN
    if standing.look_at is not None:
        assert timedelta(seconds=10) <= standing.look_at - now <= timedelta(hours=1)
        assert standing.look_at <= STARTED_AT + timedelta(days=3)


def test_the_pauses_double() -> None:
    looks = [
        not_known(
            OnlinePaymentReason.PROVIDER_AWAY,
            started_at=STARTED_AT,
            now=STARTED_AT,
            attempts=tries,
            patience=PATIENCE,
        ).look_at
        for tries in (1, 2, 3, 50)
    ]
    assert [look - STARTED_AT for look in looks if look] == [
        timedelta(seconds=10),
        timedelta(seconds=20),
        timedelta(seconds=40),
        timedelta(hours=1),
    ]


rials = st.integers(min_value=0, max_value=10**12)


@given(rials, rials)
def test_the_provider_has_the_money_and_the_bank_gets_it(applied: int, unapplied: int) -> None:
    entry = online_payment_entry(
        "f", date(2026, 11, 22), provider="p", reference="8", applied_rials=applied, unapplied_rials=unapplied
    )
    if applied + unapplied:
        assert entry is not None
        assert entry.key == "payment:p:8"
        assert {(p.account, p.holder): p.amount_rials for p in entry.postings} == {
            key: amount
            for key, amount in {
                ("1010", "p"): applied + unapplied,
                ("1210", "f"): -applied,
                ("2120", "f"): -unapplied,
            }.items()
            if amount
        }
    settlement = provider_settlement_entry(
        "p", date(2026, 11, 23), reference="9", amount_rials=applied + 1, fee_rials=unapplied
    )
    assert settlement is not None
    assert (settlement.key, settlement.file_id) == ("settlement:p:9", None)
    by_account = {p.account: p.amount_rials for p in settlement.postings}
    assert by_account["1010"] == -(applied + 1 + unapplied)
    assert by_account["1020"] == applied + 1


# ------------------------------------------------------------------------------------------------ which provider

REAL = BillingSettings(demo=False, zarinpal_host="https://pay.example", zarinpal_merchant="m")


def test_production_has_a_provider_only_if_it_is_set_up() -> None:
    assert list(open_providers(BillingSettings(demo=False))) == []
    assert list(open_providers(BillingSettings(demo=False, sandbox_host="http://127.0.0.1:8090"))) == []
    assert list(open_providers(REAL)) == ["zarinpal"]


def test_a_demo_has_the_sandbox_unless_another_is_chosen() -> None:
    demo = BillingSettings(sandbox_host="http://127.0.0.1:8090")
    assert list(open_providers(demo)) == ["sandbox"]
    both = replace(REAL, demo=True, sandbox_host="http://127.0.0.1:8090")
    assert list(open_providers(both)) == ["sandbox", "zarinpal"]
    assert list(open_providers(replace(both, payment_provider="zarinpal"))) == ["zarinpal", "sandbox"]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (
            BillingSettings(demo=False, payment_provider="sandbox", sandbox_host="http://x"),
            "demonstrations only",
        ),
        (BillingSettings(payment_provider="sandbox"), "SANDBOX_HOST"),
        (BillingSettings(payment_provider="zarinpal"), "ZARINPAL_HOST"),
        (BillingSettings(payment_provider="zarinpal", zarinpal_host="http://x"), "ZARINPAL_MERCHANT"),
        (BillingSettings(payment_provider="paypal"), "'paypal'"),
    ],
)
def test_a_provider_that_is_chosen_and_cannot_be_is_refused(settings: BillingSettings, says: str) -> None:
    with pytest.raises(MissingSetting, match=says):
        open_providers(settings)


def test_settings_are_read_from_the_environment() -> None:
    read = BillingSettings.from_environment(
        {
            "GAZBAN_DEMO": "0",
            "GAZBAN_BILLING_PAYMENT_PROVIDER": "zarinpal",
            "GAZBAN_BILLING_ZARINPAL_HOST": "",
            "GAZBAN_BILLING_ZARINPAL_MERCHANT": "secret",
            "GAZBAN_BILLING_PAYMENT_MINIMUM_RIALS": "20000",
            "GAZBAN_BILLING_PAYMENT_SWEEP_SECONDS": "0.5",
        }
    )
    assert (read.demo, read.payment_provider, read.zarinpal_host) == (False, "zarinpal", "")
    assert (read.payment_minimum_rials, read.payment_sweep_seconds) == (20_000, 0.5)
    assert read.payment_close_after_seconds == 1_800
    assert "secret" not in repr(read)


# --------------------------------------------------------------------------------------------------- the adapter


def test_the_adapter_says_what_the_provider_said() -> None:
    with serving(FakeZarinpal()) as fake:
        zarinpal = Zarinpal(host=fake.url + "/", merchant=fake.merchant, patience_seconds=0.4)

        def request() -> Requested | NotRequested:
            return zarinpal.request(
                payment_id="p", amount_rials=50_000, callback_url="http://x", description="d"
            )

        made = request()
        assert isinstance(made, Requested)
        assert made.redirect_url == f"{fake.url}/pg/StartPay/{made.authority}"
        assert zarinpal.verify(authority=made.authority, amount_rials=50_000) == NotPaid()
        fake.paid.add(made.authority)
        assert zarinpal.unverified() == [made.authority]
        assert zarinpal.verify(authority=made.authority, amount_rials=1) == OtherAmount()
        first, second = (zarinpal.verify(authority=made.authority, amount_rials=50_000) for _ in range(2))
        assert isinstance(first, Paid)
        assert first == second
        unclear = zarinpal.verify(authority="nobody's", amount_rials=1)
        assert unclear == Unclear(why="the provider answered -54", away=False)
        fake.next_answers = [DROP, 502, "[]"]
        for _ in range(3):
            silent = zarinpal.verify(authority=made.authority, amount_rials=1)
            assert isinstance(silent, Unclear)
            assert silent.away
        fake.next_answers = [503]
        assert isinstance(zarinpal.unverified(), Unclear)
        fake.pause_seconds = 1.0
        late = request()
        assert isinstance(late, NotRequested)
        assert fake.merchant not in late.why
