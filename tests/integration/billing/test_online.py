"""Online payments against a provider that fails in every way: no rial is lost, none counts twice."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from chassis.dealings import Dealing
from chassis.idempotency import once
from chassis.ids import new_id
from chassis.jalali import tehran_date
from contracts.billing import (
    BillingApi,
    DebtCleared,
    OnlinePaymentView,
    PaymentReceived,
    ProviderSettlementView,
    RegistrationPaid,
    ReturnedPayment,
    StartedPayment,
)
from contracts.codec import method_of
from contracts.errors import (
    BillingCode,
    CommonCode,
    Conflict,
    Forbidden,
    InvalidRequest,
    NotFound,
    Refusal,
    Unavailable,
)
from contracts.shapes import Caller
from contracts.terms import FileKind, OnlinePaymentReason, OnlinePaymentState, Outcome, Phase, Role
from services.billing import use_cases
from services.billing.channels import Verdict, open_providers
from services.billing.settings import BillingSettings
from services.billing.use_cases import paying, verifying
from services.billing.use_cases.verifying import Question
from tests.fakes.zarinpal import DROP, FakeZarinpal, serving
from tests.integration.billing.conftest import FINANCE, OFFICE, BilledFile, caller, person
from tests.integration.desk import NOBODY, Desk

BASE = "https://gazban.example/api/v1/payments/callback"
STARTED, VERIFYING, VERIFIED, REFUSED, UNKNOWN = (
    OnlinePaymentState.STARTED,
    OnlinePaymentState.VERIFYING,
    OnlinePaymentState.VERIFIED,
    OnlinePaymentState.REFUSED,
    OnlinePaymentState.UNKNOWN,
)


@dataclass
class Till:
    """Billing's side of online payments, its three steps run as the service runs them."""

    desk: Desk
    zarinpal: FakeZarinpal
    settings: BillingSettings
    payments: list[str] = field(default_factory=list)

    def start(
        self, file: BilledFile, amount_rials: int | None = None, who: Caller | None = None
    ) -> StartedPayment:
        """Start a payment; raises what is refused."""
        asked = self.desk.command(
            use_cases.start_payment,
            caller=who or file.owner,
            file_id=file.file_id,
            callback_base=BASE,
            amount_rials=amount_rials,
        )
        self.payments.append(asked.payment_id)
        answer = use_cases.request_payment(NOBODY, asked)
        result = self.desk.command(use_cases.settle_request, asked, answer)
        if isinstance(result, Refusal):
            raise result
        return result

    def paid(self, file: BilledFile, amount_rials: int | None = None) -> tuple[StartedPayment, str]:
        """Start a payment and pay it at the provider; gives its authority, too."""
        started = self.start(file, amount_rials)
        authority = authority_of(started)
        self.zarinpal.paid.add(authority)
        return started, authority

    def ask(self, authority: str, returned: str = "OK") -> tuple[Question, Verdict | None]:
        """Come back, and ask the provider; what it said is not settled yet."""
        question = self.desk.command(
            use_cases.confirm_payment, provider="zarinpal", authority=authority, returned=returned
        )
        return question, use_cases.ask_provider(NOBODY, question)

    def come_back(self, authority: str, returned: str = "OK") -> ReturnedPayment:
        """Come back from the provider."""
        question, verdict = self.ask(authority, returned)
        return self.desk.command(use_cases.settle_return, question, verdict)

    def sweep(self) -> int:
        """Ask about all that is due; gives how much that was."""
        swept = 0
        while (name := self.desk.command(use_cases.take_provider)) is not None:
            listed = use_cases.ask_unverified(NOBODY, name)
            self.desk.command(use_cases.settle_unverified, name, listed)
        while (question := self.desk.command(use_cases.take_due_payment)) is not None:
            verdict = use_cases.ask_provider(NOBODY, question)
            self.desk.command(use_cases.settle_due_payment, question, verdict)
            swept += 1
        return swept

    def look(self, payment_id: str) -> OnlinePaymentView:
        """A payment as the office sees it."""
        return self.desk.query(use_cases.get_payment, caller=OFFICE, payment_id=payment_id)

    def state(self, started: StartedPayment) -> OnlinePaymentState:
        """Where a payment stands."""
        return self.look(started.payment_id).state

    def settle(self, amount: int, fee: int = 0, reference: str = "", **other: Any) -> ProviderSettlementView:
        """Finance records what the provider paid to the bank."""
        arguments: dict[str, Any] = {
            "caller": FINANCE,
            "provider": "zarinpal",
            "amount_rials": amount,
            "fee_rials": fee,
            "reference": reference or new_id(),
            "settled_on": tehran_date(self.desk.now),
        }
        return self.desk.command(use_cases.record_settlement, **{**arguments, **other})

    def clearing(self) -> int:
        """What the provider has of ours."""
        rows = self.desk.rows(
            "SELECT balance_rials FROM balances WHERE account = '1010' AND holder = 'zarinpal'"
        )
        return int(rows[0][0]) if rows else 0


