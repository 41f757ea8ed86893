from dataclasses import dataclass, field
@dataclass
class Client:
    names: tuple = ()
