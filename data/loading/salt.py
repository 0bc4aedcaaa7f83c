"""With which secret are household and visitor references hashed?"""

import os
import secrets
from pathlib import Path

NAME = "salt"


def salt(home: Path, keep: bool) -> str:
    """The secret of a store, kept beside the snapshots and never inside them.

    Whoever copies a snapshot cannot try all door numbers against its hashes without it. Made by
    the first load that needs it; only the one writer of a store calls this.

    Parameters
    ----------
    home : Path
        Folder of the store.
    keep : bool
        False for a dry run: a secret that is missing is invented and forgotten.
    """
    path = home / NAME
    if path.exists():
        return path.read_text(encoding="ascii")
    secret = secrets.token_hex(32)
    if keep:
        partial = path.with_name("salt.partial")
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
    return secret
