from typing import final
class Client:
    @final
    def get(self): ...
    @final
    @classmethod
    def make(cls): ...
    @final
    @staticmethod
    def parse(): ...
