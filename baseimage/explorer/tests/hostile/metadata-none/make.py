"""Has no name."""


def make(files):
    """Empty the METADATA, and add folders of distributions that have none."""
    files["h_metadata_none-1.0.dist-info/METADATA"] = b""
    files["h_nothing-1.0.dist-info/RECORD"] = b""
    files[".dist-info/METADATA"] = b"Metadata-Version: 2.1\nName: \nVersion: \n"
    files["h_file-1.0.egg-info"] = b"\xff\xfe\x00"
    files["h_file-2.0.dist-info"] = b"a file where a folder belongs"
