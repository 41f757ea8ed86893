"""Says to be another."""


def make(files):
    """Give METADATA of our own."""
    files["h_metadata_lies-1.0.dist-info/METADATA"] = b"Metadata-Version: 2.1\nName: requests\nVersion: 9999.0\nLicense: forged\n"
