"""Members that are described by other objects."""

from __future__ import annotations

from conftest import Environment, Explore

# What zope.interface is made of, as far as it matters here.
ZOPE = """
    class Element:
        def __init__(self, name, doc=""):
            self.__name__ = name
            self.__doc__ = doc

    class Attribute(Element):
        interface = None

    class Method(Attribute):
        positional = required = ()
        varargs = kwargs = None

    class Specification(Element):
        __iro__ = ()

    class _Meta(type):
        # It hides where the class is from, as the real one does.
        __module__ = property(lambda cls: 1 / 0)

    class InterfaceClass(Specification, metaclass=_Meta):
        def __init__(self, name, bases=(), attrs=None, __doc__=None, __module__=None):
            attrs = dict(attrs or {})
            module = attrs.pop("__module__", __module__)
            attrs.pop("__qualname__", None)
            super().__init__(name, attrs.pop("__doc__", None))
            self.__identifier__ = f"{module}.{name}"
            self.__attrs = {}
            for key, value in attrs.items():
                if callable(value):
                    code = value.__code__
                    method = Method(key, value.__doc__)
                    method.positional = code.co_varnames[: code.co_argcount]
                    method._optional = dict(zip(method.positional[::-1], (value.__defaults__ or ())[::-1]))
                    method.varargs = code.co_varnames[code.co_argcount] if code.co_flags & 4 else None
                    value = method
                if isinstance(value, Attribute):
                    value.interface = self
                    value.__name__ = key
                    self.__attrs[key] = value
            self.__iro__ = (self, *(one for base in bases for one in base.__iro__))

    Interface = InterfaceClass("Interface", __module__="zope.interface")
    """
USER = """
    from zope.interface import Attribute
    from zope.interface.interface import Attribute, Interface
    from other.interfaces import IBase

    class IThing(IBase):
        '''What a thing offers.'''
        size = Attribute("", "How big.")

        def move(x, y=1, *rest):
            '''Move it.'''

    class IMore(IThing):
        def stop():
            pass
    """


def test_interfaces(environment: Environment) -> None:
    environment.install(
        {
            "zope/__init__.py": "",
            "zope/interface/__init__.py": "from .interface import *",
            "zope/interface/interface.py": ZOPE,
        },
        name="zope.interface",
        version="7.0",
    )
    base = (
        "from zope.interface.interface import Attribute, Interface\n"
        "class ITop(Interface):\n    name = Attribute('')\n"
        "class IBase(ITop):\n    def close(): pass\n"
    )
    environment.install({"other/interfaces.py": base}, name="other", version="2.0")
    environment.install(
        {"demo/__init__.py": "from demo.interfaces import IThing as Shorter", "demo/interfaces.py": USER}
    )
    found = environment.session()
    thing = found["demo.interfaces.IThing"]
    assert thing["doc"] == "What a thing offers."
    assert thing["location"] == {"file": "demo/interfaces.py", "line": 6, "endLine": 11}
    close = {"distribution": "other", "version": "2.0", "id": "other.interfaces.IBase.close"}
    assert thing["members"] == {
        "close": close,
        "name": {**close, "id": "other.interfaces.ITop.name"},
        "move": "demo.interfaces.IThing.move",
        "size": "demo.interfaces.IThing.size",
    }
    move = found["demo.interfaces.IThing.move"]
    assert (move["kind"], move["doc"]) == ("method", "Move it.")
    assert move["location"]["line"] == 10
    assert move["signature"]["parameters"] == [
        {"name": "x", "kind": "positionalOrKeyword"},
        {"name": "y", "kind": "positionalOrKeyword", "default": "1"},
        {"name": "rest", "kind": "varPositional"},
    ]
    size = found["demo.interfaces.IThing.size"]
    assert (size["kind"], size["doc"], size["instance"]) == ("attribute", "How big.", True)
    assert found["demo.interfaces.IMore"]["members"] == {**thing["members"], "stop": "demo.interfaces.IMore.stop"}
    # A foreign one that a module has tells its names, as a class does.
    externals = {one["ref"]["id"]: one for one in found.of("external")}
    above = [externals[name]["ref"] for name in ("other.interfaces.ITop", "zope.interface.Interface")]
    assert externals["other.interfaces.IBase"]["members"] == ["close"]
    assert externals["other.interfaces.IBase"]["mro"] == above
    assert externals["other.interfaces.ITop"]["members"] == ["name"]
    # Where it is defined, not where its name is shortest.
    assert found["demo"]["members"]["Shorter"] == "demo.interfaces.IThing"


def test_messages_with_a_descriptor(explore: Explore) -> None:
    found = explore(
        """
        from types import SimpleNamespace as Thing

        class Meta(type):
            def __getattr__(cls, name):
                if name == "ID_FIELD_NUMBER":
                    return 1
                raise AttributeError(name)
            def __dir__(cls):
                return []

        def message(name, *fields):
            groups = {"nested_types": [], "enum_types": [], "extensions": []}
            descriptor = Thing(fields=[Thing(name=field) for field in fields], **groups)
            return Meta(name, (), {"DESCRIPTOR": descriptor, "__module__": __name__})

        Person = message("Person", "id", "e_mail")
        """
    )
    members = found["demo.Person"]["members"]
    assert found[members["id"]]["kind"] == "attribute"
    assert found[members["e_mail"]]["instance"] is True
    assert found[members["ID_FIELD_NUMBER"]]["value"] == "1"
    assert "E_MAIL_FIELD_NUMBER" not in members
