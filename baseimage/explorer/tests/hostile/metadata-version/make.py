"""Has a version that would be a path."""


def make(files):
    """Give METADATA of our own."""
    files["h_metadata_version-1.0.dist-info/METADATA"] = b"Metadata-Version: 2.1\nName: h-metadata-version\nVersion: ../../forged\n ::error::forged\n"
