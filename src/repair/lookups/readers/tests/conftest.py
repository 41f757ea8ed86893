"""Lets tests find what containers mount beside the readers."""

import sys
from pathlib import Path

LOOKUPS = Path(__file__).parents[2]
sys.path[:0] = [str(LOOKUPS), str(LOOKUPS.parents[1] / "lock")]
