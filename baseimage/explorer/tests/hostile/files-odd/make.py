"""Files that git and wheels can't hold; an image can."""

from tree import Link, Pipe


def make(files):
    """Add the modules."""
    files["h_files_odd/bad_circle.py"] = Link("bad_circle.py")
    files["h_files_odd/bad_folder.py/inside.py"] = b"KEPT = 7\n"
    files["h_files_odd/bad_pipe.py"] = Pipe()
    files["h_files_odd/bad_random.py"] = Link("/dev/urandom")
    files["h_files_odd/bad_zero.py"] = Link("/dev/zero")
    files["h_files_odd/circle"] = Link(".")