def authority_of(started: StartedPayment) -> str:
    """The provider's name for a payment."""
    return started.redirect_url.rpartition("/")[2]


@pytest.fixture
def till(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Till]:
    """A till whose provider is on loopback; what it leaves is asked about by no later test."""
    with serving(FakeZarinpal()) as fake:
        settings = BillingSettings(
            demo=False,
            payment_provider="zarinpal",
            zarinpal_host=fake.url,
            zarinpal_merchant=fake.merchant,
            provider_patience_seconds=0.5,
        )
        known = open_providers(settings)
        for room in (paying, verifying):
            monkeypatch.setattr(room, "settings", lambda: settings)
            monkeypatch.setattr(room, "providers", lambda: known)
        desk.command(lambda work: work.session.connection().exec_driver_sql("DELETE FROM provider_looks"))
        yield Till(desk, fake, settings)
        desk.command(
            lambda work: work.session.connection().exec_driver_sql(
                "UPDATE online_payments SET look_at = NULL"
            )
        )


@pytest.fixture
def file(desk: Desk) -> BilledFile:
    """An exposed file with one G4 meter: an invoice of 1,380,000."""
    return BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()


INVOICE = 1_380_000


def test_all_that_is_owed_is_paid_and_told_as_by_a_receipt(till: Till, file: BilledFile) -> None:
    started, authority = till.paid(file)
    assert (started.amount_rials, started.state, started.provider) == (INVOICE, STARTED, "zarinpal")
    (asked,) = till.zarinpal.asked_for("request")
    assert (asked["amount"], asked["currency"]) == (INVOICE, "IRR")
    assert asked["callback_url"] == f"{BASE}/zarinpal"
    told = till.come_back(authority)
    assert (told.state, told.amount_rials, told.payment_id) == (VERIFIED, INVOICE, started.payment_id)
    view = till.look(started.payment_id)
    assert (view.state, view.reference, view.card) == (VERIFIED, told.reference, "502229******5995")
    account = file.account()
    assert (account.invoice_due_rials, account.credit_rials) == (0, 0)
    (payment,) = account.payments
    assert (payment.id, payment.provider, payment.reference) == (
        started.payment_id,
        "zarinpal",
        told.reference,
    )
    assert [type(event) for event in till.desk.events[-2:]] == [PaymentReceived, RegistrationPaid]
    assert file.balance("1020") == 0


def test_the_bank_and_the_provider_are_different_accounts(till: Till, file: BilledFile) -> None:
    before = till.clearing()
    file.pay(380_000)
    _, authority = till.paid(file)
    till.come_back(authority)
    assert (file.balance("1020"), till.clearing() - before) == (380_000, 1_000_000)


def test_more_than_is_owed_is_credit_and_less_leaves_a_debt_that_is_cleared_by_the_rest(
    till: Till, file: BilledFile
) -> None:
    _, authority = till.paid(file, INVOICE + 90_000)
    till.come_back(authority)
    assert file.account().credit_rials == 90_000
    file.settle(file.filed(Outcome.DEFECTIVE))
    assert file.account().debt_rials == 300_000
    _, part = till.paid(file, 100_000)
    till.come_back(part)
    assert (file.account().debt_rials, till.desk.told(DebtCleared)) == (200_000, [])
    _, rest = till.paid(file)
    till.come_back(rest)
    assert file.account().debt_rials == 0
    assert len(till.desk.told(DebtCleared)) == 1


