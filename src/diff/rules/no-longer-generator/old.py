def each():
    yield 1
class Client:
    def pages(self):
        yield 1
