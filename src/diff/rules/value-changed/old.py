LIMIT = 3
NAMES = ("a", "b")
DEFAULT = "utf-8"
class Client:
    timeout = 3
