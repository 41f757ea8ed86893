import { createColors } from "picocolors";
import { describe, expect, it } from "vitest";
import type { Problem, ShardNode } from "../shard/records.ts";
import { indexShard } from "../shard/shard.ts";
import { node, object, tinyShard } from "../shard/testing/tiny-shard.ts";
import { renderNode } from "./render.ts";
import { shardSummary } from "./summary.ts";
import { showNode } from "./view.ts";

const shard = indexShard(tinyShard());

function rendered(name: string, of = shard, width = 80): string {
  const view = showNode(of, name);
  if (!("resolution" in view)) {
    throw new Error(`${name} stands for nothing`);
  }
  return renderNode(view, { colors: createColors(false), width });
}

describe("renderNode", () => {
  it("shows a function with its signature, place and doc", () => {
    expect(rendered("tiny.make")).toBe(
      [
        "tiny.make  function",
        "",
        "def make(name: str, /, *, size: int = 3, **options) -> Thing",
        "",
        "where       tiny/__init__.py:7-9",
        "known from  runtime",
        "",
        "    Make a thing.",
        "",
        "    The name is given to it.",
      ].join("\n"),
    );
  });

  it("tells a few of many other names, public ones first", () => {
    const holders = ["_a", "_b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
    const nodes = [
      node("t", "module", { members: { F: "t.F" } }),
      node("t.F", "function"),
      ...holders.map((id) => node(id, "module", { members: { F: "t.F" } })),
    ];
    expect(rendered("t.F", indexShard({ ...tinyShard(), nodes }))).toContain(
      "also        c.F, d.F, e.F, f.F, g.F, h.F, i.F, j.F, … and 3 more\n",
    );
  });

  it("shows a class with what it has and what it inherits, from where in which version", () => {
    expect(rendered("tiny.Thing")).toBe(
      [
        "tiny.Thing  class",
        "→ tiny.things.Thing",
        "",
        "@dataclass",
        "class Thing(base.core.Base)",
        "Thing(name)",
        "",
        "where       tiny/things.py:3-20",
        "bases       base.core.Base (base 2.0)",
        "kinds       dataclass",
        "known from  runtime",
        "",
        "    A thing.",
        "",
        "properties (1)",
        "  size: int",
        "",
        "names that begin with _ (1)",
        "  __init__",
        "",
        "inherited from base.core.Base (base 2.0) (2)",
        "  close, open",
        "",
        "inherited from builtins.object (Python 3.13) (1)",
        "  __repr__",
      ].join("\n"),
    );
  });

  it("shows every field that a node may have", () => {
    const texts: Omit<Required<ShardNode>, "record" | "id" | "kind" | "module" | "members" | "mro"> = {
      from: ["runtime", "stub"],
      origins: { setType: "stub" },
      claims: "tiny.the_claim",
      doc: "The doc.",
      all: ["exported"],
      namespace: true,
      imported: false,
      shadowed: true,
      signature: { parameters: [{ name: "the_parameter", kind: "varKeyword" }] },
      overloads: [{ parameters: [{ name: "the_overload", kind: "varKeyword" }] }],
      flags: ["generator"],
      typeParameters: ["TheParameter"],
      flavours: ["theFlavour"],
      bases: [{ distribution: "base", version: "7.5", id: "base.TheBase" }],
      baseText: ["TheBaseText[T]"],
      metaclass: { distribution: null, id: "the.Metaclass" },
      access: ["delete"],
      type: "TheType",
      setType: "TheSetType",
      valueType: { distribution: null, id: "the.ValueType" },
      value: "'the value'",
      varies: true,
      instance: true,
      setIn: "the_method",
      typingOnly: true,
      deprecated: { message: "the message", since: "the version" },
      location: { file: "the/file.py", line: 77 },
    };
    const marks: Record<keyof typeof texts, string> = {
      from: "runtime, stub",
      origins: "stub (setType)",
      claims: "tiny.the_claim",
      doc: "The doc.",
      all: "exported",
      namespace: "namespace",
      imported: "not imported",
      shadowed: "another object under this name",
      signature: "the_parameter",
      overloads: "the_overload",
      flags: "generator",
      typeParameters: "TheParameter",
      flavours: "theFlavour",
      bases: "base.TheBase (base 7.5)",
      baseText: "TheBaseText[T]",
      metaclass: "the.Metaclass",
      access: "delete",
      type: "TheType",
      setType: "TheSetType",
      valueType: "the.ValueType",
      value: "'the value'",
      varies: "differs from run to run",
      instance: "instance",
      setIn: "the_method",
      typingOnly: "for type checkers only",
      deprecated: "the version: the message",
      location: "the/file.py:77",
    };
    const kinds: Partial<Record<keyof typeof texts, ShardNode["kind"]>> = {
      ...{ all: "module", namespace: "module", imported: "module", shadowed: "module" },
      ...{ metaclass: "class", typeParameters: "class", access: "property", setType: "property" },
      ...{ type: "data", valueType: "data", value: "data", signature: "function", overloads: "data" },
    };
    for (const field of Object.keys(texts) as (keyof typeof texts)[]) {
      const kind = kinds[field] ?? "class";
      const id = kind === "module" ? "tiny.it" : "tiny.It";
      const it = node(id, kind, { [field]: texts[field], ...(field === "origins" && { from: texts.from }) });
      const holder = node("tiny", "module", { members: { [id.slice(5)]: id } });
      expect(rendered(id, indexShard({ ...tinyShard(), nodes: [holder, it] })), field).toContain(
        marks[field],
      );
    }
  });

  it("shows the order of method resolution and the scope of annotations where they do not follow", () => {
    const nodes = [
      node("tiny", "module", { members: { C: "tiny.C", other: "tiny.other" } }),
      node("tiny.other", "module"),
      node("tiny.C", "class", { module: "tiny.other", mro: ["tiny.A", "tiny.B", object] }),
    ];
    const text = rendered("tiny.C", indexShard({ ...tinyShard(), nodes }));
    expect(text).toContain("order       tiny.A, tiny.B, builtins.object (Python 3.13)");
    expect(text).toContain("scope       tiny.other");
  });

  it("shows what is behind an inherited name, and what is elsewhere", () => {
    expect(rendered("tiny.Thing.close")).toContain("close: inherited from base.core.Base (base 2.0)");
    expect(rendered("tiny")).toContain("parts  → base.parts (base 2.0)");
    expect(rendered("tiny")).toContain("Thing(name)  → tiny.things.Thing");
  });

  it("never prints what a package wrote as it is", () => {
    const evil = indexShard({
      ...tinyShard(),
      nodes: [
        node("tiny", "module", { doc: "\u001b[2J\n::set-env name=X::\nok\u202e", members: { f: "tiny.f" } }),
        node("tiny.f", "function", {
          signature: { parameters: [{ name: "\u001b]0;x\u0007", kind: "keywordOnly" }] },
        }),
      ],
    });
    for (const text of [rendered("tiny", evil), rendered("tiny.f", evil)]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is what is tested.
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      expect(text).not.toMatch(/^\s*::/m);
    }
  });

  it("keeps tables within the width", () => {
    const parameters = Array.from({ length: 30 }, (_, index) => ({
      name: `p${index}`,
      kind: "positionalOnly" as const,
    }));
    const wide = indexShard({
      ...tinyShard(),
      nodes: [
        node("tiny", "module", { members: { f: "tiny.f" } }),
        node("tiny.f", "function", { signature: { parameters }, doc: "word ".repeat(60) }),
      ],
    });
    const lines = rendered("tiny", wide, 60).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  });
});

describe("shardSummary", () => {
  it("says what is missing in the image, the most wanted first", () => {
    const problem = (module: string, message: string): Problem => {
      return { record: "problem", module, stage: "import", error: "ImportError", message };
    };
    const problems = [
      problem("tiny.a", "No module named 'winreg'"),
      problem("tiny.b", "No module named 'grpc.aio'"),
      problem("tiny.c", "gRPC is wanted: No module named 'grpc'"),
      problem("tiny.d", "No module named 'tiny.gone'"),
      problem("tiny.e", "libGL.so.1: cannot open shared object file: No such file or directory"),
      problem("tiny.g", ".../libobjc.dylib: cannot open shared object file: No such file or directory"),
      problem("tiny.f", "its package tiny.a is not imported"),
    ];
    const { wants } = shardSummary(indexShard({ ...tinyShard(), problems }));
    expect(wants).toEqual({ modules: ["grpc", "winreg"], libraries: ["libGL.so.1"] });
  });

  it("looks right below a package that only has modules", () => {
    const made = { module: "tiny.pages", signature: { parameters: [] } };
    const nodes = [
      node("tiny", "module", { members: { pages: "tiny.pages" } }),
      node("tiny.pages", "module", { members: { Page: "tiny.pages.Page", render: "tiny.pages.render" } }),
      node("tiny.pages.Page", "class", made),
      node("tiny.pages.render", "function", { ...made, deprecated: { message: "" } }),
    ];
    const summary = shardSummary(indexShard({ ...tinyShard(), nodes }));
    expect(summary).toMatchObject({ mainModule: "tiny", notable: [{ name: "tiny.pages.Page" }] });
  });

  it("counts, and shows what the package offers", () => {
    const summary = shardSummary(shard);
    expect(Object.fromEntries(summary.counts)).toMatchObject({ module: 4, data: 2, function: 2, class: 1 });
    expect(summary.problemsByStage.map(([stage, problems]) => [stage, problems.length])).toEqual([
      ["import", 1],
    ]);
    expect(summary.notable.map(({ name, doc }) => [name, doc])).toEqual([
      ["tiny.Thing", "A thing."],
      ["tiny.make", "Make a thing."],
    ]);
  });

  it("tells what a distribution asks for by itself, and was installed beside it", () => {
    const asks = (name: string, rest = {}) => ({ record: "requirement" as const, name, ...rest });
    const content = tinyShard();
    const installed = ["part-b", "part-a", "extra", "deeper"].map((name) => ({ name, version: "1.0" }));
    const summary = shardSummary(
      indexShard({
        ...content,
        header: { ...content.header, requirements: installed },
        requirements: [
          asks("part-b"),
          asks("part-a"),
          asks("part-a", { marker: 'python_version >= "3.9"' }),
          asks("extra", { extra: "all" }),
          asks("colorama", { marker: 'sys_platform == "win32"' }),
        ],
      }),
    );
    expect(summary.installs).toEqual(["part-a", "part-b"]);
  });
});
