"""The templates of notices: what they say now, what they said, and how the office rewords them."""

from chassis.paging import decode_cursor, page
from chassis.telemetry import get_logger
from chassis.work import Look, Work
from contracts.errors import CommonCode, Conflict, InvalidRequest, MessagingCode, NotFound
from contracts.messaging import (
    PlaceholderView,
    TemplateHistory,
    TemplatePreview,
    TemplateVersion,
    TemplateView,
)
from contracts.shapes import Caller, Page, Person
from contracts.terms import Role
from services.messaging import domain, store
from services.messaging.domain import TEMPLATES, Template, Wording
from services.messaging.tables import Reworded

log = get_logger(__name__)

_READERS = (Role.OFFICE, Role.FINANCE)


def list_templates(
    look: Look, *, caller: Caller, limit: int = 50, cursor: str | None = None
) -> Page[TemplateView]:
    """Office, finance: every template as worded now, by key."""
    domain.allow(caller.role, *_READERS)
    after = decode_cursor(cursor, 1)
    rest = [TEMPLATES[key] for key in sorted(TEMPLATES) if after is None or key > after[0]]
    shown = rest[: limit + 1]
    newest = store.newest_wordings(look.session, [template.key for template in shown])
    return page(
        shown,
        limit,
        key=lambda template: (template.key,),
        view=lambda template: _view(template, newest.get(template.key)),
    )


def get_template(look: Look, *, caller: Caller, key: str) -> TemplateHistory:
    """Office, finance: one template with all its wordings, newest first."""
    domain.allow(caller.role, *_READERS)
    template = _named(key)
    return TemplateHistory(
        key=template.key,
        title=template.title,
        placeholders=_placeholders(template),
        versions=[
            *(_version(template, wording) for wording in store.list_wordings(look.session, key)),
            _version(template, None),
        ],
    )


def change_template(
    work: Work,
    *,
    caller: Caller,
    key: str,
    subject: str,
    body: str,
    reason: str,
    sms: str | None = None,
    send_sms: bool | None = None,
    version: int | None = None,
) -> TemplateView:
    """Office: another wording, for what is sent from now on."""
    domain.allow(caller.role, Role.OFFICE)
    template = _named(key)
    before = _version(template, store.find_wording(work.session, key))
    if version is not None and version != before.version:
        raise Conflict(MessagingCode.TEMPLATE_CHANGED)
    wording = Wording(
        subject=subject,
        body=body,
        sms=before.sms if sms is None else sms,
        send_sms=before.send_sms if send_sms is None else send_sms,
    )
    _refuse_mistakes(template, wording)
    store.add_wording(
        work.session,
        {
            "key": key,
            "version": before.version + 1,
            "subject": wording.subject,
            "body": wording.body,
            "sms": wording.sms,
            "send_sms": wording.send_sms,
            "reason": reason,
            "changed_by_id": caller.id,
            "changed_by_code": caller.membership_code,
            "changed_by_name": caller.full_name,
            "changed_at": work.now,
        },
    )
    log.info("template_changed", key=key, version=before.version + 1, by=caller.id)
    return _view(template, store.find_wording(work.session, key))


def preview_template(
    look: Look,  # noqa: ARG001  # it needs nothing of what is stored
    *,
    caller: Caller,
    key: str,
    subject: str,
    body: str,
    sms: str = "",
) -> TemplatePreview:
    """Office: a wording with the examples in place."""
    domain.allow(caller.role, Role.OFFICE)
    template = _named(key)
    wording = Wording(subject=subject, body=body, sms=sms)
    _refuse_mistakes(template, wording)
    shown = domain.render(wording, template.examples)
    return TemplatePreview(subject=shown.subject, body=shown.body, sms=shown.sms)


def wording_now(work: Work, template: Template) -> Wording:
    """What a template says now."""
    changed = store.find_wording(work.session, template.key)
    return template.default if changed is None else _wording(changed)


def _named(key: str) -> Template:
    if key not in TEMPLATES:
        raise NotFound(MessagingCode.TEMPLATE_NOT_FOUND)
    return TEMPLATES[key]


def _refuse_mistakes(template: Template, wording: Wording) -> None:
    mistakes = domain.mistakes_in(wording, template.examples)
    if mistakes:
        raise InvalidRequest(CommonCode.INVALID, errors=mistakes)


def _wording(changed: Reworded) -> Wording:
    return Wording(subject=changed.subject, body=changed.body, sms=changed.sms, send_sms=changed.send_sms)


def _view(template: Template, changed: Reworded | None) -> TemplateView:
    return TemplateView(
        key=template.key,
        title=template.title,
        placeholders=_placeholders(template),
        current=_version(template, changed),
    )


def _version(template: Template, changed: Reworded | None) -> TemplateVersion:
    wording = template.default if changed is None else _wording(changed)
    return TemplateVersion(
        version=0 if changed is None else changed.version,
        subject=wording.subject,
        body=wording.body,
        sms=wording.sms,
        send_sms=wording.send_sms,
        reason=None if changed is None else changed.reason,
        changed_by=None if changed is None else _author(changed),
        changed_at=None if changed is None else changed.changed_at,
    )


def _author(changed: Reworded) -> Person:
    return Person(
        id=changed.changed_by_id,
        membership_code=changed.changed_by_code,
        full_name=changed.changed_by_name,
    )


def _placeholders(template: Template) -> list[PlaceholderView]:
    return [
        PlaceholderView(name=each.name, explanation=each.explanation, example=each.example)
        for each in template.placeholders
    ]
