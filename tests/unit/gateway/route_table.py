"""API.md's table as data: who may, which verb a route calls and with what, which status it answers."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from contracts.auth import AuthApi
from contracts.billing import BillingApi
from contracts.inspection import InspectionApi
from contracts.messaging import MessagingApi
from contracts.referral import ReferralApi
from contracts.terms import Role

I, C, O, F, T = Role.INSPECTOR, Role.CONTRACTOR, Role.OFFICE, Role.FINANCE, Role.IT  # noqa: E741  # a table's columns
ALL, FILES = frozenset(Role), frozenset({I, C, O, F})
USER = {
    "membership_code": "19-3-00009",
    "full_name": "نام",
    "role": "inspector",
    "birth_certificate_number": "3009",
}
SHEET = {
    "accepting": True,
    "areas": ["kerman"],
    "kinds": ["exposed"],
    "blocks": True,
    "weekdays": [0],
    "capacity": 3,
}
FILE = {
    "kind": "exposed",
    "block": False,
    "area": "kerman",
    "address": "x",
    "owner_name": "y",
    "meters": [{"label": "1", "area_m2": 100, "consumption_m3h": 4}],
}
RECEIPT = {"amount_rials": 5, "reference": "12", "paid_on": "1405-09-01"}
REPORT = {"outcome": "approved", "text": "t", "exceptions": [{"meter_id": "m", "outcome": "defective"}]}


@dataclass(frozen=True)
class Route:
    """A row of API.md's table, with a body that is right."""

    method: str
    path: str
    who: frozenset[Role] | None
    verb: Callable[..., Any]
    status: int = 200
    body: dict[str, Any] | None = None
    query: str = ""
    path_arguments: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """As API.md writes it."""
        return f"{self.method} {self.path}"

    @property
    def url(self) -> str:
        """Its path with something in each place, and the query."""
        return (
            re.sub(r"\{(\w+)\}", lambda part: IN_PATHS.get(part[1], f"the-{part[1]}"), self.path) + self.query
        )


