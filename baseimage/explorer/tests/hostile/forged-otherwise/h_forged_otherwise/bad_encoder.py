"""Changes the encoder of JSON where it is kept."""

import json
import json.encoder

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""


json.encoder.c_make_encoder = None
json.encoder.encode_basestring_ascii = lambda text: '"forged_text"'
json.dumps = json.JSONEncoder.encode = lambda *_: "{}"
