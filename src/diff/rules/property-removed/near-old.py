class Client:
    @property
    def base(self) -> str: return ""
    @property
    def _private(self): ...
    @property
    def set_by_hand(self): ...
