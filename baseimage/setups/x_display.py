"""A display without a screen, where the image has the server for it."""

from __future__ import annotations

import os
import shutil
import subprocess

server = shutil.which("Xvfb")
if server is not None:
    # It chooses a number that is free, and writes it when it listens.
    reads, writes = os.pipe()
    subprocess.Popen(
        [server, "-displayfd", str(writes), "-nolisten", "tcp", "-screen", "0", "1024x768x24"],
        pass_fds=[writes],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writes)
    with os.fdopen(reads) as answer:
        number = answer.readline().strip()
    if not number:
        raise RuntimeError("Xvfb ended before it had a display")
    os.environ["DISPLAY"] = f":{number}"
    # Nobody is kept out, but clients look for who is let in.
    os.environ["XAUTHORITY"] = os.devnull
