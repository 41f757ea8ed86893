class Client:
    timeout = 3
    _hidden = 1
    def __init__(self):
        self.base = ""
        self._private = 1
