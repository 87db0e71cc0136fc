"""A believable example of every request and answer, for the document; a test sends each of them through its schema."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_args, get_origin

from contracts.codec import bare_hint, fields_of
from gateway.rendering import json_name, twin_name, twin_of

_ID = "0198f2c6-7b1e-7c43-9d55-0c2f4a9b6e21"

# By name in JSON, wherever it stands.
_VALUES: dict[str, object] = {
    "id": _ID,
    "access_token": "eyJhbGciOiJFZERTQSIsImtpZCI6…",
    "refresh_token": "vW3o0cYhT1Gq…",
    "token_type": "Bearer",
    "device_token": None,
    "remember_device": False,
    "must_set_up_second_factor": False,
    "second_factor_since": None,
    "challenge": "eyJhbGciOiJFZERTQSIsImtpZCI6…",
    "recovery_codes_left": 10,
    "otpauth_uri": "otpauth://totp/Gazban:19-3-00001?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Gazban",
    "codes": ["0-mk7wq-y4tpx", "1-9fhct-b3xgn"],
    "expires_in": 900,
    "user_agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36",
    "failures": 10,
    "must_change_password": False,
    "membership_code": "19-3-00001",
    "password": "Gazban-demo-1405",
    "current_password": "1001",
    "new_password": "Gazban-demo-1405",
    "temporary_password": "mk7-wqz-4tp",
    "birth_certificate_number": "3001",
    "full_name": "مریم کرمانی",
    "mobile": "09131234567",
    "role": "inspector",
    "number": "1405-000123",
    "area": "kerman",
    "areas": ["kerman", "rafsanjan"],
    "address": "کرمان، خیابان شریعتی، کوچهٔ ۱۲، پلاک ۸",
    "owner_name": "حسین رضایی",
    "label": "واحد ۱",
    "area_m2": 110,
    "consumption_m3h": 4.5,
    "meter_class": "G4",
    "kinds": ["concealed", "exposed"],
    "weekdays": [0, 1, 2, 3, 4],
    "capacity": 20,
    "block": False,
    "score": 250_000,
    "reason": "درخواست مالک پرونده",
    "key": "inspection.visits",
    "title": "زمان بازدیدها",
    "value": {"unusual_visits": "refuse", "minimum_notice_minutes": 1_440, "remind_at": "17:00"},
    "version": 1,
    "why": "کمترین بار نسبت به ظرفیت",
    "duration_minutes": 60,
    "days_late": 2,
    "starts_at": "2026-11-22T07:00:00+00:00",
    "text": "لوله‌کشی با نقشه مطابق است و آزمون فشار پذیرفته شد.",
    "comments": None,
    "seen": "مساحت واحد حدود ۱۴۰ متر مربع است.",
    "exceptions": [{"meter_id": _ID, "outcome": "defective"}],
    "meter_mismatches": [],
    "sequence": 1,
    "reference": "FT-140509-8841",
    "provider": "receipt",
    "tariff_version": 1,
    "amount_rials": 1_725_000,
    "unit_price_rials": 1_725_000,
    "paid_rials": 6_900_000,
    "debt_rials": 0,
    "fee_rials": 1_207_500,
    "rule": "R20",
    "subject": "تعطیلی دفتر",
    "body": "دفتر ارجاع روز پنج‌شنبه تعطیل است.",
    "recipients": 120,
    "read": 87,
    "sms": "زمان {phase} پروندهٔ {file}: {time}.",
    "explanation": "شمارهٔ پرونده",
    "example": "1405-000123",
    "event": "report_filed",
    "service": "inspection",
    "position": 7,
    "summary": "گزارش بازرسی ثبت شد",
    "stages": {"concealed_stage_pre": 3, "approved_pre": 1},
    "next_cursor": None,
    "limit": 50,
    "unread": 2,
    "debtor": False,
    "status": "referred",
    "completed_at": None,
    "read_at": None,
    "ended_at": None,
    "ended_by": None,
    "end_reason": None,
    "vat_rials": 0,
    "invoice_due_rials": 0,
    "credit_rials": 0,
    "unapplied_rials": 0,
    "quantity": 4,
    "bought": 3,
    "used": 1,
    "would_make_debtor": False,
    "q": "رضایی",
    "cancelled_at": None,
    "cancel_reason": None,
    "off": None,
    "path": "/api/v1/calendar/kP3…Xw.ics",
    "url": "https://gazban.example/api/v1/calendar/kP3-Xw.ics",
    "mismatch": "مساحت واحد حدود ۱۴۰ متر مربع است.",
    "old_area_m2": 110,
    "new_area_m2": 140,
    "old_consumption_m3h": 4.5,
    "new_consumption_m3h": 4.5,
    "old_class": "G4",
    "new_class": "G6",
    "referred_days": 3,
    "hash": "325dd44782785837b6dd0ace2524b5c9a8c4781abfaa0b8688bbad4ec5872545",
    "head": "325dd44782785837b6dd0ace2524b5c9a8c4781abfaa0b8688bbad4ec5872545",
    "intact": False,
    "length": 12,
    "checked": 6,
    "first_broken": 7,
    "stage_fees_rials": {"G4": 690_000, "G6": 730_000},
    "revisit_fees_rials": {"G4": 390_000, "G6": 410_000},
    "concealed_surcharge_basis_points": 2_500,
    "inspector_share_basis_points": 7_000,
    "vat_basis_points": 1_000,
    "withholding_basis_points": 1_000,
    "rounding_rials": 1_000,
    "registration": {"concealed": {"concealed_stage": 3, "final": 1}, "exposed": {"pre": 1, "final": 1}},
    "coverage": {"concealed_stage": "concealed_stage"},
    "meter_classes": ["G4", "G6"],
    "in_force_version": 1,
    "invoice_rials": 6_900_000,
    "stage_price_rials": 1_725_000,
    "revisit_price_rials": 800_000,
    "inspector_fee_rials": 1_207_500,
    "payment_id": _ID,
    "redirect_url": "https://pay.example/pg/StartPay/A0000000000000000000000000000wwOGYpd",
    "card": "502229******5995",
    "clearing_rials": 0,
    "period": "1405-08",
    "closed": ["1405-07", "1405-08"],
    "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "events": ["entries.posted", "period.closed"],
    "account": "1210",
    "holder": _ID,
    "external_code": "110203",
    "external_name": "بانک ملت، حساب جاری",
    "chain_hash": "325dd44782785837b6dd0ace2524b5c9a8c4781abfaa0b8688bbad4ec5872545",
    "previous_hash": "0000000000000000000000000000000000000000000000000000000000000000",
    "iban": "IR062960000000100324200001",
    "line_number": 1,
    "gross_rials": 1_207_500,
    "withholding_rials": 120_750,
    "net_rials": 1_086_750,
    "failure_reason": None,
    "inspector_ids": None,
    "receipt_number": "1405-000123",
    "payer": "شرکت گ… ک…",
    "valid": True,
    "reversed_on": None,
}
_DAY, _MOMENT = date(2026, 11, 22), datetime.fromisoformat("2026-11-22T07:00:00+00:00")


def example_of(hint: Any, name: str = "") -> Any:
    """An example of a value of this hint that stands under this name."""
    bare, _, nullable = bare_hint(hint)
    if get_origin(bare) is list and name not in (
        "areas",
        "kinds",
        "weekdays",
        "exceptions",
        "meter_mismatches",
        "meter_classes",
        "closed",
        "events",
        "codes",
    ):
        return [example_of(get_args(bare)[0], name)]
    if _is_object(bare):
        return _example_object(bare)
    if name in _VALUES and _fits(_VALUES[name], bare, nullable):
        return _VALUES[name]
    if name.endswith("_id"):
        return _ID
    return _plain_example(bare)


def example_request(members: Mapping[str, Any]) -> dict[str, Any]:
    """An example body from JSON names and hints."""
    return {name: example_of(hint, name) for name, hint in members.items()}


def _is_object(hint: Any) -> bool:
    return hasattr(get_origin(hint) or hint, "__dataclass_fields__")


def _example_object(cls: Any) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for name, hint in fields_of(cls).items():
        key = json_name(name)
        shown[key] = example_of(hint, key)
        twin = twin_of(hint)
        if twin is not None:
            value = _DAY if bare_hint(hint)[0] is date else _MOMENT
            shown[twin_name(name)] = None if shown[key] is None else twin(value)
    return shown


def _fits(value: object, hint: Any, nullable: bool) -> bool:
    if value is None:
        return nullable
    kinds: dict[Any, tuple[type, ...]] = {str: (str,), int: (int,), bool: (bool,), Decimal: (int, float)}
    if hint in kinds:
        return isinstance(value, kinds[hint]) and (hint is bool) == isinstance(value, bool)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return value in set(hint)
    origins: dict[Any, type] = {list: list, dict: dict}
    origin = get_origin(hint)
    return origin in origins and isinstance(value, origins[origin])


def _plain_example(hint: Any) -> Any:
    if hint is date:
        return _DAY.isoformat()
    if hint is datetime:
        return _MOMENT.isoformat()
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return next(iter(hint)).value
    if get_origin(hint) is dict:
        return {}
    simple: dict[Any, Any] = {str: "…", int: 1, bool: True, Decimal: 1, Any: 1}
    return simple[hint]
