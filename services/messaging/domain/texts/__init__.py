"""The templates that the system comes with, one module per kind of fact. Data: nothing here does anything."""

from services.messaging.domain.templates import Template
from services.messaging.domain.texts import (
    accounts,
    corrections,
    files,
    money,
    payouts,
    tariffs,
    visits,
    webhooks,
)

TEMPLATES: dict[str, Template] = {
    template.key: template
    for module in (accounts, files, visits, money, corrections, tariffs, webhooks, payouts)
    for template in sorted(module.TEMPLATES, key=lambda template: template.key)
}
