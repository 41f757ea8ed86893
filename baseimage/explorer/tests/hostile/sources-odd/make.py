"""Sources that git, editors and formatters would mend."""

import codecs

BODY = '''"""{doc}"""

KEPT = 7


class Kept:
    """A class that must be found."""

    def method(self, value: int = 1) -> str:
        """Do nothing."""


def kept(value: int = 1, *rest: str) -> str:
    """Do nothing."""
'''


def make(files):
    """Add the modules."""
    plain = BODY.format(doc="Read as usual.")
    files["h_sources_odd/bom.py"] = codecs.BOM_UTF8 + plain.encode()
    files["h_sources_odd/carriage.py"] = plain.replace("\n", "\r").encode()
    files["h_sources_odd/empty.py"] = b""
    files["h_sources_odd/formfeed.py"] = plain.replace("\n\n\n", "\n\n\x0c\n\x0c").encode()
    files["h_sources_odd/latin.py"] = b"#!/usr/bin/python\n# vim: set fileencoding=latin-1 :\n" + BODY.format(doc="naïve").encode("latin-1")
    files["h_sources_odd/noend.py"] = plain.encode().rstrip() + b"  # no end of line"
    files["h_sources_odd/rotated.py"] = b"# coding: unicode_escape\n" + plain.encode() + b"x = '\\x41'\\u000ahidden = 1\n"
    files["h_sources_odd/tabs.py"] = plain.replace("    ", "\t").replace("\n", "\r\n").encode()
    files["h_sources_odd/utf7.py"] = b"# coding: utf-7\n" + plain.replace("naïve", "naive").encode("utf-7")
