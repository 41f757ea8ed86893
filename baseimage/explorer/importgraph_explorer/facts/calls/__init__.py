"""How something is called: signatures, defaults, flags, what is left to give."""
