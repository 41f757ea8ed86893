from typing import final
@final
class Client:
    size = 1
class Other:
    @final
    def get(self): ...
