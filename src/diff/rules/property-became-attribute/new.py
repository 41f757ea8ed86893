class Client:
    name = ""
    def __init__(self): self.size = 1
