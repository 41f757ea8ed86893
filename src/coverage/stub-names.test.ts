import { expect, it } from "vitest";
import { stubNames } from "./stub-names.ts";

const here = { python: "3.11", platform: "linux" };

function names(text: string): string[] {
  return stubNames(text, "m", here)
    .filter((name) => name !== "m")
    .map((name) => name.slice("m.".length));
}

it("names what a stub defines at its top and in its classes", () => {
  const text = `
"""A text with def inside: not one."""
import os
import json as json
from . import thing as thing, other
from .core import (
    A as A,
    B as C,
)
x: int  # y: int
y = z = 1
type Alias[T] = list[T]
def f(
    a: int = ...,
    *, b: str = "def g():",
) -> None: ...
async def h(): ...
class K(Base, metaclass=Meta):
    """Doc."""
    field: dict[str, int]
    if sys.version_info >= (3, 12):
        newer: int
    else:
        older: int
    @property
    def p(self) -> int: ...
    class Inner:
        def deep(self): ...
    def m(self):
        local = 1
last: int
`;
  expect(names(text)).toEqual(
    "json thing A x y z Alias f h K K.field K.older K.p K.Inner K.Inner.deep K.m last".split(" "),
  );
});

it.each([
  ['if sys.platform == "win32":', ["no"]],
  ['if sys.platform != "win32":', ["yes"]],
  ['if sys.platform.startswith("linux"):', ["yes"]],
  ["if sys.version_info >= (3, 11):", ["yes"]],
  ["if sys.version_info < (3,):", ["no"]],
  ['if sys.version_info >= (3, 9) and sys.platform != "linux":', ["no"]],
  ['if sys.version_info < (3, 9) or (sys.platform == "linux"):', ["yes"]],
  ["if not TYPE_CHECKING:", ["no"]],
  ["if something():", ["yes", "no"]],
])("takes the branch of %s that holds", (condition, expected) => {
  expect(names(`${condition}\n    yes: int\nelse:\n    no: int\n`)).toEqual(expected);
  expect(names(`${condition}\n  def yes(): ...\nelif sys.version_info >= (3,): no: int\n`)).toEqual(expected);
});
