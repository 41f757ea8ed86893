LIMIT = 4
NAMES = ("a", "b", "c")
DEFAULT = "ascii"
class Client:
    timeout = 5
