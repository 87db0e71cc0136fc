"""What finance and providers do in tests, beside what happens to one file: batches of payouts, online payments."""

from dataclasses import dataclass, field

from chassis.ids import new_id
from chassis.jalali import tehran_date
from chassis.work import Work
from contracts.billing import MyPayout, PaymentView, PayoutDetails
from contracts.inspection import ReportFiled
from contracts.shapes import Page, Person
from contracts.terms import FileKind, OnlinePaymentState, Outcome, Role
from services.billing import use_cases
from services.billing.channels import Paid
from services.billing.tables import OnlinePayment
from services.billing.use_cases.verifying import Question
from tests.integration.billing.conftest import FINANCE, BilledFile, caller, person
from tests.integration.desk import Desk


@dataclass
class Earner:
    """An inspector of a test's own, who earns by defects."""

    desk: Desk
    who: Person = field(default_factory=lambda: person(f"19-3-{new_id()[-6:]}"))

    def __post_init__(self) -> None:
        self.file = BilledFile(self.desk, FileKind.EXPOSED, ["G4"], inspector=self.who).register()

    def earn(self) -> ReportFiled:
        """One more fee."""
        return self.file.settle(self.file.filed(Outcome.DEFECTIVE))

    def draft(self, **period: object) -> PayoutDetails:
        """A batch of this inspector alone."""
        return draft(self.desk, self.who.id, **period)

    def payouts(self) -> Page[MyPayout]:
        """What the inspector sees."""
        return self.desk.query(use_cases.list_my_payouts, caller=caller(Role.INSPECTOR, self.who))

    def owed(self) -> int:
        """What the ledger owes."""
        return -self.file.balance("2210", self.who.id)


def draft(desk: Desk, *inspector_ids: str, **period: object) -> PayoutDetails:
    """A batch for some."""
    arguments: dict[str, object] = {"to_date": tehran_date(desk.now), **period}
    return desk.command(
        use_cases.create_payout,
        caller=FINANCE,
        inspector_ids=list(inspector_ids),
        **arguments,  # type: ignore[arg-type]  # as the test gives them
    )


def freeze(desk: Desk, payout: PayoutDetails) -> PayoutDetails:
    return desk.command(use_cases.freeze_payout, caller=FINANCE, payout_id=payout.id)


def cancel(desk: Desk, payout: PayoutDetails) -> None:
    desk.command(use_cases.cancel_payout, caller=FINANCE, payout_id=payout.id)


def confirm(desk: Desk, payout: PayoutDetails, at: int = 0, **more: object) -> None:
    desk.command(
        use_cases.confirm_payout_line,
        caller=FINANCE,
        payout_id=payout.id,
        line_id=payout.lines[at].id,
        reference="7788",
        **more,  # type: ignore[arg-type]  # as the test gives them
    )


def fail(desk: Desk, payout: PayoutDetails, at: int = 0) -> None:
    desk.command(
        use_cases.fail_payout_line,
        caller=FINANCE,
        payout_id=payout.id,
        line_id=payout.lines[at].id,
        reason="شبا نادرست است",
    )


def seen(desk: Desk, payout: PayoutDetails) -> PayoutDetails:
    return desk.query(use_cases.get_payout, caller=FINANCE, payout_id=payout.id)


def pay_online(file: BilledFile, amount_rials: int) -> PaymentView:
    """A payment that the sandbox was asked about just now, and says that it was paid."""
    desk = file.desk
    payment_id, authority = new_id(), new_id()

    def start(work: Work) -> None:
        work.session.add(
            OnlinePayment(
                id=payment_id,
                file_id=file.file_id,
                number=file.snapshot().number,
                provider="sandbox",
                authority=authority,
                amount_rials=amount_rials,
                state=OnlinePaymentState.VERIFYING.value,
                started_by=file.contractor.id,
                started_at=work.now,
                attempts=1,
            )
        )

    desk.command(start)
    question = Question(
        payment_id=payment_id,
        provider="sandbox",
        authority=authority,
        amount_rials=amount_rials,
        attempt=1,
        came_back=True,
        is_answered=False,
    )
    desk.command(use_cases.settle_return, question, Paid(reference=authority))
    return next(payment for payment in file.account().payments if payment.id == payment_id)
