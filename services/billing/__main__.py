"""``python -m services.billing`` runs the service."""

from chassis.runner import run
from services.billing.service import Billing

if __name__ == "__main__":
    run(Billing)
