"""``python -m services.referral`` runs the service."""

from chassis.runner import run
from services.referral.service import Referral

if __name__ == "__main__":
    run(Referral)
