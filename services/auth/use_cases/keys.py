"""The keys that sign access tokens, and their replacement."""

from collections.abc import Mapping, Sequence
from typing import Any

from chassis.ids import is_id
from chassis.telemetry import get_logger
from chassis.work import Look, Work
from contracts.auth import SigningKey
from services.auth import domain, store, tokens
from services.auth.domain import KeyAge
from services.auth.settings import settings
from services.auth.tables import SigningKeyPair

log = get_logger(__name__)


def list_signing_keys(look: Look) -> list[SigningKey]:
    """The public keys that may have signed a token which is still unexpired, oldest first."""
    window = settings().access_token_lifetime + domain.CLOCK_TOLERANCE
    keys = store.signing_keys_retired_after(look.session, look.now - window)
    return [SigningKey(kid=key.kid, algorithm=key.algorithm, public_pem=key.public_pem) for key in keys]


def create_first_signing_key(work: Work) -> None:
    """At start: without a key nobody could sign in."""
    if not store.signing_keys_in_use(work.session):
        _create_signing_key(work)


def rotate_signing_keys(work: Work) -> None:
    """Now and then: publish a successor for a key that has had its time, and retire those that sign no more."""
    ages = _ages(store.signing_keys_in_use(work.session))
    if domain.needs_new_key(ages, work.now, settings().signing_key_lifetime):
        _create_signing_key(work)
    retired = domain.keys_to_retire(ages, work.now)
    if retired:
        store.retire_signing_keys(work.session, retired, work.now)
        log.info("signing_keys_retired", kids=retired)


def replace_signing_key(work: Work) -> str:
    """An operator: publish a successor now. It signs once everybody knows it, and nobody is signed out."""
    return _create_signing_key(work).kid


def revoke_signing_key(work: Work, kid: str) -> bool:
    """An operator: believe nothing that a key signed, because somebody else has it; False when there is no such key.

    Sessions go on: whoever is refused renews their tokens, which another key signs.
    """
    gone = is_id(kid) and store.forget_signing_key(work.session, kid)
    if gone:
        log.warning("signing_key_revoked", kid=kid)
        create_first_signing_key(work)
    return gone


def sign(work: Work, claims: Mapping[str, str | int | bool]) -> str:
    """An access token with these claims, signed by the key whose turn it is."""
    keys = {key.kid: key for key in store.signing_keys_in_use(work.session)}
    kid = domain.signing_kid(_ages(list(keys.values())), work.now)
    private_pem = keys[kid].private_pem
    assert private_pem is not None, "a key that is in use has its private half"
    return tokens.sign_access_token(claims, kid=kid, private_pem=private_pem)


def read(work: Work, token: str, *, audience: str) -> dict[str, Any] | None:
    """What a token says that one of our keys signed for an audience; None when it is none, or its time is over."""
    keys = store.signing_keys_retired_after(work.session, work.now - settings().access_token_lifetime)
    claims = tokens.read_token(
        token,
        audience=audience,
        issuer=domain.ISSUER,
        public_pems={key.kid: key.public_pem for key in keys},
    )
    return claims if claims is not None and claims["exp"] > work.now.timestamp() else None


def _create_signing_key(work: Work) -> SigningKeyPair:
    pair = tokens.new_key_pair()
    key = SigningKeyPair(
        kid=work.new_id(),
        algorithm=tokens.ALGORITHM,
        private_pem=pair.private_pem,
        public_pem=pair.public_pem,
        created_at=work.now,
    )
    work.session.add(key)
    work.session.flush()
    log.info("signing_key_created", kid=key.kid)
    return key


def _ages(keys: Sequence[SigningKeyPair]) -> list[KeyAge]:
    return [KeyAge(kid=key.kid, created_at=key.created_at) for key in keys]
