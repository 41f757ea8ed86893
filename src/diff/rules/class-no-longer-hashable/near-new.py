class Client:
    def __eq__(self, other): return True
    def __hash__(self): return 1
class Key:
    def __eq__(self, other): return False
