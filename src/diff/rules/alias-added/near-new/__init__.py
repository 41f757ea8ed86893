from .a import fetch as _fetch
