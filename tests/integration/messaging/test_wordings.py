"""Templates in the organization's words, on a real PostgreSQL."""

from dataclasses import replace

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from chassis.work import Work
from contracts.errors import Conflict, Forbidden, InvalidRequest, NotFound
from contracts.messaging import TemplateView
from contracts.terms import Role
from services.messaging import use_cases
from services.messaging.domain import TEMPLATES
from services.messaging.tables import Reworded
from tests.integration.messaging.conftest import CONTRACTOR, OFFICE, MessagingDesk, caller
from tests.integration.messaging.facts import APPOINTMENT, MOMENT

KEY = "appointment_set.contractor"
FINANCE = caller(9, Role.FINANCE)


def reword(
    messaging: MessagingDesk,
    subject: str = "نوبت {file}",
    body: str = "بازرس شما {inspector} است.",
    *,
    sms: str | None = None,
    send_sms: bool | None = None,
    version: int | None = None,
) -> TemplateView:
    return messaging.desk.command(
        use_cases.change_template,
        caller=OFFICE,
        key=KEY,
        subject=subject,
        body=body,
        reason="کوتاه‌تر",
        sms=sms,
        send_sms=send_sms,
        version=version,
    )


def execute(work: Work, statement: str) -> None:
    work.session.execute(text(statement))


def test_another_wording_is_for_what_is_sent_from_now_on(messaging: MessagingDesk) -> None:
    messaging.desk.command(use_cases.tell_appointment_set, APPOINTMENT)
    before = messaging.inbox(CONTRACTOR)
    changed = reword(messaging)
    messaging.desk.pass_time(seconds=1)
    messaging.desk.command(use_cases.tell_appointment_set, APPOINTMENT)
    assert messaging.inbox(CONTRACTOR) == before, "told once, and what was sent keeps its text"
    messaging.desk.command(
        use_cases.tell_appointment_set, replace(APPOINTMENT, set_at=MOMENT.replace(minute=1))
    )
    newest = messaging.inbox(CONTRACTOR)[0]
    assert newest.body == "بازرس شما شخص 2 است."
    assert newest.subject == "نوبت \u20661405-000123\u2069"
    assert (changed.current.version, changed.current.changed_by and changed.current.changed_by.id) == (
        1,
        OFFICE.id,
    )


def test_every_version_stays(messaging: MessagingDesk) -> None:
    reword(messaging, sms="س", send_sms=False)
    second = reword(messaging, body="{time}", version=1)
    assert (second.current.sms, second.current.send_sms) == ("س", False), "what is not given stays"
    history = messaging.desk.query(use_cases.get_template, caller=FINANCE, key=KEY)
    assert [version.version for version in history.versions] == [2, 1, 0]
    default = TEMPLATES[KEY].default
    assert history.versions[-1].body == default.body
    assert history.versions[-1].changed_by is None
    assert {placeholder.name for placeholder in history.placeholders} == set(TEMPLATES[KEY].names)
    for statement in ("DELETE FROM template_versions", "UPDATE template_versions SET body = ''"):
        with pytest.raises(DBAPIError, match="permission denied"):
            messaging.desk.command(execute, statement)


def test_a_change_of_what_has_changed_meanwhile_is_refused(messaging: MessagingDesk) -> None:
    reword(messaging, version=0)
    with pytest.raises(Conflict, match=r"messaging\.template_changed"):
        reword(messaging, version=0)


def test_an_unknown_placeholder_is_refused_by_field(messaging: MessagingDesk) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        reword(messaging, subject="{file}", body="{secret} {inspector.__class__}", sms="{")
    assert set(refusal.value.errors) == {"body", "sms"}
    assert "file, phase, inspector" in str(refusal.value.errors["body"])
    assert messaging.desk.rows("SELECT count(*) FROM template_versions") == [(0,)]


def test_a_preview_shows_the_examples_and_stores_nothing(messaging: MessagingDesk) -> None:
    shown = messaging.desk.query(
        use_cases.preview_template, caller=OFFICE, key=KEY, subject="{file}", body="{inspector}، {{نمونه}}"
    )
    assert (shown.body, shown.sms) == ("مریم کرمانی، {نمونه}", "مریم کرمانی، {نمونه}")
    with pytest.raises(InvalidRequest):
        messaging.desk.query(use_cases.preview_template, caller=OFFICE, key=KEY, subject="س", body="{nobody}")
    assert messaging.desk.rows("SELECT count(*) FROM template_versions") == [(0,)]


def test_a_broken_wording_loses_no_notice(messaging: MessagingDesk) -> None:
    def break_it(work: Work) -> None:
        values = {
            "key": KEY,
            "version": 1,
            "subject": "{gone}",
            "body": "{",
            "sms": "",
            "send_sms": False,
            "reason": "r",
            "changed_by_id": OFFICE.id,
            "changed_by_code": "1",
            "changed_by_name": "n",
            "changed_at": MOMENT,
        }
        work.session.execute(insert(Reworded).values(values))

    messaging.desk.command(break_it)
    messaging.desk.command(use_cases.tell_appointment_set, APPOINTMENT)
    (message,) = messaging.inbox(CONTRACTOR)
    assert "تعیین شد" in message.body


def test_pages_of_templates(messaging: MessagingDesk) -> None:
    reword(messaging)
    seen: list[TemplateView] = []
    cursor = None
    while True:
        page = messaging.desk.query(use_cases.list_templates, caller=FINANCE, limit=7, cursor=cursor)
        seen += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    assert [template.key for template in seen] == sorted(TEMPLATES)
    assert {template.key for template in seen if template.current.version} == {KEY}


def test_who_may(messaging: MessagingDesk) -> None:
    for role in Role:
        somebody = caller(9, role)
        if role not in (Role.OFFICE, Role.FINANCE):
            with pytest.raises(Forbidden):
                messaging.desk.query(use_cases.list_templates, caller=somebody)
            with pytest.raises(Forbidden):
                messaging.desk.query(use_cases.get_template, caller=somebody, key=KEY)
        if role is not Role.OFFICE:
            with pytest.raises(Forbidden):
                messaging.desk.command(
                    use_cases.change_template, caller=somebody, key=KEY, subject="s", body="b", reason="r"
                )
            with pytest.raises(Forbidden):
                messaging.desk.query(
                    use_cases.preview_template, caller=somebody, key=KEY, subject="s", body="b"
                )


def test_a_template_of_nobody(messaging: MessagingDesk) -> None:
    with pytest.raises(NotFound, match=r"messaging\.template_not_found"):
        messaging.desk.query(use_cases.get_template, caller=OFFICE, key="nobody.cares")
