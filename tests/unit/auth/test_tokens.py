"""Making tokens and keys."""

import hashlib

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from services.auth import tokens


def test_an_access_token_is_verified_by_the_public_half_of_its_key() -> None:
    pair, other = tokens.new_key_pair(), tokens.new_key_pair()
    token = tokens.sign_access_token({"sub": "u", "mcp": True}, kid="k", private_pem=pair.private_pem)
    assert jwt.get_unverified_header(token) == {"alg": "EdDSA", "kid": "k", "typ": "JWT"}
    assert jwt.decode(token, pair.public_pem, algorithms=["EdDSA"]) == {"sub": "u", "mcp": True}
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, other.public_pem, algorithms=["EdDSA"])


def test_a_key_of_another_kind_signs_nothing() -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(TypeError):
        tokens.sign_access_token({}, kid="k", private_pem=pem.decode())


def test_refresh_tokens_are_unlike_each_other_and_fit_the_contract() -> None:
    made = {tokens.new_refresh_token() for _ in range(100)}
    assert len(made) == 100
    assert all(43 <= len(token) <= 200 for token in made)


def test_a_digest_is_the_sha_256() -> None:
    assert tokens.digest("abc") == hashlib.sha256(b"abc").hexdigest()
    assert len(tokens.digest("\ud800")) == 64
