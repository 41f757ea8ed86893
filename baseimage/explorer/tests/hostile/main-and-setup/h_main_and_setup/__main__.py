"""Runs as a program."""

import os

ran = True
os._exit(0)
