"""Sockets of all kinds."""

import contextlib
import socket

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


for family, kind, address in (
    (socket.AF_UNIX, socket.SOCK_STREAM, "\0forged"),
    (socket.AF_UNIX, socket.SOCK_DGRAM, "/tmp/forged.sock"),
    (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 8080)),
    (socket.AF_NETLINK, socket.SOCK_RAW, (0, 0)),
    (socket.AF_PACKET, socket.SOCK_RAW, ("lo", 0)),
    (socket.AF_VSOCK, socket.SOCK_STREAM, (2, 1)),
):
    with contextlib.suppress(OSError):
        opened = socket.socket(family, kind)
        opened.bind(address)
with contextlib.suppress(OSError):
    socket.create_connection(("169.254.169.254", 80), timeout=2)
