/** A small shard for tests: a distribution `tiny` with what makes names hard to follow. */
import type { ForeignRef, ShardContent, ShardNode } from "../records.ts";

export const object: ForeignRef = { python: "3.13", id: "builtins.object" };
const base: ForeignRef = { distribution: "base", version: "2.0", id: "base.core.Base" };

/** A node with only what every node has, and `fields`. */
export function node(id: string, kind: ShardNode["kind"], fields: Partial<ShardNode> = {}): ShardNode {
  const module = kind === "module" ? id : id.replace(/[.:][^.:]+$/, "");
  return { record: "node", id, kind, module, from: ["runtime"], ...fields };
}

export function tinyShard(): ShardContent {
  return {
    header: {
      record: "header",
      format: 1,
      distribution: { name: "tiny", displayName: "Tiny", version: "1.0", licence: "MIT" },
      python: "3.13",
      platform: "linux-x86_64",
      explorer: "0.1.0",
      importNames: ["tiny"],
      requirements: [{ name: "base", version: "2.0" }],
    },
    nodes: [
      node("tiny", "module", {
        doc: "A tiny package.",
        all: ["Thing", "make"],
        location: { file: "tiny/__init__.py" },
        members: {
          Thing: "tiny.things.Thing",
          make: "tiny.make",
          parts: { distribution: "base", version: "2.0", id: "base.parts" },
          retry: "tiny:retry",
          things: "tiny.things",
        },
      }),
      node("tiny.make", "function", {
        doc: "Make a thing.\n\n    The name is given to it.\n",
        signature: {
          parameters: [
            { name: "name", kind: "positionalOnly", annotation: "str" },
            { name: "size", kind: "keywordOnly", default: "3", annotation: "int" },
            { name: "options", kind: "varKeyword" },
          ],
          returns: "Thing",
        },
        location: { file: "tiny/__init__.py", line: 7, endLine: 9 },
      }),
      node("tiny.retry", "module", { shadowed: true, members: { times: "tiny.retry.times" } }),
      node("tiny.retry.times", "data", { value: "3", valueType: { python: "3.13", id: "builtins.int" } }),
      node("tiny.things", "module", {
        members: { Thing: "tiny.things.Thing", default: "tiny.things.default", tiny: "tiny" },
      }),
      node("tiny.things.Thing", "class", {
        doc: "A thing.",
        signature: { parameters: [{ name: "name", kind: "positionalOrKeyword" }] },
        flavours: ["dataclass"],
        bases: [base],
        mro: [base, object],
        location: { file: "tiny/things.py", line: 3, endLine: 20 },
        members: { __init__: "tiny.things.Thing.__init__", size: "tiny.things.Thing.size" },
      }),
      node("tiny.things.Thing.__init__", "method", { module: "tiny.things" }),
      node("tiny.things.Thing.size", "property", { module: "tiny.things", type: "int", access: ["get"] }),
      node("tiny.things.default", "data", { valueType: "tiny.things.Thing" }),
      node("tiny.windows", "module", { from: ["source"], imported: false }),
      node("tiny:retry", "function", { doc: "Try again." }),
    ],
    externals: [
      { record: "external", ref: base, kind: "class", mro: [object], members: ["close", "open"] },
      { record: "external", ref: object, kind: "class", mro: [], members: ["__init__", "__repr__"] },
    ],
    entryPoints: [{ record: "entryPoint", group: "console_scripts", name: "tiny", to: "tiny.make" }],
    imports: [
      { record: "import", name: "Base", module: "tiny.things", from: "base", of: base, line: 3 },
      { record: "import", module: "tiny.things", of: "tiny", line: 12, as: "top", when: ["function", "try"] },
    ],
    uses: [
      {
        ...{ record: "use", in: "tiny.things.Thing", of: base, as: "base.Base", how: ["base", "call"] },
        ...{ count: 2, lines: [5, 9], keywords: ["name"], positional: 0 },
      },
    ],
    requirements: [
      { record: "requirement", name: "base", specifier: ">=2" },
      { record: "requirement", name: "extras", extra: "more", marker: 'python_version >= "3.10"' },
    ],
    problems: [
      {
        record: "problem",
        module: "tiny.windows",
        stage: "import",
        error: "ModuleNotFoundError",
        message: "No module named 'winreg'",
      },
    ],
  };
}
