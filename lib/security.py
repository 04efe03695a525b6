"""Passwords, tokens and signatures (pure): how they are made, stored and compared.

Passwords are hashed with Argon2id at OWASP's setting for servers with little memory (19 MiB, two passes, one lane).
Session tokens and API keys are random and long, so their SHA-256 is enough to store. One-time links and cursors are
signed with HMAC-SHA-256, so that nothing that opens a door is stored at all.
"""

import base64
import hashlib
import hmac
import secrets
import zlib
from functools import lru_cache
from uuid import UUID

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

KEY_PREFIX = "tfn_"
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, hash_len=32, salt_len=16, type=Type.ID)
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_KEY_RANDOM_LENGTH = 32
_KEY_CHECKSUM_LENGTH = 6
_MAC_LENGTH = 32


def hash_password(password: str) -> str:
    """The Argon2id hash of a password with its parameters and a new salt; takes about 30 ms of CPU."""
    return _HASHER.hash(password)


@lru_cache(maxsize=1)
def nobodys_hash() -> str:
    """The hash of a password that nobody knows; verifying against it takes the same time as against a real one."""
    return _HASHER.hash(secrets.token_hex())


def is_password(password: str, stored: str) -> bool:
    """Whether the stored hash is of this password; takes the same time either way."""
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def new_token() -> str:
    """A token that nobody guesses: 32 random bytes as URL-safe text."""
    return secrets.token_urlsafe(32)


def new_api_key() -> str:
    """An API key: prefix, 32 random characters and a checksum, so that secret scanners can tell it from noise."""
    random = "".join(secrets.choice(_ALPHABET) for _ in range(_KEY_RANDOM_LENGTH))
    return KEY_PREFIX + random + _checksum(random)


def is_api_key(text: str) -> bool:
    """Whether the text has the form of one of our keys, checksum included."""
    random, checksum = text[len(KEY_PREFIX) : -_KEY_CHECKSUM_LENGTH], text[-_KEY_CHECKSUM_LENGTH:]
    is_formed = text.startswith(KEY_PREFIX) and len(random) == _KEY_RANDOM_LENGTH and random.isascii()
    return is_formed and hmac.compare_digest(checksum.encode("utf-8", "replace"), _checksum(random).encode())


def digest(token: str) -> bytes:
    """What is stored of a token or key: its SHA-256."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def sign(key: bytes, purpose: str, message: bytes) -> bytes:
    """The HMAC-SHA-256 of a message; one purpose's signature is worth nothing for another."""
    return hmac.digest(key, purpose.encode() + b"\0" + message, "sha256")


def seal(key: bytes, purpose: str, message: bytes) -> str:
    """The message with its signature, as URL-safe text."""
    return base64.urlsafe_b64encode(sign(key, purpose, message) + message).rstrip(b"=").decode()


def unseal(key: bytes, purpose: str, text: str) -> bytes | None:
    """The message that was sealed for this purpose, or `None` for anything else."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    mac, message = raw[:_MAC_LENGTH], raw[_MAC_LENGTH:]
    return message if hmac.compare_digest(mac, sign(key, purpose, message)) else None


def link_token(key: bytes, purpose: str, identity: UUID) -> str:
    """The token of a one-time link; it can be made again from the id, so that it is stored nowhere."""
    return seal(key, purpose, identity.bytes)


def link_identity(key: bytes, purpose: str, token: str) -> UUID | None:
    """The id that a one-time link's token stands for, or `None` when it is not one of ours."""
    message = unseal(key, purpose, token)
    return UUID(bytes=message) if message is not None and len(message) == 16 else None


def _checksum(text: str) -> str:
    number, digits = zlib.crc32(text.encode()), ""
    for _ in range(_KEY_CHECKSUM_LENGTH):
        number, digit = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits
