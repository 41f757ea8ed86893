"""Opens doors of its own, which lead nowhere."""

import socket

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

servers = []
for family, address in ((socket.AF_INET, ("0.0.0.0", 0)), (socket.AF_UNIX, "\0h_network")):
    try:
        server = socket.socket(family)
        server.bind(address)
        server.listen()
        servers.append(server)
    except OSError:
        pass
