"""Passwords, keys and signatures."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import security

KEY = b"k" * 32


def test_hashes_with_the_parameters_of_owasp() -> None:
    stored = security.hash_password("correct horse battery staple")

    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert security.is_password("correct horse battery staple", stored)


@pytest.mark.parametrize("typed", ["Correct horse battery staple", "correct horse battery staple ", "", "x" * 128])
def test_no_other_password_matches(typed: str) -> None:
    stored = security.hash_password("correct horse battery staple")

    assert not security.is_password(typed, stored)


def test_a_damaged_hash_matches_nothing() -> None:
    assert not security.is_password("x", "$argon2id$v=19$m=19456,t=2,p=1$broken")


def test_a_key_shows_by_its_form_that_it_is_ours() -> None:
    key = security.new_api_key()

    assert key.startswith("tfn_")
    assert security.is_api_key(key)
    assert len({security.new_api_key() for _ in range(50)}) == 50


@pytest.mark.parametrize("position", range(4, 42, 5))
def test_one_wrong_character_shows_in_the_checksum(position: int) -> None:
    key = security.new_api_key()
    other = "a" if key[position] != "a" else "b"

    assert not security.is_api_key(key[:position] + other + key[position + 1 :])


@given(st.text(max_size=60))
def test_any_text_can_be_asked_whether_it_is_a_key(text: str) -> None:
    assert security.is_api_key(text) is False


@given(st.binary(max_size=100))
def test_what_was_sealed_comes_back(message: bytes) -> None:
    assert security.unseal(KEY, "cursor", security.seal(KEY, "cursor", message)) == message


def test_a_seal_is_worth_nothing_elsewhere() -> None:
    sealed = security.seal(KEY, "cursor:plans", b"message")

    assert security.unseal(KEY, "cursor:recipes", sealed) is None
    assert security.unseal(b"other" * 8, "cursor:plans", sealed) is None


@given(st.text(max_size=80))
def test_any_text_can_be_unsealed(text: str) -> None:
    assert security.unseal(KEY, "cursor", text) is None


def test_a_link_leads_back_to_its_id_for_its_purpose_only() -> None:
    identity = UUID(int=42)
    token = security.link_token(KEY, "sign_up", identity)

    assert security.link_identity(KEY, "sign_up", token) == identity
    assert security.link_identity(KEY, "password_reset", token) is None
    assert security.link_identity(KEY, "sign_up", security.seal(KEY, "sign_up", b"short")) is None
