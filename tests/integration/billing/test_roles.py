"""Who may ask billing for what: each verb refuses everybody else by itself, whatever the gateway lets through."""

import inspect
from datetime import date
from typing import Any, get_type_hints

import pytest

from chassis.ids import new_id
from contracts.billing import BillingApi
from contracts.errors import CommonCode, Forbidden
from contracts.terms import Role
from services.billing import use_cases
from tests.integration.billing.conftest import caller, person
from tests.integration.desk import Desk

FINANCE = {Role.FINANCE}
STAFF = {Role.FINANCE, Role.OFFICE}
ALL_OF_A_FILE = {Role.CONTRACTOR, *STAFF}
# Every other verb with a caller is finance's alone.
WHO = {
    "get_account": ALL_OF_A_FILE,
    "get_invoice": ALL_OF_A_FILE,
    "get_receipt": ALL_OF_A_FILE,
    "get_payment": ALL_OF_A_FILE,
    "list_file_payments": ALL_OF_A_FILE,
    "list_payments": ALL_OF_A_FILE,
    "list_tariffs": STAFF,
    "get_tariff": STAFF,
    "preview_tariff": STAFF,
    "get_balance": {Role.CONTRACTOR},
    "start_payment": {Role.CONTRACTOR},
    "get_financial_report": {Role.INSPECTOR},
    "list_my_payouts": {Role.INSPECTOR},
    "get_my_statement": {Role.CONTRACTOR, Role.INSPECTOR},
}
VERBS = sorted(
    name
    for name, verb in inspect.getmembers(BillingApi, inspect.isfunction)
    if hasattr(verb, "kind") and "caller" in inspect.signature(verb).parameters
)
EXAMPLES: dict[Any, Any] = {str: "x", int: 1, date: date(2026, 1, 1), bool: True, dict[str, int]: {}}


def arguments_of(verb: Any) -> dict[str, Any]:
    """Something for each argument that must be given."""
    hints = get_type_hints(verb)
    return {
        name: new_id() if name.endswith("_id") else EXAMPLES.get(hints[name], [])
        for name, parameter in inspect.signature(verb).parameters.items()
        if parameter.default is parameter.empty and name not in ("self", "caller")
    }


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_refuses_everybody_whose_business_it_is_not(desk: Desk, name: str) -> None:
    verb, use_case = getattr(BillingApi, name), getattr(use_cases, name)
    ask = desk.command if verb.kind == "command" else desk.query
    for role in Role:
        who = caller(role, person("19-3-7"))
        if role in WHO.get(name, FINANCE):
            continue
        with pytest.raises(Forbidden) as refused:
            ask(use_case, caller=who, **arguments_of(verb))
        assert refused.value.code == CommonCode.FORBIDDEN, role
