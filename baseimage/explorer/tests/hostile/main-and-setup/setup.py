"""A module on the top level that must not run."""

import os

os._exit(0)
