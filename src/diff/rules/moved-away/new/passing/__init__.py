from .second import one, two