def test_what_cannot_be_started(till: Till, file: BilledFile, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = caller(Role.CONTRACTOR, person("19-7-9"))
    with pytest.raises(NotFound, match=BillingCode.FILE_NOT_FOUND):
        till.start(file, who=stranger)
    with pytest.raises(Forbidden):
        till.start(file, who=FINANCE)
    with pytest.raises(InvalidRequest, match=BillingCode.PAYMENT_TOO_SMALL):
        till.start(file, 9_999)
    file.pay(INVOICE)
    with pytest.raises(Conflict, match=BillingCode.NOTHING_OWED):
        till.start(file)
    assert till.start(file, 10_000).amount_rials == 10_000
    monkeypatch.setattr(paying, "providers", dict)
    with pytest.raises(Conflict, match=BillingCode.ONLINE_PAYMENT_OFF):
        till.start(file, 10_000)


@pytest.mark.parametrize(
    "answer",
    [
        500,
        DROP,
        "<html>",
        {"data": [], "errors": {"code": -9}},
        {"data": {"code": 100}, "errors": []},
        {"x": 1},
    ],
)
def test_a_provider_that_takes_no_payment_leaves_nothing_to_pay(
    till: Till, file: BilledFile, answer: Any
) -> None:
    till.zarinpal.next_answers.append(answer)
    with pytest.raises(Unavailable, match=BillingCode.PROVIDER_AWAY):
        till.start(file)
    (listed,) = till.desk.query(use_cases.list_file_payments, caller=file.owner, file_id=file.file_id).items
    assert (listed.state, listed.reason) == (REFUSED, OnlinePaymentReason.NOT_STARTED)


def test_a_start_whose_taker_died_is_put_away(till: Till, file: BilledFile) -> None:
    asked = till.desk.command(
        use_cases.start_payment, caller=file.owner, file_id=file.file_id, callback_base=BASE
    )
    assert till.sweep() == 0
    assert till.look(asked.payment_id).state is STARTED
    till.desk.pass_time(minutes=2)
    assert till.sweep() == 0
    assert till.look(asked.payment_id).reason is OnlinePaymentReason.NOT_STARTED


def test_the_same_key_starts_one_payment_even_if_its_taker_died(till: Till, file: BilledFile) -> None:
    dealing = Dealing(
        method_of(BillingApi, "start_payment"),
        use_cases.start_payment,
        use_cases.request_payment,
        use_cases.settle_request,
    )
    this = once(file.owner.id, new_id(), "start_payment", {"file_id": file.file_id})
    arguments = {"caller": file.owner, "file_id": file.file_id, "callback_base": BASE}

    def perform() -> Any:
        return dealing.perform(till.desk.database, NOBODY, this, dict(arguments))

    def started() -> int:
        listed = till.desk.query(use_cases.list_file_payments, caller=OFFICE, file_id=file.file_id)
        return len(listed.items)

    till.zarinpal.next_answers.append(500)
    assert perform()["error"]["code"] == BillingCode.PROVIDER_AWAY, "which leaves the key free"
    with pytest.raises(SystemExit):
        replace(dealing, run=_die).perform(till.desk.database, NOBODY, this, dict(arguments))
    with pytest.raises(Conflict, match=CommonCode.IN_PROGRESS):
        perform()
    assert started() == 2
    till.desk.command(
        lambda work: work.session.connection().exec_driver_sql(
            f"UPDATE idempotency SET created_at = now() - interval '31 seconds' WHERE key = '{this.key}'"
        )
    )
    first, second = perform(), perform()
    assert (first["replayed"], second["replayed"]) == (False, True)
    assert first["result"] == second["result"]
    assert started() == 2, "the refused one, and one that is paid"
    other = once(file.owner.id, this.key, "start_payment", {"file_id": "another"})
    with pytest.raises(InvalidRequest, match=CommonCode.KEY_REUSED):
        dealing.perform(till.desk.database, NOBODY, other, dict(arguments))


def _die(_services: object, _job: object) -> Any:
    raise SystemExit


def test_duplicate_callbacks_count_once(till: Till, file: BilledFile) -> None:
    _, authority = till.paid(file)
    answers = [till.come_back(authority) for _ in range(3)]
    assert {(answer.state, answer.reference) for answer in answers} == {(VERIFIED, answers[0].reference)}
    assert len(till.zarinpal.asked_for("verify")) == 1, "what is verified is not asked about again"
    assert len(till.desk.told(PaymentReceived)) == 1


def test_two_callbacks_at_once_count_once(till: Till, file: BilledFile) -> None:
    _, authority = till.paid(file)
    both_asked = threading.Barrier(2, timeout=20)
    till.zarinpal.before_answer = lambda: (both_asked.wait(), None)[1]
    till.settings = replace(till.settings, provider_patience_seconds=20)
    answers: list[ReturnedPayment] = []
    slow = open_providers(till.settings)
    patched = pytest.MonkeyPatch()
    patched.setattr(verifying, "providers", lambda: slow)
    threads = [threading.Thread(target=lambda: answers.append(till.come_back(authority))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    patched.undo()
    assert [answer.state for answer in answers] == [VERIFIED, VERIFIED]
    assert len(till.zarinpal.asked_for("verify")) == 2
    assert len(till.desk.told(PaymentReceived)) == 1
    assert file.account().credit_rials == 0


def test_forged_callbacks_pay_nothing_and_spoil_nothing(till: Till, file: BilledFile) -> None:
    with pytest.raises(NotFound, match=BillingCode.PAYMENT_NOT_FOUND):
        till.come_back("A-of-nobody")
    started = till.start(file)
    authority = authority_of(started)
    with pytest.raises(NotFound):
        till.desk.command(use_cases.confirm_payment, provider="sandbox", authority=authority, returned="OK")
    assert till.come_back(authority, "OK").state is STARTED, "it was not paid, and may be yet"
    assert till.come_back(authority, "NOK").state is REFUSED
    assert file.account().payments == []
    till.zarinpal.paid.add(authority)  # the payer, whom somebody else's callback did not stop
    assert till.come_back(authority).state is VERIFIED
    assert file.account().invoice_due_rials == 0


def test_a_payer_who_gives_up_is_told_so_and_stays_refused(till: Till, file: BilledFile) -> None:
    started = till.start(file)
    told = till.come_back(authority_of(started), "NOK")
    assert (told.state, told.reason) == (REFUSED, OnlinePaymentReason.CANCELLED)
    ended_at = till.look(started.payment_id).ended_at
    till.desk.pass_time(hours=5)
    assert till.sweep() == 0
    again = till.come_back(authority_of(started), "OK")
    assert (again.state, again.reason) == (REFUSED, OnlinePaymentReason.CANCELLED)
    assert till.look(started.payment_id).ended_at == ended_at


@pytest.mark.parametrize(
    "answer", [500, DROP, "not json", {"data": [], "errors": {"code": -52}}, {"data": 1}]
)
def test_what_is_unclear_is_unknown_and_found_out_later(till: Till, file: BilledFile, answer: Any) -> None:
    started, authority = till.paid(file)
    till.zarinpal.next_answers.append(answer)
    told = till.come_back(authority)
    assert told.state is UNKNOWN
    assert told.reason in (OnlinePaymentReason.PROVIDER_AWAY, OnlinePaymentReason.PROVIDER_ERROR)
    assert file.account().payments == []
    till.desk.pass_time(seconds=11)
    assert till.sweep() == 1
    assert till.state(started) is VERIFIED, "the provider says 101 now"
    assert file.account().invoice_due_rials == 0


def test_a_time_out_and_then_101(till: Till, file: BilledFile) -> None:
    started, authority = till.paid(file)
    till.zarinpal.pause_seconds = 1.0
    assert till.come_back(authority).state is UNKNOWN
    assert till.zarinpal.verified, "the provider had verified it"
    till.zarinpal.pause_seconds = 0.0
    till.desk.pass_time(seconds=11)
    till.sweep()
    assert till.state(started) is VERIFIED


def test_the_unknown_is_asked_ever_more_seldom_and_never_refused(till: Till, file: BilledFile) -> None:
    started, authority = till.paid(file)
    till.zarinpal.next_answers = [500] * 2000
    till.come_back(authority)
    asked = 0
    for _ in range(4 * 24):
        till.desk.pass_time(hours=1)
        asked += till.sweep()
        assert till.state(started) is UNKNOWN
    assert 24 < asked < 80, "for three days, at most every hour"
    assert till.sweep() == 0
    till.zarinpal.next_answers = []
    till.desk.pass_time(hours=1)
    assert till.sweep() == 0, "the provider verified it long ago, and does not list it"
    assert till.come_back(authority).state is VERIFIED, "whoever comes back has it asked about again"


def test_a_browser_that_never_came_back(till: Till, file: BilledFile) -> None:
    started, _ = till.paid(file)
    assert till.sweep() == 1, "the provider lists it as never verified"
    assert till.state(started) is VERIFIED
    assert file.account().invoice_due_rials == 0


def test_a_browser_that_never_came_back_and_a_provider_that_lists_nothing(
    till: Till, file: BilledFile
) -> None:
    till.sweep()  # the list is asked for every five minutes only
    started, _ = till.paid(file)
    till.desk.pass_time(seconds=170)
    assert till.sweep() == 0
    till.desk.pass_time(seconds=15)
    assert till.sweep() == 1
    assert till.state(started) is VERIFIED
    (payment,) = file.account().payments
    assert payment.paid_on == tehran_date(started.started_at)


def test_what_is_not_paid_is_closed_and_found_all_the_same_if_it_is_paid_after(
    till: Till, file: BilledFile
) -> None:
    started = till.start(file)
    for _ in range(12):
        till.desk.pass_time(minutes=3)
        till.sweep()
    view = till.look(started.payment_id)
    assert (view.state, view.reason) == (REFUSED, OnlinePaymentReason.EXPIRED)
    assert view.ended_at is not None
    assert view.ended_at - started.started_at <= timedelta(minutes=33)
    till.zarinpal.paid.add(authority_of(started))
    till.desk.pass_time(minutes=6)
    assert till.sweep() == 1
    assert till.state(started) is VERIFIED


def test_whoever_dies_between_the_answer_and_its_settlement_loses_nothing(
    till: Till, file: BilledFile
) -> None:
    started, authority = till.paid(file)
    till.ask(authority)
    assert till.state(started) is VERIFYING
    assert till.sweep() == 0, "it may be in somebody's hands still"
    till.desk.pass_time(seconds=61)
    assert till.sweep() == 1
    assert till.state(started) is VERIFIED
    assert len(till.desk.told(PaymentReceived)) == 1


def test_a_late_answer_overtakes_none_that_was_asked_for_later(till: Till, file: BilledFile) -> None:
    started = till.start(file)
    authority = authority_of(started)
    early = till.ask(authority, "NOK")  # not paid, says the provider
    till.zarinpal.paid.add(authority)
    assert till.come_back(authority).state is VERIFIED
    assert till.desk.command(use_cases.settle_return, *early).state is VERIFIED
    other = till.start(file, 50_000)
    early = till.ask(authority_of(other), "NOK")
    till.zarinpal.next_answers.append(500)
    assert till.come_back(authority_of(other)).state is UNKNOWN
    assert till.desk.command(use_cases.settle_return, *early).state is UNKNOWN


def test_another_amount_is_posted_as_nothing_and_left_to_finance(till: Till, file: BilledFile) -> None:
    for wrong in ("by code", "by amount"):
        started, authority = till.paid(file)
        if wrong == "by code":
            till.zarinpal.paid_rials[authority] = 10_000
        else:
            data = {"code": 100, "ref_id": 77, "amount": 10_000}
            till.zarinpal.next_answers.append({"data": data, "errors": []})
        told = till.come_back(authority)
        assert (told.state, told.reason) == (UNKNOWN, OnlinePaymentReason.AMOUNT_MISMATCH)
        till.desk.pass_time(days=1)
        till.zarinpal.paid.clear()
        till.sweep()
        assert till.state(started) is UNKNOWN
    assert file.account().payments == []
    listed = till.desk.query(use_cases.list_payments, caller=FINANCE, state=UNKNOWN).items
    assert {view.file_id for view in listed[:2]} == {file.file_id}


def test_the_amount_that_is_verified_is_the_stored_one(till: Till, file: BilledFile) -> None:
    _, authority = till.paid(file, 500_000)
    till.come_back(authority)
    (asked,) = till.zarinpal.asked_for("verify")
    assert asked == {"merchant_id": "merchant-1", "authority": authority, "amount": 500_000}


def test_a_reference_that_was_counted_before_counts_for_nothing_else(till: Till, file: BilledFile) -> None:
    _, first = till.paid(file, 500_000)
    reference = int(till.come_back(first).reference or 0)
    started, second = till.paid(file, 500_000)
    till.zarinpal.references[second] = reference
    told = till.come_back(second)
    assert (told.state, told.reason) == (UNKNOWN, OnlinePaymentReason.DUPLICATE_REFERENCE)
    assert len(file.account().payments) == 1
    assert till.look(started.payment_id).reference is None


def test_what_others_paid_is_none_of_ours(till: Till, file: BilledFile) -> None:
    till.zarinpal.requests["A-other"] = {"amount": 5}
    till.zarinpal.paid.add("A-other")
    assert till.sweep() == 0


def test_who_may_see_a_payment(till: Till, file: BilledFile) -> None:
    started = till.start(file)
    stranger = caller(Role.CONTRACTOR, person("19-7-9"))
    for who in (file.owner, OFFICE, FINANCE):
        assert till.desk.query(use_cases.get_payment, caller=who, payment_id=started.payment_id).number
    for payment_id, who in ((started.payment_id, stranger), (new_id(), file.owner), ("x", OFFICE)):
        with pytest.raises(NotFound, match=BillingCode.PAYMENT_NOT_FOUND):
            till.desk.query(use_cases.get_payment, caller=who, payment_id=payment_id)
    with pytest.raises(NotFound, match=BillingCode.FILE_NOT_FOUND):
        till.desk.query(use_cases.list_file_payments, caller=stranger, file_id=file.file_id)
    till.start(file)
    first = till.desk.query(use_cases.list_file_payments, caller=OFFICE, file_id=file.file_id, limit=1)
    rest = till.desk.query(
        use_cases.list_file_payments, caller=OFFICE, file_id=file.file_id, cursor=first.next_cursor
    )
    assert [view.id for view in [*first.items, *rest.items]] == list(reversed(till.payments))


def test_a_contractor_sees_the_payments_of_their_own_files_alone(till: Till) -> None:
    mine, theirs, mine_too = (BilledFile(till.desk, FileKind.EXPOSED, ["G4"]) for _ in range(3))
    mine_too.contractor = mine.contractor
    for file in (mine, theirs, mine_too):
        file.register()
    first = till.start(mine)
    till.start(theirs)
    last, authority = till.paid(mine_too)
    till.come_back(authority)
    listed = till.desk.query(use_cases.list_payments, caller=mine.owner).items
    assert [view.id for view in listed] == [last.payment_id, first.payment_id]
    page = till.desk.query(use_cases.list_payments, caller=mine.owner, limit=1)
    rest = till.desk.query(use_cases.list_payments, caller=mine.owner, cursor=page.next_cursor)
    assert [*page.items, *rest.items] == listed
    verified = till.desk.query(use_cases.list_payments, caller=mine.owner, state=VERIFIED).items
    assert [view.id for view in verified] == [last.payment_id]
    stranger = caller(Role.CONTRACTOR, person("19-7-9"))
    assert till.desk.query(use_cases.list_payments, caller=stranger).items == []


def test_a_provider_settles_what_it_took_and_no_more(till: Till, file: BilledFile) -> None:
    _, authority = till.paid(file)
    till.come_back(authority)
    clearing = till.clearing()
    fees = file.balance("5090", "zarinpal")
    bank = file.balance("1020", "zarinpal")
    done = till.settle(1_000_000, 20_000, "S-" + file.file_id)
    assert done.clearing_rials == clearing - 1_020_000 == till.clearing()
    assert file.balance("5090", "zarinpal") - fees == 20_000
    assert file.balance("1020", "zarinpal") - bank == 1_000_000
    with pytest.raises(Conflict, match=BillingCode.DUPLICATE_REFERENCE):
        till.settle(1_000, reference="S-" + file.file_id)
    with pytest.raises(Conflict, match=BillingCode.SETTLED_TOO_MUCH):
        till.settle(done.clearing_rials, 1)
    assert till.settle(done.clearing_rials).clearing_rials == 0
    with pytest.raises(Conflict, match=BillingCode.SETTLED_TOO_MUCH):
        till.settle(1, provider="nobody")
    with pytest.raises(InvalidRequest, match=BillingCode.PAID_IN_FUTURE):
        till.settle(1, settled_on=tehran_date(till.desk.now + timedelta(days=2)))
    with pytest.raises(InvalidRequest, match=CommonCode.INVALID):
        till.settle(1, settled_on=date(1026, 10, 23))
    with pytest.raises(Forbidden):
        till.settle(1, caller=OFFICE)


def test_what_was_settled_is_listed_with_what_each_provider_still_has(till: Till, file: BilledFile) -> None:
    _, authority = till.paid(file)
    till.come_back(authority)
    till.settle(1_000, 10)
    till.desk.pass_time(minutes=1)
    done = till.settle(2_000, 20)
    first = till.desk.query(use_cases.list_settlements, caller=FINANCE, limit=1)
    rest = till.desk.query(use_cases.list_settlements, caller=FINANCE, limit=1, cursor=first.next_cursor)
    newest, older = *first.items, *rest.items
    assert (newest.id, newest.reference, newest.settled_on) == (done.id, done.reference, done.settled_on)
    assert [(each.amount_rials, each.fee_rials) for each in (newest, older)] == [(2_000, 20), (1_000, 10)]
    clearing = till.desk.query(use_cases.list_clearing, caller=FINANCE)
    assert {each.provider: each.clearing_rials for each in clearing}["zarinpal"] == till.clearing()


def reverse(till: Till, file: BilledFile, payment_id: str) -> None:
    """Finance reverses a payment that the payer got back from the bank."""
    (payment,) = [each for each in file.account().payments if each.id == payment_id]
    file.reverse(payment)


def test_a_payment_that_is_reversed_is_no_money_of_ours_any_more(till: Till, file: BilledFile) -> None:
    before = till.clearing()
    started, authority = till.paid(file, INVOICE + 50_000)
    till.come_back(authority)
    reverse(till, file, started.payment_id)
    account = file.account()
    assert (account.debt_rials, account.credit_rials, account.invoice_due_rials) == (INVOICE, 0, 0)
    assert till.clearing() == before
    assert till.come_back(authority).state is VERIFIED  # and nothing is counted again
    assert till.look(started.payment_id).reversed_on == tehran_date(till.desk.now)
    listed = till.desk.query(use_cases.list_file_payments, caller=file.owner, file_id=file.file_id).items
    assert [each.reversed_on for each in listed] == [tehran_date(till.desk.now)]
    till.sweep()
    assert file.account().debt_rials == INVOICE
    with pytest.raises(Conflict, match=BillingCode.ALREADY_REVERSED):
        reverse(till, file, started.payment_id)
    again = till.start(file)
    assert again.amount_rials == INVOICE


def test_a_payment_that_is_reversed_after_its_settlement_is_taken_off_the_next(
    till: Till, file: BilledFile
) -> None:
    if till.clearing():
        till.settle(till.clearing())
    started, authority = till.paid(file)
    till.come_back(authority)
    till.settle(INVOICE - 10_000, 10_000)
    reverse(till, file, started.payment_id)
    assert till.clearing() == -INVOICE
    with pytest.raises(Conflict, match=BillingCode.SETTLED_TOO_MUCH) as refused:
        till.settle(1)
    assert refused.value.params == {"clearing_rials": -INVOICE}
    _, authority = till.paid(file, INVOICE + 70_000)
    till.come_back(authority)
    assert till.settle(70_000).clearing_rials == 0
    assert (file.account().debt_rials, file.account().credit_rials) == (0, 70_000)
    refund = file.refund()
    file.confirm(refund, refund.id)
    assert file.account().credit_rials == 0


def test_what_somebody_paid_in_between_leaves_the_online_payment_as_credit(
    till: Till, file: BilledFile
) -> None:
    started, authority = till.paid(file)
    file.pay(INVOICE)
    assert till.come_back(authority).state is VERIFIED
    (told,) = [each for each in till.desk.told(PaymentReceived) if each.payment_id == started.payment_id]  # type: ignore[attr-defined]  # of one kind
    assert (told.amount_rials, told.gate.debt_rials) == (INVOICE, 0)  # type: ignore[attr-defined]  # the same
    assert file.account().credit_rials == INVOICE
    assert len(till.desk.told(RegistrationPaid)) == 1


@pytest.mark.parametrize("ended", ["cancelled", "completed"])
def test_a_payment_of_a_file_that_has_ended_meanwhile_counts(
    till: Till, file: BilledFile, ended: str
) -> None:
    _, authority = till.paid(file)
    if ended == "cancelled":
        file.cancel()
        credit = INVOICE
    else:
        file.settle(file.filed(Outcome.APPROVED, completes=True))
        file.settle(file.filed(Outcome.APPROVED, phase=Phase.FINAL, completes=True))
        credit = 0
    assert till.come_back(authority).state is VERIFIED
    account = file.account()
    assert (account.invoice_due_rials, account.credit_rials) == (0, credit)
    assert till.desk.told(RegistrationPaid) == []
    with pytest.raises(Conflict, match=BillingCode.NOTHING_OWED):
        till.start(file)


def test_by_default_debits_and_supplements_are_paid_too(till: Till, file: BilledFile) -> None:
    file.settle(file.filed(Outcome.DEFECTIVE))
    file.correct(0, "G10")
    file.debit(7_000)
    account = file.account()
    assert account.invoice_due_rials > INVOICE
    _, authority = till.paid(file)
    assert till.come_back(authority).amount_rials == account.invoice_due_rials + 390_000 + 7_000
    account = file.account()
    assert (account.invoice_due_rials, account.debt_rials, account.credit_rials) == (0, 0, 0)


def test_a_callback_and_the_sweep_at_once_count_once(till: Till, file: BilledFile) -> None:
    started, authority = till.paid(file)
    till.desk.pass_time(seconds=600)
    question = till.desk.command(use_cases.take_due_payment)
    assert question is not None
    swept, returned = use_cases.ask_provider(NOBODY, question), till.ask(authority)
    settlements = (
        lambda: till.desk.command(use_cases.settle_due_payment, question, swept),
        lambda: till.desk.command(use_cases.settle_return, *returned),
    )
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(settle) for settle in settlements]:
            done.result()
    assert till.state(started) is VERIFIED
    (payment,) = file.account().payments
    assert (payment.amount_rials, len(till.desk.told(PaymentReceived))) == (INVOICE, 1)


def test_the_database_keeps_what_must_be_unique(till: Till, file: BilledFile) -> None:
    started, authority = till.paid(file)
    till.come_back(authority)
    other = till.start(file, 50_000)
    with pytest.raises(IntegrityError, match="online_payments_authority"):
        till.desk.command(
            lambda work: work.session.connection().exec_driver_sql(
                f"UPDATE online_payments SET authority = '{authority}' WHERE id = '{other.payment_id}'"
            )
        )
    with pytest.raises(IntegrityError, match="online_payments_verified"):
        till.desk.command(
            lambda work: work.session.connection().exec_driver_sql(
                f"UPDATE online_payments SET reference = NULL WHERE id = '{started.payment_id}'"
            )
        )
