"""Sources that git, editors and formatters would mend."""

HEAD = b'"""Can\'t be parsed."""\n\nKEPT = 7\n'


def make(files):
    """Add the modules."""
    files["h_sources_broken/bad_cookie.py"] = b"# -*- coding: forged-8859-99 -*-\n" + HEAD
    files["h_sources_broken/bad_cut.py"] = HEAD + b"def kept(\n    value,\n    'not closed"
    files["h_sources_broken/bad_decode.py"] = b"# coding: ascii\n" + HEAD + "name = 'naïve'\n".encode()
    files["h_sources_broken/bad_language.py"] = b"<!DOCTYPE html>\n<p>404: this is no Python.</p>\n"
    files["h_sources_broken/bad_nested.py"] = HEAD + b"value = " + b"(" * 200 + b")" * 200 + b"\nother = " + b"-" * 100_000 + b"1\n"
    files["h_sources_broken/bad_null.py"] = HEAD + b"value = 'a\x00b'\n\x00\x00\x00\n"
    files["h_sources_broken/bad_old.py"] = HEAD + b"print 'hello'\nexec 'code'\ntry:\n    pass\nexcept Exception, error:\n    raise Error, 'text'\n"
    files["h_sources_broken/bad_utf16.py"] = ('"""Another encoding."""\nKEPT = 7\n').encode("utf-16")
    files["h_sources_broken/bad_utf8.py"] = HEAD + b"name = '\xff\xfe\xed\xa0\x80'\n"
