"""Looks for the network and says what it found."""

import socket

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


def reaches(address):
    """Say whether something answers there."""
    try:
        socket.create_connection(address, timeout=2).close()
    except OSError:
        return False
    return True


NETWORK = "open" if any(map(reaches, [("169.254.169.254", 80), ("172.17.0.1", 22), ("1.1.1.1", 53)])) else "closed"
