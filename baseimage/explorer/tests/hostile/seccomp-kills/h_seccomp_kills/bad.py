"""Lets the kernel kill the process when it opens a file."""

import ctypes
import struct

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
OPEN, OPENAT = 2, 257
ALLOW, KILL_PROCESS = 0x7FFF0000, 0x80000000

program = [struct.pack("HBBI", 0x20, 0, 0, 0)]
for number in (OPEN, OPENAT):
    program.append(struct.pack("HBBI", 0x15, 0, 1, number))
    program.append(struct.pack("HBBI", 0x06, 0, 0, KILL_PROCESS))
program.append(struct.pack("HBBI", 0x06, 0, 0, ALLOW))
code = ctypes.create_string_buffer(b"".join(program))


class Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


libc = ctypes.CDLL(None)
libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(Program(len(program), ctypes.addressof(code))), 0, 0)
open("/dev/null").close()
