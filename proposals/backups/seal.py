"""Encryption of a backup: age (age-encryption.org/v1), to the public keys of BACKUP_KEY. The private key is a file
(BACKUP_IDENTITY), as `age-keygen` or `manage.py make_backup_key` writes it; the program `age` opens a backup too."""

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pyrage

from proposals.backups import BackupError
from proposals.backups.pack import BLOCK, BROKEN, Pieces

SEALED, PLAIN = b"age-encryption.org/v1\n", b"\x1f\x8b"


def read_recipients(keys: list[str]) -> list[pyrage.x25519.Recipient]:
    """The public keys. Raises BackupError for one that is none."""
    found = []
    for key in keys:
        try:
            found.append(pyrage.x25519.Recipient.from_str(key))
        except pyrage.RecipientError:
            raise BackupError(f"BACKUP_KEY 里的“{key[:12]}……”不是 age 公钥（应以 age1 开头），备份没有做。") from None
    return found


def read_identities(path: str) -> list[pyrage.x25519.Identity]:
    """The private keys in this file. Raises BackupError for a file that has none."""
    try:
        lines = Path(path).read_text(encoding="utf-8").split()
        found = [pyrage.x25519.Identity.from_str(word) for word in lines if word.startswith("AGE-SECRET-KEY-")]
    except (OSError, ValueError, pyrage.IdentityError):
        found = []
    if not found:
        raise BackupError(f"备份私钥文件{path}读不出来，或者里面没有私钥。")
    return found


class _Hashed(io.RawIOBase):
    """What is written goes into a file, and its SHA-256 is known. What went wrong is kept, as in Pieces."""

    def __init__(self, path: Path) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        self.file = os.fdopen(os.open(path, flags, 0o600), "wb")
        self.digest, self.size = hashlib.sha256(), 0
        self.failure: Exception | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # the stubs ask for any buffer
        try:
            self.file.write(data)
        except OSError as error:
            self.failure = error
            raise
        self.digest.update(data)
        self.size += len(data)
        return len(data)

    def finish(self) -> None:
        """On the disk, and not only on its way."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()


def write_sealed(pieces: Iterator[bytes], path: Path, keys: list[pyrage.x25519.Recipient]) -> tuple[int, str]:
    """Write the pieces, encrypted where there are keys. Returns size and SHA-256 of what was written."""
    written = _Hashed(path)
    try:
        if keys:
            source = Pieces(pieces)
            try:
                pyrage.encrypt_io(io.BufferedReader(source, BLOCK), written, keys)
            except pyrage.EncryptError:
                raise source.failure or written.failure or BackupError("加密时出错，备份没有做成。") from None
        else:
            for piece in pieces:
                written.write(piece)
        written.finish()
    finally:
        written.file.close()
    return written.size, written.digest.hexdigest()


def open_sealed(path: Path, identity: str, folder: Path) -> Path:
    """The backup as it can be unpacked: itself, or decrypted into the folder. Raises BackupError for what is no
    backup, for a wrong or a missing key, and for what was changed."""
    with path.open("rb") as file:
        begin = file.read(len(SEALED))
    if begin.startswith(PLAIN):
        return path
    if begin != SEALED:
        raise BackupError(f"{path.name}不是备份文件，或者开头被改过。")
    if not identity:
        raise BackupError("备份是加密的，要用私钥打开：请设置 BACKUP_IDENTITY，或者加 --identity 私钥文件。")
    keys, opened = read_identities(identity), folder / "opened"
    try:
        with path.open("rb") as file, os.fdopen(os.open(opened, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as plain:
            pyrage.decrypt_io(file, plain, keys)
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise BackupError("私钥不对：这个备份不是用它的公钥加密的。") from None
        raise BackupError(BROKEN) from None
    except OSError as error:
        if error.errno is None:  # a piece that does not fit its seal
            raise BackupError(BROKEN) from None
        raise
    return opened


def make_identity(path: Path) -> str:
    """Write a new private key; returns its public one. Raises FileExistsError where there is a file."""
    key = pyrage.x25519.Identity.generate()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(f"# public key: {key.to_public()}\n{key}\n")
    return str(key.to_public())


def digest_file(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            size += len(block)
    return size, digest.hexdigest()
