"""As root, Postgres has to run as somebody else: who that is, and where it can read and write.

Nothing here creates an account or opens a folder to others. Where the account cannot reach the project (a home folder
that only root may enter, say), what it needs is kept in a folder under /var/tmp that belongs to root.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from lib.dev.paths import ROOT
from lib.dev.progress import SetupError

_OUTSIDE = Path("/var/tmp")  # noqa: S108  the folder in it is checked for its owner
_PREFIX = "tiffin-dev-"


class RunAs(TypedDict, total=False):
    """Arguments of subprocess that make the child somebody else."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """Whom a server runs as; `entry` is None when that is ourselves."""

    entry: pwd.struct_passwd | None

    @property
    def run_as(self) -> RunAs:
        """What to give to subprocess."""
        if self.entry is None:
            return {}
        return {"user": self.entry.pw_uid, "group": self.entry.pw_gid, "extra_groups": []}

    def own(self, folder: Path) -> None:
        """The folder is the account's, and only the account's."""
        if self.entry is not None:
            os.chown(folder, self.entry.pw_uid, self.entry.pw_gid)
        folder.chmod(0o700)

    def can(self, test: str, path: Path) -> bool:
        """Whether the account passes a test of test(1), such as -x, on the path."""
        asked = subprocess.run(["/bin/sh", "-c", f'test {test} "$1"', "sh", path], cwd="/", check=False, **self.run_as)
        return asked.returncode == 0


def choose() -> Account:
    """The account for a server that refuses to run as root: ourselves, or as root postgres or nobody.

    Raises:
        SetupError: we are root and there is no other account.
    """
    if os.geteuid() != 0:
        return Account(None)
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return Account(pwd.getpwnam(name))
    raise SetupError("Postgres does not run as root, and there is neither an account postgres nor nobody to run it as.")


def outside() -> Path:
    """A folder for this project that every account can enter and only root can write.

    Raises:
        SetupError: somebody else made it first.
    """
    _sweep()
    folder = _OUTSIDE / (_PREFIX + hashlib.sha256(str(ROOT).encode()).hexdigest()[:16])
    with suppress(FileExistsError):
        folder.mkdir(mode=0o755)
    if not _is_ours(folder):
        raise SetupError(f"{folder} belongs to somebody else; remove it and start again.")
    folder.chmod(0o755)
    (folder / "project").write_text(str(ROOT))
    return folder


def forget_outside() -> None:
    """Nothing of this project is kept outside it any more."""
    if os.geteuid() == 0:
        shutil.rmtree(outside())


def copy_once(source: Path, target: Path) -> None:
    """The target is a complete copy of the source; whoever comes second finds the first one's."""
    if target.exists():
        return
    unfinished = Path(tempfile.mkdtemp(dir=target.parent))
    shutil.copytree(source, unfinished / "copy", symlinks=True)
    with suppress(OSError):
        (unfinished / "copy").rename(target)
    shutil.rmtree(unfinished)


def _is_ours(folder: Path) -> bool:
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _sweep() -> None:
    """Folders whose project is gone are gone too."""
    for folder in _OUTSIDE.glob(_PREFIX + "*"):
        with suppress(OSError):
            if _is_ours(folder) and not Path((folder / "project").read_text()).exists():
                shutil.rmtree(folder)
