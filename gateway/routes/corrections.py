"""What finance corrects by hand: reversed payments, manual debits, write-offs, refunds."""

from typing import Any

from contracts.billing import BillingApi, DebitView, RefundView, WriteOffView
from contracts.errors import BillingCode
from contracts.shapes import Page
from contracts.terms import Role
from gateway.ask import Ask
from gateway.routing import Routes

routes = Routes("corrections", __name__, description="اصلاح حساب‌ها · Corrections of accounts")
FINANCE = frozenset({Role.FINANCE})


@routes.serve(
    "POST",
    "/files/<id>/payments/<payment_id>/reversal",
    BillingApi.reverse_payment,
    fa="برگشت پرداخت",
    who=FINANCE,
    status=201,
    refuses=(
        BillingCode.FILE_NOT_FOUND,
        BillingCode.PAYMENT_NOT_FOUND,
        BillingCode.ALREADY_REVERSED,
    ),
)
def reverse_payment(ask: Ask, file_id: str, payment_id: str, **body: Any) -> DebitView:
    """Reverse a payment whose money never came: a wrong receipt, a bounced cheque.

    What it paid stays paid, and is owed again as a debt of its own. The answer says `announced`: the file takes no
    report any more, and the debt stands in its account within a second; while the inspection service is away it waits.
    The payment's reference stays used.
    """
    return ask.billing.reverse_payment(caller=ask.caller, file_id=file_id, payment_id=payment_id, **body)


@routes.serve(
    "POST",
    "/files/<id>/debits",
    BillingApi.debit_file,
    fa="بدهکار کردن پرونده",
    who=FINANCE,
    status=201,
    refuses=(BillingCode.FILE_NOT_FOUND,),
)
def debit_file(ask: Ask, file_id: str, **body: Any) -> DebitView:
    """Debit a file by hand, without a report; its credit is used first.

    The answer says `announced`: the debit is posted once the file takes no report any more, within a second; while the
    inspection service is away it waits.
    """
    return ask.billing.debit_file(caller=ask.caller, file_id=file_id, **body)


@routes.serve(
    "POST",
    "/files/<id>/write-off",
    BillingApi.write_off_debt,
    fa="بخشودن بدهی پرونده",
    who=FINANCE,
    status=201,
    refuses=(BillingCode.FILE_NOT_FOUND, BillingCode.MORE_THAN_OWED),
)
def write_off_debt(ask: Ask, file_id: str, **body: Any) -> WriteOffView:
    """Give up debts of a file, the oldest first: all, or an amount.

    In a file that has ended, open invoices can be written off too.
    """
    return ask.billing.write_off_debt(caller=ask.caller, file_id=file_id, **body)


@routes.serve(
    "POST",
    "/files/<id>/refunds",
    BillingApi.refund_credit,
    fa="بازپرداخت بستانکاری",
    who=FINANCE,
    status=201,
    refuses=(BillingCode.FILE_NOT_FOUND, BillingCode.MORE_THAN_CREDIT),
)
def refund_credit(ask: Ask, file_id: str, **body: Any) -> RefundView:
    """Send credit back to the contractor: all, or an amount."""
    return ask.billing.refund_credit(caller=ask.caller, file_id=file_id, **body)


@routes.serve("GET", "/refunds", BillingApi.list_refunds, fa="فهرست بازپرداخت‌ها", who=FINANCE)
def list_refunds(ask: Ask, **query: Any) -> Page[RefundView]:
    """List refunds, the oldest first."""
    return ask.billing.list_refunds(caller=ask.caller, **query)


@routes.serve(
    "POST",
    "/refunds/<id>/confirmation",
    BillingApi.confirm_refund,
    fa="تأیید بازپرداخت",
    who=FINANCE,
    refuses=(
        BillingCode.REFUND_NOT_FOUND,
        BillingCode.REFUND_ENDED,
        BillingCode.DUPLICATE_REFERENCE,
    ),
)
def confirm_refund(ask: Ask, refund_id: str, **body: Any) -> RefundView:
    """Record that the bank has paid a refund, by its reference, which counts once."""
    return ask.billing.confirm_refund(caller=ask.caller, refund_id=refund_id, **body)


@routes.serve(
    "POST",
    "/refunds/<id>/failure",
    BillingApi.fail_refund,
    fa="برگشت بازپرداخت",
    who=FINANCE,
    refuses=(BillingCode.REFUND_NOT_FOUND, BillingCode.REFUND_ENDED),
)
def fail_refund(ask: Ask, refund_id: str, **body: Any) -> RefundView:
    """Record that a refund came back: it is credit again, and pays what is owed by now."""
    return ask.billing.fail_refund(caller=ask.caller, refund_id=refund_id, **body)
