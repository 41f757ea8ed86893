"""Everything here is refused, or the sandbox has a hole: what was not refused is named."""

import ctypes
import os

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER, CLONE_NEWNS = 0x10000000, 0x00020000


def written(path):
    """Say whether something can be written there."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT))
    except OSError:
        return False
    return True


GRANTED = [name for name in ("setuid", "setgid") if getattr(libc, name)(0) == 0]
GRANTED += ["chroot"] * (libc.chroot(b"/usr") == 0)
GRANTED += ["mount"] * (libc.mount(b"none", b"/mnt", b"tmpfs", 0, None) == 0)
GRANTED += ["unshare"] * (libc.unshare(CLONE_NEWUSER) == 0 or libc.unshare(CLONE_NEWNS) == 0)
FILES = ("/etc/passwd", "/usr/forged", "/explorer/forged", "/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern")
SOCKETS = ("/var/run/docker.sock", "/run/containerd/containerd.sock")
GRANTED += [path for path in FILES if written(path)]
GRANTED += [path for path in SOCKETS if os.path.exists(path)]
SANDBOX = "closed" if not GRANTED else "open: " + " ".join(GRANTED)
