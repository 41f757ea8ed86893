class Client:
    _hidden = 1
    def __init__(self):
        self.base = ""
        self._private = 1
