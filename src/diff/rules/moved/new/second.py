from .target import alone
