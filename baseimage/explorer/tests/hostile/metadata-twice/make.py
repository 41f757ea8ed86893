"""Is there twice."""


def make(files):
    """Add an older version's folder, whose files are not there any more."""
    info = "h_metadata_twice-0.9.dist-info"
    files[info + "/METADATA"] = b"Metadata-Version: 2.1\nName: H_Metadata.Twice\nVersion: 0.9\n"
    files[info + "/RECORD"] = b"h_metadata_twice/__init__.py,,\nh_metadata_twice/old.py,,\n"
