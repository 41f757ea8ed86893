from .first import one, two
