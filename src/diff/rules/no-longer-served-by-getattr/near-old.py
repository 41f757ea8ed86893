class Client:
    def __getattr__(self, name): return 1
def __getattr__(name): return name + "!"