# What stands in a path where it is not just anything.
IN_PATHS = {"key": "inspection.visits", "version": "7", "period": "1405-08"}
IN_PATHS |= {"membership_code": "19-3-00001"}
FID = {"file_id": "the-id"}
ROUTES = [
    Route("POST", "/auth/login", None, AuthApi.login, body={"membership_code": "1", "password": "2"}),
    Route("POST", "/auth/refresh", None, AuthApi.refresh, body={"refresh_token": "x"}),
    Route("POST", "/auth/logout", ALL, AuthApi.logout, 204),
    Route(
        "PUT",
        "/auth/password",
        ALL,
        AuthApi.change_password,
        204,
        body={"current_password": "1001", "new_password": "Gazban-demo-1405"},
    ),
    Route("GET", "/me", ALL, AuthApi.get_me),
    Route("GET", "/me/sessions", ALL, AuthApi.list_my_sessions),
    Route(
        "DELETE",
        "/me/sessions/{id}",
        ALL,
        AuthApi.end_my_session,
        204,
        path_arguments={"session_id": "the-id"},
    ),
    Route("POST", "/me/sessions/end-others", ALL, AuthApi.end_my_other_sessions, 204),
    Route("GET", "/lockouts", frozenset({T}), AuthApi.list_lockouts),
    Route(
        "DELETE",
        "/lockouts/{membership_code}",
        frozenset({T}),
        AuthApi.lift_lockout,
        204,
        path_arguments={"membership_code": "19-3-00001"},
    ),
    Route(
        "GET", "/account-log", frozenset({T}), AuthApi.list_account_log, query="?membership_code=19-3-00001"
    ),
    Route("POST", "/users", frozenset({T}), AuthApi.create_user, 201, body=USER),
    Route("GET", "/users", frozenset({T}), AuthApi.list_users, query="?role=it&q=x"),
    Route("GET", "/people", frozenset({O, F}), AuthApi.list_users, query="?role=inspector"),
    Route(
        "PATCH",
        "/users/{id}",
        frozenset({T}),
        AuthApi.update_user,
        body={"active": True},
        path_arguments={"user_id": "the-id"},
    ),
    Route(
        "POST",
        "/users/{id}/password-reset",
        frozenset({T}),
        AuthApi.reset_password,
        path_arguments={"user_id": "the-id"},
    ),
    Route("GET", "/me/worksheet", frozenset({I}), ReferralApi.get_worksheet),
    Route("PUT", "/me/worksheet", frozenset({I}), ReferralApi.put_worksheet, body=SHEET),
    Route("POST", "/files", frozenset({C}), ReferralApi.register_file, 201, body=FILE),
    Route(
        "GET",
        "/files",
        FILES,
        ReferralApi.list_files,
        query="?status=referred&phase=pre&kind=exposed&inspector_id=i",
    ),
    Route("GET", "/files/{id}", FILES, ReferralApi.get_file, path_arguments=FID),
    Route(
        "PATCH",
        "/files/{id}/meters/{meter_id}",
        frozenset({C}),
        ReferralApi.correct_meter,
        body={"area_m2": 5},
        path_arguments={**FID, "meter_id": "the-meter_id"},
    ),
    Route(
        "POST",
        "/files/{id}/referral",
        frozenset({O}),
        ReferralApi.refer_file,
        body={"inspector_id": "i", "reason": "r"},
        path_arguments=FID,
    ),
    Route(
        "POST",
        "/files/{id}/dismissal",
        frozenset({O}),
        ReferralApi.dismiss_inspector,
        body={"reason": "r"},
        path_arguments=FID,
    ),
    Route(
        "POST",
        "/files/{id}/cancellation",
        frozenset({O}),
        ReferralApi.cancel_file,
        body={"reason": "r"},
        path_arguments=FID,
    ),
    Route("GET", "/files/{id}/referrals", FILES, ReferralApi.list_referrals, path_arguments=FID),
    Route("GET", "/me/referrals", frozenset({I}), ReferralApi.list_my_referrals, query="?phase=final"),
    Route(
        "PUT",
        "/files/{id}/appointment",
        frozenset({I}),
        InspectionApi.set_appointment,
        body={"starts_at": "1405-09-01 10:30"},
        path_arguments=FID,
    ),
    Route(
        "POST",
        "/files/{id}/withdrawal",
        frozenset({I}),
        ReferralApi.withdraw,
        body={"reason": "r"},
        path_arguments=FID,
    ),
    Route(
        "POST",
        "/files/{id}/reports",
        frozenset({I}),
        InspectionApi.file_report,
        201,
        body=REPORT,
        path_arguments=FID,
    ),
    Route(
        "POST",
        "/files/{id}/reports/preview",
        frozenset({I}),
        InspectionApi.preview_report,
        body=REPORT,
        path_arguments=FID,
    ),
    Route("GET", "/files/{id}/reports", FILES, InspectionApi.list_reports, path_arguments=FID),
    Route("GET", "/files/{id}/timeline", FILES, ReferralApi.get_timeline, path_arguments=FID),
    Route("GET", "/me/files", frozenset({I}), ReferralApi.list_my_files, query="?result=withdrawn"),
    Route(
        "GET",
        "/me/financial-report",
        frozenset({I}),
        BillingApi.get_financial_report,
        query="?from=1405-09-01&to=1405-09-30",
    ),
    Route("GET", "/files/{id}/account", frozenset({C, O, F}), BillingApi.get_account, path_arguments=FID),
    Route("GET", "/me/balance", frozenset({C}), BillingApi.get_balance),
    Route(
        "POST",
        "/files/{id}/receipts",
        frozenset({F}),
        BillingApi.record_receipt,
        201,
        body=RECEIPT,
        path_arguments=FID,
    ),
    Route(
        "POST",
        "/messages",
        frozenset({O}),
        MessagingApi.send_message,
        201,
        body={"audience": "all", "subject": "s", "body": "b"},
    ),
    Route("GET", "/me/messages", ALL, MessagingApi.list_my_messages, query="?unread=true"),
    Route(
        "GET",
        "/me/messages/{id}",
        ALL,
        MessagingApi.get_my_message,
        path_arguments={"message_id": "the-id"},
    ),
    Route("GET", "/me/messages/unread-count", ALL, MessagingApi.count_unread),
    Route(
        "POST",
        "/me/messages/{id}/read",
        ALL,
        MessagingApi.mark_read,
        204,
        path_arguments={"message_id": "the-id"},
    ),
]
POLICY_ROUTES = [
    Route(
        "GET",
        "/policies/{key}",
        frozenset({O, F}),
        InspectionApi.list_policy_versions,
        path_arguments={"key": "inspection.visits"},
    ),
    Route(
        "PUT",
        "/policies/{key}",
        frozenset({O}),
        InspectionApi.change_policy,
        body={"value": {"unusual_visits": "refuse"}, "reason": "r"},
        path_arguments={"key": "inspection.visits"},
    ),
]
ROUTES += POLICY_ROUTES
OBJECTION_ROUTES = [
    Route(
        "POST",
        "/files/{id}/reports/{report_id}/objection",
        frozenset({C}),
        InspectionApi.object_to_report,
        201,
        body={"text": "t"},
        path_arguments={**FID, "report_id": "the-report_id"},
    ),
    Route("GET", "/objections", frozenset({C, I, O}), InspectionApi.list_objections, query="?state=open"),
    Route(
        "POST",
        "/objections/{id}/decision",
        frozenset({O}),
        InspectionApi.decide_objection,
        body={"upheld": True, "reason": "r"},
        path_arguments={"objection_id": "the-id"},
    ),
]
ROUTES += OBJECTION_ROUTES
VISIT_ROUTES = [
    Route("GET", "/files/{id}/appointment", FILES, InspectionApi.get_appointment, path_arguments=FID),
    Route(
        "POST",
        "/files/{id}/appointment/cancellation",
        frozenset({I}),
        InspectionApi.cancel_appointment,
        body={"reason": "r"},
        path_arguments=FID,
    ),
    Route(
        "POST",
        "/files/{id}/appointment/confirmation",
        frozenset({C}),
        InspectionApi.confirm_appointment,
        body={"starts_at": "1405-09-01 10:30"},
        path_arguments=FID,
    ),
    Route(
        "POST",
        "/files/{id}/appointment/change-request",
        frozenset({C}),
        InspectionApi.request_another_time,
        body={"reason": "r", "proposed_at": "1405-09-01 10:30"},
        path_arguments=FID,
    ),
    Route(
        "GET",
        "/files/{id}/appointment-slots",
        frozenset({I}),
        InspectionApi.list_appointment_slots,
        query="?from=1405-09-01&days=3&duration_minutes=90",
        path_arguments=FID,
    ),
    Route(
        "GET",
        "/me/appointments",
        frozenset({I, C}),
        InspectionApi.list_my_appointments,
        query="?from=1405-09-01&to=1405-09-30",
    ),
    Route("POST", "/me/calendar", frozenset({I, C}), InspectionApi.open_calendar, 201),
    Route("GET", "/me/calendar", frozenset({I, C}), InspectionApi.get_calendar),
    Route("DELETE", "/me/calendar", frozenset({I, C}), InspectionApi.close_calendar, 204),
]
ROUTES += VISIT_ROUTES
# Answered otherwise than in JSON, to people who cannot sign in: see test_calendar_feed.py.
OPEN = [Route("GET", "/calendar/{token}.ics", None, InspectionApi.read_calendar)]
TIMELINE_ROUTES = [
    Route("GET", "/meter-class", FILES, ReferralApi.classify_meter, query="?area_m2=100.5&consumption_m3h=4"),
    Route("GET", "/files/{id}/timeline/verify", FILES, ReferralApi.verify_timeline, path_arguments=FID),
]
ROUTES += TIMELINE_ROUTES
DEADLINE_ROUTES = [
    Route("GET", "/me/deadlines", frozenset({I}), InspectionApi.list_my_deadlines, query="?limit=5"),
    Route(
        "GET",
        "/deadlines",
        frozenset({O}),
        InspectionApi.list_deadlines,
        query="?kind=no_report&missed=true&resolved=false&oldest_first=true",
    ),
    Route(
        "GET",
        "/dismissal-proposals",
        frozenset({O}),
        ReferralApi.list_dismissal_proposals,
        query="?state=open",
    ),
    Route(
        "GET",
        "/dismissal-proposals/{id}",
        frozenset({O}),
        ReferralApi.get_dismissal_proposal,
        path_arguments={"proposal_id": "the-id"},
    ),
    Route(
        "POST",
        "/dismissal-proposals/{id}/decision",
        frozenset({O}),
        ReferralApi.decide_dismissal,
        body={"accept": False, "reason": "r"},
        path_arguments={"proposal_id": "the-id"},
    ),
]
ROUTES += DEADLINE_ROUTES
SHARING_ROUTES = [
    Route(
        "GET", "/inspectors", frozenset({O}), ReferralApi.list_inspectors, query="?active=true&area=kerman"
    ),
    Route(
        "GET",
        "/inspectors/{id}",
        frozenset({O}),
        ReferralApi.get_inspector,
        path_arguments={"inspector_id": "the-id"},
    ),
    Route(
        "GET",
        "/conflicts",
        frozenset({O}),
        ReferralApi.list_conflicts,
        query="?inspector_id=i&contractor_id=c&ended=false",
    ),
    Route(
        "POST",
        "/conflicts",
        frozenset({O}),
        ReferralApi.declare_conflict,
        201,
        body={"inspector_id": "i", "contractor_id": "c", "reason": "r"},
    ),
    Route(
        "POST",
        "/conflicts/{id}/end",
        frozenset({O}),
        ReferralApi.end_conflict,
        body={"reason": "r"},
        path_arguments={"conflict_id": "the-id"},
    ),
    Route("GET", "/withdrawals", frozenset({O}), ReferralApi.list_withdrawals, query="?ruled=false"),
    Route(
        "POST",
        "/withdrawals/{id}/ruling",
        frozenset({O}),
        ReferralApi.rule_withdrawal,
        body={"excused": True, "reason": "r"},
        path_arguments={"referral_id": "the-id"},
    ),
    Route("GET", "/referral-queue", frozenset({O}), ReferralApi.list_waiting_files, query="?limit=5"),
    Route("POST", "/referral-batches", frozenset({O}), ReferralApi.start_referral_batch, 201),
    Route("GET", "/referral-batches", frozenset({O}), ReferralApi.list_referral_batches),
    Route(
        "GET",
        "/referral-batches/{id}",
        frozenset({O}),
        ReferralApi.get_referral_batch,
        path_arguments={"batch_id": "the-id"},
    ),
    Route(
        "POST",
        "/referral-batches/{id}/stop",
        frozenset({O}),
        ReferralApi.stop_referral_batch,
        path_arguments={"batch_id": "the-id"},
    ),
]
ROUTES += SHARING_ROUTES
MID, KEY = {"message_id": "the-id"}, {"key": "inspection.visits"}
WORDING = {"subject": "{file}", "body": "{file}"}
MESSAGE_ROUTES = [
    Route("GET", "/messages", frozenset({O}), MessagingApi.list_messages, query="?state=sent&q=x"),
    Route("GET", "/messages/{id}", frozenset({O}), MessagingApi.get_message, path_arguments=MID),
    Route(
        "GET",
        "/messages/{id}/readers",
        frozenset({O}),
        MessagingApi.list_readers,
        query="?read=true",
        path_arguments=MID,
    ),
    Route(
        "POST",
        "/messages/{id}/cancellation",
        frozenset({O}),
        MessagingApi.cancel_message,
        path_arguments=MID,
    ),
    Route("GET", "/message-templates", frozenset({O, F}), MessagingApi.list_templates),
    Route(
        "GET", "/message-templates/{key}", frozenset({O, F}), MessagingApi.get_template, path_arguments=KEY
    ),
    Route(
        "PUT",
        "/message-templates/{key}",
        frozenset({O}),
        MessagingApi.change_template,
        body={**WORDING, "sms": "", "send_sms": True, "reason": "r", "version": 0},
        path_arguments=KEY,
    ),
    Route(
        "POST",
        "/message-templates/{key}/preview",
        frozenset({O}),
        MessagingApi.preview_template,
        body=WORDING,
        path_arguments=KEY,
    ),
    Route("GET", "/deliveries", frozenset({O}), MessagingApi.list_deliveries, query="?state=failed"),
    Route(
        "POST",
        "/deliveries/{id}/retry",
        frozenset({O}),
        MessagingApi.retry_delivery,
        path_arguments={"delivery_id": "the-id"},
    ),
]
ROUTES += MESSAGE_ROUTES
RID = {"refund_id": "the-id"}
CORRECTION_ROUTES = [
    Route(
        "POST",
        "/files/{id}/payments/{payment_id}/reversal",
        frozenset({F}),
        BillingApi.reverse_payment,
        201,
        body={"reason": "r"},
        path_arguments={**FID, "payment_id": "the-payment_id"},
    ),
    Route(
        "POST",
        "/files/{id}/debits",
        frozenset({F}),
        BillingApi.debit_file,
        201,
        body={"amount_rials": 5, "reason": "r"},
        path_arguments=FID,
    ),
    Route(
        "POST",
        "/files/{id}/write-off",
        frozenset({F}),
        BillingApi.write_off_debt,
        201,
        body={"amount_rials": 5, "reason": "r"},
        path_arguments=FID,
    ),
    Route(
        "POST",
        "/files/{id}/refunds",
        frozenset({F}),
        BillingApi.refund_credit,
        201,
        body={"reason": "r"},
        path_arguments=FID,
    ),
    Route("GET", "/refunds", frozenset({F}), BillingApi.list_refunds, query="?state=sent&limit=5"),
    Route(
        "POST",
        "/refunds/{id}/confirmation",
        frozenset({F}),
        BillingApi.confirm_refund,
        body={"reference": "12"},
        path_arguments=RID,
    ),
    Route(
        "POST",
        "/refunds/{id}/failure",
        frozenset({F}),
        BillingApi.fail_refund,
        body={"reason": "r"},
        path_arguments=RID,
    ),
]
ROUTES += CORRECTION_ROUTES
VERSION: dict[str, Any] = {"version": 7}
TARIFF_ROUTES = [
    Route("GET", "/tariffs", frozenset({O, F}), BillingApi.list_tariffs, query="?limit=5"),
    Route(
        "POST",
        "/tariffs",
        frozenset({F}),
        BillingApi.create_tariff,
        201,
        body={"vat_basis_points": 1000, "effective_from": "1406-01-01"},
    ),
    Route("GET", "/tariffs/{version}", frozenset({O, F}), BillingApi.get_tariff, path_arguments=VERSION),
    Route(
        "POST",
        "/tariffs/{version}/preview",
        frozenset({O, F}),
        BillingApi.preview_tariff,
        body={"sample": {"kind": "exposed", "block": False, "meter_classes": ["G4"]}},
        path_arguments=VERSION,
    ),
    Route(
        "POST",
        "/tariffs/{version}/activation",
        frozenset({F}),
        BillingApi.activate_tariff,
        body={"effective_from": "1406-01-01"},
        path_arguments=VERSION,
    ),
    Route(
        "DELETE",
        "/tariffs/{version}",
        frozenset({F}),
        BillingApi.withdraw_tariff,
        204,
        path_arguments=VERSION,
    ),
]
ROUTES += TARIFF_ROUTES
ONLINE_ROUTES = [
    Route("POST", "/files/{id}/payments", frozenset({C}), BillingApi.start_payment, 201, path_arguments=FID),
    Route(
        "GET",
        "/files/{id}/payments",
        frozenset({C, O, F}),
        BillingApi.list_file_payments,
        query="?limit=5",
        path_arguments=FID,
    ),
    Route("GET", "/payments", frozenset({C, O, F}), BillingApi.list_payments, query="?state=unknown"),
    Route(
        "GET",
        "/payments/{id}",
        frozenset({C, O, F}),
        BillingApi.get_payment,
        path_arguments={"payment_id": "the-id"},
    ),
    Route(
        "POST",
        "/accounting/settlements",
        frozenset({F}),
        BillingApi.record_settlement,
        201,
        body={
            "provider": "sandbox",
            "amount_rials": 5,
            "fee_rials": 1,
            "reference": "12",
            "settled_on": "1405-09-01",
        },
    ),
]
ONLINE_ROUTES += [
    Route("GET", "/accounting/settlements", frozenset({F}), BillingApi.list_settlements, query="?limit=5"),
]
ROUTES += ONLINE_ROUTES
# Answered with a page, to people who need not be signed in: see test_payment_page.py.
OPEN += [Route("GET", "/payments/callback/{provider}", None, BillingApi.confirm_payment)]
WID = {"webhook_id": "the-id"}
FEED_ROUTES = [
    Route("GET", "/accounting/entries", frozenset({F}), BillingApi.list_entries, query="?after=7&limit=5"),
    Route("GET", "/accounting/periods", frozenset({F}), BillingApi.list_periods),
    Route(
        "POST",
        "/accounting/periods/{period}/close",
        frozenset({F}),
        BillingApi.close_period,
        path_arguments={"period": "1405-08"},
    ),
    Route("GET", "/webhooks", frozenset({F}), BillingApi.list_webhooks),
    Route(
        "POST",
        "/webhooks",
        frozenset({F}),
        BillingApi.create_webhook,
        201,
        body={"url": "https://books.example/gazban", "events": ["entries.posted"], "description": "d"},
    ),
    Route("DELETE", "/webhooks", frozenset({F}), BillingApi.delete_webhooks, 204, query="?all=true"),
    Route("DELETE", "/webhooks/{id}", frozenset({F}), BillingApi.delete_webhook, 204, path_arguments=WID),
    Route(
        "POST",
        "/webhooks/{id}/secret-rotation",
        frozenset({F}),
        BillingApi.rotate_webhook_secret,
        path_arguments=WID,
    ),
    Route("POST", "/webhooks/{id}/test", frozenset({F}), BillingApi.ping_webhook, 201, path_arguments=WID),
    Route(
        "GET",
        "/webhooks/{id}/deliveries",
        frozenset({F}),
        BillingApi.list_webhook_deliveries,
        query="?state=failed",
        path_arguments=WID,
    ),
    Route(
        "POST",
        "/webhooks/{id}/deliveries/{delivery_id}/replay",
        frozenset({F}),
        BillingApi.replay_webhook_delivery,
        path_arguments={**WID, "delivery_id": "the-delivery_id"},
    ),
]
ROUTES += FEED_ROUTES
ACCOUNTING_ROUTES = [
    Route(
        "GET",
        "/accounting/trial-balance",
        frozenset({F}),
        BillingApi.get_trial_balance,
        query="?as_of=1405-08-30",
    ),
    Route(
        "GET", "/accounting/aging", frozenset({F}), BillingApi.get_aging, query="?as_of=1405-08-30&limit=5"
    ),
    Route(
        "GET",
        "/accounting/statements/contractors/{id}",
        frozenset({F}),
        BillingApi.get_contractor_statement,
        query="?from=1405-08-01&to=1405-08-30",
        path_arguments={"contractor_id": "the-id"},
    ),
    Route(
        "GET",
        "/accounting/statements/inspectors/{id}",
        frozenset({F}),
        BillingApi.get_inspector_statement,
        query="?from=1405-08-01&to=1405-08-30",
        path_arguments={"inspector_id": "the-id"},
    ),
    Route("GET", "/me/statement", frozenset({C, I}), BillingApi.get_my_statement, query="?from=1405-08-01"),
]
ROUTES += ACCOUNTING_ROUTES
PAYOUT, LINE = {"payout_id": "the-id"}, {"payout_id": "the-id", "line_id": "the-line_id"}
PAYOUT_ROUTES = [
    Route(
        "POST",
        "/payouts",
        frozenset({F}),
        BillingApi.create_payout,
        201,
        body={"from": "1405-08-01", "to": "1405-08-30", "inspector_ids": ["i"]},
    ),
    Route("GET", "/payouts", frozenset({F}), BillingApi.list_payouts, query="?state=frozen"),
    Route("GET", "/payouts/{id}", frozenset({F}), BillingApi.get_payout, path_arguments=PAYOUT),
    Route("DELETE", "/payouts/{id}", frozenset({F}), BillingApi.cancel_payout, 204, path_arguments=PAYOUT),
    Route("POST", "/payouts/{id}/freeze", frozenset({F}), BillingApi.freeze_payout, path_arguments=PAYOUT),
    Route("GET", "/payouts/{id}/bank-file", frozenset({F}), BillingApi.get_bank_file, path_arguments=PAYOUT),
    Route(
        "POST",
        "/payouts/{id}/lines/{line_id}/confirmation",
        frozenset({F}),
        BillingApi.confirm_payout_line,
        body={"reference": "12", "paid_on": "1405-09-01"},
        path_arguments=LINE,
    ),
    Route(
        "POST",
        "/payouts/{id}/lines/{line_id}/failure",
        frozenset({F}),
        BillingApi.fail_payout_line,
        body={"reason": "r"},
        path_arguments=LINE,
    ),
    Route(
        "PUT",
        "/inspectors/{id}/bank-account",
        frozenset({F}),
        BillingApi.set_bank_account,
        body={"iban": "IR062960000000100324200001"},
        path_arguments={"inspector_id": "the-id"},
    ),
    Route("GET", "/me/payouts", frozenset({I}), BillingApi.list_my_payouts),
    Route(
        "GET",
        "/payments/{id}/receipt",
        frozenset({C, O, F}),
        BillingApi.get_receipt,
        path_arguments={"payment_id": "the-id"},
    ),
]
ROUTES += PAYOUT_ROUTES
# Verified by people who cannot sign in: see test_receipts.py.
OPEN += [Route("GET", "/receipts/{number}", None, BillingApi.verify_receipt)]
AUDIT_ROUTES = [
    Route("GET", "/accounting/audit", frozenset({F}), BillingApi.audit),
    Route("POST", "/accounting/audit", frozenset({F}), BillingApi.request_audit, status=202),
]
ROUTES += AUDIT_ROUTES
# Those that ask several services: each has a test of its own.
COMPOSED = [Route("GET", "/policies", frozenset({O, F}), InspectionApi.list_policies)]
# Lists are made pages.
COMPOSED += [
    Route("GET", "/areas", FILES, ReferralApi.list_areas),
    Route("GET", "/accounting/clearing", frozenset({F}), BillingApi.list_clearing),
]

# The chart's code is no "the-code", a list is made a page, and a file is made of pages: see test_accounting.py.
COMPOSED += [
    Route("GET", "/accounting/chart", frozenset({F}), BillingApi.list_chart),
    Route(
        "PUT",
        "/accounting/chart/{code}",
        frozenset({F}),
        BillingApi.map_account,
        body={"external_code": "1102", "external_name": "x"},
        path_arguments={"code": "1020"},
    ),
    Route(
        "GET",
        "/accounting/export",
        frozenset({F}),
        BillingApi.read_journal,
        query="?format=csv&from=1405-08-01&to=1405-08-30",
    ),
]
EVERY = ROUTES + COMPOSED
