"""The office's list of inspectors: what each is willing to take, and the load that referrals go by."""

import pytest

from chassis.ids import new_id
from contracts.auth import UserCreated
from contracts.errors import Forbidden, NotFound
from contracts.referral import InspectorView
from contracts.shapes import Page
from contracts.terms import Role
from services.referral import use_cases
from tests.integration.referral.conftest import ReferralDesk, person


def listed(referral: ReferralDesk, **wanted: object) -> Page[InspectorView]:
    return referral.desk.query(use_cases.list_inspectors, caller=referral.office, **wanted)  # type: ignore[arg-type]


def test_load_is_what_the_rule_goes_by(referral: ReferralDesk) -> None:
    first, second = referral.inspector(1, capacity=4), referral.inspector(2, capacity=4)
    file = referral.paid()
    assert file.inspector is not None
    views = {view.inspector.id: view for view in listed(referral).items}
    busy = views[file.inspector.id]
    idle = views[second.id if file.inspector.id == first.id else first.id]
    assert (busy.files_in_hand, idle.files_in_hand, idle.value_rials, idle.score) == (1, 0, 0, 0)
    assert busy.value_rials > 0
    assert busy.score == busy.value_rials // 4
    assert (busy.last_referred_at, idle.last_referred_at) == (file.referred_at, None)
    (referred,) = referral.desk.query(use_cases.list_referrals, caller=referral.office, file_id=file.id)
    assert referred.inspector.id == busy.inspector.id
    again = referral.paid()  # the rule's own view of the loads is this list's
    (referred,) = referral.desk.query(use_cases.list_referrals, caller=referral.office, file_id=again.id)
    assert {each.inspector.id: each.score for each in referred.candidates} == {
        busy.inspector.id: busy.score,
        idle.inspector.id: 0,
    }


def test_a_page_at_a_time_with_who_never_filled_a_worksheet_in(referral: ReferralDesk) -> None:
    for number in (3, 1):
        referral.inspector(number, areas=("kerman",) if number == 1 else ("sirjan",))
    referral.desk.command(
        use_cases.apply_user_created,
        UserCreated(id=new_id(), membership_code="19-3-00002", full_name="تازه‌وارد", role=Role.INSPECTOR),
    )
    first = listed(referral, limit=2)
    assert [view.inspector.membership_code for view in first.items] == ["19-3-00001", "19-3-00002"]
    assert (first.items[1].worksheet_changed_at, first.items[1].worksheet.accepting) == (None, False)
    rest = listed(referral, limit=2, cursor=first.next_cursor)
    assert [view.inspector.membership_code for view in rest.items] == ["19-3-00003"]
    assert rest.next_cursor is None
    there = listed(referral, area="kerman").items
    assert [view.inspector.membership_code for view in there] == ["19-3-00001"]


def test_one_of_them_is_shown_as_in_the_list(referral: ReferralDesk) -> None:
    first, _second = referral.inspector(1), referral.inspector(2)
    referral.paid()
    shown = referral.desk.query(use_cases.get_inspector, caller=referral.office, inspector_id=first.id)
    assert shown in listed(referral).items
    assert shown.inspector.id == first.id
    for nobody in (new_id(), referral.office.id, "x"):
        with pytest.raises(NotFound):
            referral.desk.query(use_cases.get_inspector, caller=referral.office, inspector_id=nobody)


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.CONTRACTOR, Role.FINANCE, Role.IT])
def test_it_is_the_offices(referral: ReferralDesk, role: Role) -> None:
    with pytest.raises(Forbidden):
        referral.desk.query(use_cases.list_inspectors, caller=person(role, 5))
    with pytest.raises(Forbidden):
        referral.desk.query(use_cases.get_inspector, caller=person(role, 5), inspector_id=new_id())
