"""Says too much."""


def make(files):
    """Give METADATA of our own."""
    head = b"Metadata-Version: 2.1\nName: h-metadata-odd\nVersion: 1.0\nName: requests\nVersion: 2\nversion: 3\n"
    odd = b"Summary: \xff\xfe\x00\x1b[2J\nLicense: ::error::forged\n\t\x1b[2J ##[error]forged\n \xed\xa0\x80\n" + b"License-File: x\n" * 1000
    odd += b"Requires-Dist: requests; extra == '\n'\nRequires-Dist: h-metadata-odd\nRequires-Dist: ::error::forged\nno field\n: no name\n"
    files["h_metadata_odd-1.0.dist-info/METADATA"] = head + odd + b"License: " + b"x" * 10_000_000 + b"\n\n" + b"word \xff\n" * 1_500_000
