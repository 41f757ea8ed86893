import { describe, expect, it } from "vitest";
import type { ShardNode } from "../../shard/records.ts";
import { indexShard, type Shard } from "../../shard/shard.ts";
import { node, object, tinyShard } from "../../shard/testing/tiny-shard.ts";
import { compareTypes, outerNames } from "./compare.ts";

const variable = { valueType: { python: "3.13", id: "typing.TypeVar" } };

/** A module with what the annotations name. */
const nodes: readonly ShardNode[] = [
  node("tiny", "module", {
    members: {
      ...{ Alias: "tiny.Alias", Child: "tiny.Child", Parent: "tiny.Parent", T: "tiny.T", S: "tiny.S" },
      ...{ typing: { python: "3.13", id: "typing" }, Set: { python: "3.13", id: "collections.abc.Set" } },
    },
  }),
  node("tiny.Alias", "typeAlias", { value: "str | bytes" }),
  node("tiny.Parent", "class", { mro: [object] }),
  node("tiny.Child", "class", { mro: ["tiny.Parent", object], members: { copy: "tiny.Child.copy" } }),
  node("tiny.Child.copy", "method", {
    signature: { parameters: [{ name: "self", kind: "positionalOrKeyword", annotation: "Own" }] },
  }),
  node("tiny.T", "data", variable),
  node("tiny.S", "data", variable),
  node("tiny.f", "function"),
];

const shard: Shard = indexShard({ ...tinyShard(), nodes: [...nodes] });

function change(old: string, now: string, of = "tiny.f") {
  const where = { node: shard.node(of) ?? node(of, "function"), shard };
  return compareTypes({ ...where, text: old }, { ...where, text: now });
}

describe("compareTypes", () => {
  it.each([
    ["Optional[int]", "int | None"],
    ["Union[int, str]", "str | int"],
    ["Union[int, Union[str, None]]", "Optional[Union[str, int]]"],
    ["typing.List[int]", "list[int]"],
    ["typing.ContextManager[int]", "typing.ContextManager[int, bool | None]"],
    ["'Parent'", "tiny.Parent"],
    ["Dict[str, 'Parent']", "dict[str, Parent]"],
    ["Literal['a', 'b']", 'Literal["b", "a"]'],
    ["Annotated[int, Gt(3)]", "int"],
    ["ClassVar[int]", "Final[int]"],
    ["Generator[int, None, None]", "Generator[int]"],
    ["Coroutine[Any, Any, int]", "Awaitable[int]"],
    ["Alias", "bytes | str"],
    ["Callable[[T], T]", "Callable[[S], S]"],
    ["Set[int]", "AbstractSet[int]"],
    ["list", "list[Any]"],
    ["dict[int, Callable]", "dict[int, Callable[..., str]]"],
    ["_Hidden", "_Other"],
    ["(a, b) -> c", "(a,b)->c"],
  ])("takes %s and %s for the same", (old, now) => {
    expect(change(old, now)).toBe("same");
    expect(change(now, old)).toBe("same");
  });

  it.each([
    ["int", "int | None"],
    ["list[int]", "Iterable[int]"],
    ["Child", "Parent"],
    ["Child", "Any"],
    ["list[Child]", "Sequence[Parent]"],
    ["Literal['a']", "Literal['a', 'b']"],
    ["int", "float"],
    ["TypeGuard[Child]", "bool"],
    ["str | bytes", "Alias | int"],
  ])("takes %s to be within %s", (old, now) => {
    expect(change(old, now)).toBe("wider");
    expect(change(now, old)).toBe("narrower");
  });

  it.each([
    ["int", "str"],
    ["list[Child]", "list[Parent]"],
    ["Literal['a']", "Literal['b']"],
    ["set[int]", "Set[str]"],
    ["tuple[int, str]", "tuple[int]"],
    ["str | _Hidden", "bytes | _Hidden"],
  ])("knows %s and %s apart", (old, now) => {
    expect(change(old, now)).toBe("other");
  });

  it("knows the class that a method returns by its own name", () => {
    expect(change("Own", "Self", "tiny.Child.copy")).toBe("same");
    expect(change("Child", "typing.Self", "tiny.Child.copy")).toBe("same");
  });
});

describe("what packages write to end a stack", () => {
  it("is no type, and compared as it stands", () => {
    const nested = (depth: number) => `${"list[".repeat(depth)}int${"]".repeat(depth)}`;
    expect(change("int", nested(50_000))).not.toBe("same");
    expect(change(nested(100), nested(100))).toBe("same");
  });
});

describe("outerNames", () => {
  it("names the parts of a union", () => {
    const where = { node: shard.node("tiny.f") ?? node("tiny.f", "function"), shard };
    expect(outerNames({ ...where, text: "Optional[Iterator[int]]" })).toEqual(["Iterator", "None"]);
    expect(outerNames({ ...where, text: "not a type" })).toEqual([]);
  });
});
