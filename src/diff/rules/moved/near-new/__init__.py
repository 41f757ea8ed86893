from ._new import hidden
from ._new import stays
