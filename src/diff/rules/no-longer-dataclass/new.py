class Point:
    def __init__(self, x: int):
        self.x = x
    def __eq__(self, other): return True
    __hash__ = None
class Below(Point): ...
