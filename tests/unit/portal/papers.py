"""A file and its papers as the gateway answers them."""

from typing import Any

CONTRACTOR = {"id": "me", "membership_code": "19-7-00001", "full_name": "شرکت گازرسان"}
INSPECTOR = {"id": "i1", "membership_code": "19-3-00001", "full_name": "مریم کرمانی"}
METER: dict[str, Any] = {
    "id": "m1",
    "label": "طبقهٔ اول",
    "area_m2": 115,
    "consumption_m3h": 5,
    "meter_class": "G4",
    "pre": "open",
    "final": "open",
    "mismatch": None,
    "history": [],
}
FILE: dict[str, Any] = {
    "id": "f1",
    "number": "1405-000008",
    "kind": "exposed",
    "block": False,
    "area": "kerman",
    "address": "خیابان خواجو",
    "owner_name": "اکرم خالقی",
    "status": "referred",
    "phase": "pre",
    "debtor": True,
    "debt_rials": 780_000,
    "contractor": CONTRACTOR,
    "inspector": INSPECTOR,
    "registered_at": "2026-11-24T10:00:00+00:00",
    "registered_at_jalali": "1405-09-03 13:30",
    "waiting_since": None,
    "waiting_since_jalali": None,
    "referred_at": "2026-11-24T11:00:00+00:00",
    "referred_at_jalali": "1405-09-03 14:30",
    "completed_at": None,
    "completed_at_jalali": None,
    "appointment": None,
    "meters": [METER],
    "deadlines": [],
}
REPORT: dict[str, Any] = {
    "id": "r1",
    "file_id": "f1",
    "sequence": 1,
    "phase": "pre",
    "outcome": "defective",
    "text": "نشتی دارد.",
    "comments": None,
    "verdicts": [{"meter_id": "m1", "outcome": "defective"}],
    "meter_mismatches": [],
    "inspector": INSPECTOR,
    "filed_at": "2026-11-24T12:00:00+00:00",
    "filed_at_jalali": "1405-09-03 15:30",
    "charge": {"status": "debt", "amount_rials": 780_000, "debt_rials": 780_000},
    "objection": None,
}
ACCOUNT: dict[str, Any] = {
    "file_id": "f1",
    "number": "1405-000008",
    "invoice": None,
    "prepaid": [],
    "charges": [
        {
            "report_id": "r1",
            "sequence": 1,
            "outcome": "defective",
            "rule": "R20: defective owed",
            "tariff_version": 1,
            "covered": False,
            "amount_rials": 780_000,
            "vat_rials": 0,
            "debt_rials": 780_000,
            "charged_on": "2026-11-24",
            "charged_on_jalali": "1405-09-03",
            "lines": [
                {
                    "outcome": "defective",
                    "rule": "R20: defective owed",
                    "meter_ids": ["m1"],
                    "covered_by": None,
                    "amount_rials": 780_000,
                }
            ],
            "voided": False,
            "voided_on": None,
            "voided_on_jalali": None,
            "written_off_rials": 0,
        }
    ],
    "payments": [],
    "invoice_due_rials": 0,
    "debt_rials": 780_000,
    "credit_rials": 0,
    "adjustments": [],
    "debits": [],
    "write_offs": [],
    "refunds": [],
}
