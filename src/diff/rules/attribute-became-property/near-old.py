class Client:
    def __init__(self):
        self.size = 1
class Slotted:
    def __init__(self):
        self.size = 1
