import { describe, expect, it } from "vitest";
import type { SourceClass } from "./sources/records.ts";
import { impact, OLD, session, told } from "./testing/impact-of.ts";
import {
  call,
  callable,
  classNode,
  from,
  given,
  method,
  moduleNode,
  named,
  projectOf,
  shardOf,
  use,
} from "./testing/library.ts";

describe("an upgrade", () => {
  it("that takes a distribution away is told where that is imported", async () => {
    const project = projectOf({ "app.py": [from(1, "lib"), call(2, named("lib.get")), from(3, "yaml")] });
    expect(told(await impact(project, { removed: ["lib"] }))).toEqual([
      "undeclared app.py:1 lib undeclared-import",
    ]);
  });

  it("breaks what is gone, keywords that are not taken any more, and what instances had", async () => {
    const found = await impact(
      projectOf({
        "app.py": [
          from(1, "lib"),
          call(2, named("lib.gone")),
          call(3, named("lib.get"), ["timeout"], 1),
          call(4, named("lib.get"), ["verify"], 1),
          call(5, named("lib.get"), [], 3),
          call(6, given("result", named("lib.Session"), "close")),
          call(7, given("result", named("lib.make"), "close")),
          use(8, given("result", { ...session, attributes: ["send"] }, "text")),
          call(9, given("instance", named("lib.Session"), "send"), ["data"]),
          call(10, given("result", named("lib.Session"), "send"), ["retries"]),
          call(11, named("lib.old")),
        ],
      }),
      { upgrade: true },
    );
    expect(told(found, "breaks")).toEqual([
      "breaks app.py:2 lib.gone function-removed",
      "breaks app.py:3 lib.get parameter-removed",
      "breaks app.py:5 lib.get parameter-removed",
      "breaks app.py:6 lib.Session.close method-removed",
      "breaks app.py:7 lib.Session.close method-removed",
      "breaks app.py:8 lib.Reply.text property-removed",
      "breaks app.py:10 lib.Session.send parameter-removed",
    ]);
    expect(told(found, "deprecated")).toEqual(["deprecated app.py:11 lib.old deprecated"]);
    expect(found.distributions).toEqual([
      { name: "lib", version: "1.0", to: "2.0", uses: 11, broken: 7, brokenFiles: 1, unknown: 0 },
    ]);
  });

  it("is told once for what an import statement can't get", async () => {
    const found = await impact(
      projectOf({
        "app.py": [
          from(1, "lib", "gone"),
          call(2, named("lib.gone")),
          call(3, given("result", named("lib.gone"), "x")),
        ],
      }),
      { upgrade: true },
    );
    expect(told(found)).toEqual(["breaks app.py:1 lib.gone function-removed"]);
  });

  it("leaves out what is tried, asked for, or for other versions", async () => {
    const found = await impact(
      projectOf({
        "app.py": [
          call(1, named("lib.gone"), []),
          { ...use(2, named("lib.gone")), guards: ["hasattr"] } as ReturnType<typeof use>,
          from(3, "lib", "gone", ["try"]),
          from(4, "lib", "gone", ["function"]),
        ],
      }),
      { upgrade: true },
    );
    expect(told(found)).toEqual(["breaks app.py:4 lib.gone function-removed"]);
    // What is imported at line 4 is not told again at line 1, which line 3 guards, too.
    expect(found.guarded).toBe(3);
  });

  it("leaves out the uses of what the file tries to import, and not what else it uses of that", async () => {
    const project = projectOf({
      "app.py": [
        from(1, "lib", "gone", ["try"]),
        from(2, "lib", "Session", ["try"]),
        use(5, named("lib.gone")),
        call(6, given("result", named("lib.Session"), "close")),
      ],
      "more.py": [use(1, named("lib.gone"))],
    });
    const found = await impact(project, { upgrade: true });
    expect(told(found)).toEqual([
      "breaks app.py:6 lib.Session.close method-removed",
      "breaks more.py:1 lib.gone function-removed",
    ]);
  });

  it("follows the project's own names and classes", async () => {
    const own: SourceClass = {
      ...{ name: "Client", line: 3, bases: [named("lib.Session")], attributes: ["mount", "held"] },
      methods: {
        mount: {
          line: 5,
          parameters: [
            { name: "self", kind: "positionalOrKeyword" },
            { name: "prefix", kind: "positionalOrKeyword" },
          ],
        },
        close: { line: 9, parameters: [{ name: "self", kind: "positionalOrKeyword" }] },
      },
    };
    const found = await impact(
      projectOf({
        "client.py": [
          { record: "class", ...own },
          { record: "names", names: { Client: { kind: "class", of: "Client" }, shared: session }, asked: [] },
          call(10, { kind: "super", of: "Client", attributes: ["close"] }),
          call(11, { kind: "self", of: "Client", attributes: ["held"] }),
        ],
        "app.py": [
          call(2, given("result", named("client.Client"), "close")),
          call(3, named("client.shared.close")),
          call(4, named("client.other.close")),
        ],
      }),
      { upgrade: true },
    );
    expect(told(found, "breaks", "override")).toEqual([
      "breaks app.py:2 lib.Session.close method-removed",
      "breaks app.py:3 lib.Session.close method-removed",
      "breaks client.py:10 lib.Session.close method-removed",
      "override client.py:5 Client.mount overridden-method-changed",
      "override client.py:9 Client.close overridden-method-removed",
    ]);
  });

  it("takes a name that a package has, too, for the installed distribution's", async () => {
    const project = projectOf({
      "app/__init__.py": [],
      "app/lib.py": [],
      "app/main.py": [from(1, "lib"), call(2, named("lib.gone"))],
      "app/own.py": [],
      "app/more.py": [from(1, "own")],
    });
    const found = await impact(project, { upgrade: true });
    expect(told(found)).toEqual(["breaks app/main.py:2 lib.gone function-removed"]);
    expect(told(await impact(project))).toEqual([]);
  });

  it("leaves an annotation that only type checkers may read, unless another version has the name", async () => {
    const project = projectOf({
      "app.py": [
        use(1, named("lib.HookArgs"), { how: ["annotation"] }),
        use(2, named("lib.gone"), { how: ["annotation"] }),
        use(3, named("lib.HookArgs"), { how: ["read"] }),
      ],
    });
    const found = await impact(project, { installed: "2.0", others: ["1.0"] });
    expect(told(found, "missing")).toEqual([
      "missing app.py:2 lib.gone missing-name",
      "missing app.py:3 lib.HookArgs missing-name",
    ]);
  });

  it("takes a function at the word of the new release, where the old one does not say what it returns", async () => {
    const shards = (["1.0", "2.0"] as const).map((version) => {
      const isNew = version === "2.0";
      return shardOf("lib", version, [
        moduleNode(["draw", "Draw"]),
        callable("lib.draw", [], { signature: { parameters: [], ...(isNew && { returns: "Draw" }) } }),
        classNode("Draw", isNew ? ["text"] : ["text", "size"]),
        method("lib.Draw.text", []),
        ...(isNew ? [] : [method("lib.Draw.size", [])]),
      ]);
    });
    const drawn = (line: number, name: string) => call(line, given("result", named("lib.draw"), name));
    const project = projectOf({ "app.py": [drawn(1, "text"), drawn(2, "size"), drawn(3, "never")] });
    expect(told(await impact(project, { upgrade: true, shards }))).toEqual([
      "breaks app.py:2 lib.Draw.size method-removed",
    ]);
  });

  it("tells by which other name something is there, and nothing of what the release changes besides", async () => {
    const shards = (["1.0", "2.0"] as const).map((version) => {
      const isNew = version === "2.0";
      const members = { _SMOOTH: "lib.Filter.SMOOTH", Filter: "lib.Filter", _gone: "lib._gone" };
      const { _SMOOTH: _, _gone: __, ...kept } = members;
      const nodes = [
        moduleNode([], { members: isNew ? kept : members }),
        classNode("Filter", ["SMOOTH"]),
        callable("lib.Filter.SMOOTH", []),
        ...(isNew ? [] : [callable("lib._gone", [])]),
      ];
      const shard = shardOf("lib", version, nodes);
      const requiresPython = isNew ? ">=3.12" : ">=3.8";
      return { ...shard, header: { ...shard.header, requiresPython } };
    });
    const project = projectOf({ "app.py": [use(1, named("lib._SMOOTH")), use(2, named("lib._gone"))] });
    const { findings } = await impact(project, { upgrade: true, shards });
    expect(findings.map(({ name, rule, advice }) => [name, rule, advice])).toEqual([
      ["lib._SMOOTH", "name-removed", "the same is there as lib.Filter.SMOOTH"],
      ["lib._gone", "name-removed", undefined],
    ]);
  });

  it("takes what is only set for no break, and for nothing that is missing", async () => {
    const set = (line: number, symbol: ReturnType<typeof named>, how: string[]) =>
      use(line, { ...symbol, set: true }, { how });
    const project = projectOf({
      "app.py": [
        set(1, named("lib.gone"), ["write"]),
        set(2, given("result", named("lib.Session"), "close"), ["write"]),
        set(3, named("lib.gone"), ["delete"]),
        set(4, named("lib.own"), ["write"]),
      ],
    });
    expect(told(await impact(project, { upgrade: true }))).toEqual([
      "breaks app.py:3 lib.gone function-removed",
      "may-break app.py:1 lib.gone function-removed",
      "may-break app.py:2 lib.Session.close method-removed",
    ]);
    expect(told(await impact(project), "missing")).toEqual([]);
  });

  it("doubts that a method is gone whose class makes attributes for its instances", async () => {
    const making = method("lib.Session.__getattr__", ["name"]);
    const shards = [
      shardOf("lib", "1.0", [
        moduleNode(["Session"]),
        classNode("Session", ["send", "__getattr__"]),
        method("lib.Session.send", ["data"]),
        making,
      ]),
      shardOf("lib", "2.0", [moduleNode(["Session"]), classNode("Session", ["__getattr__"]), making]),
    ];
    const project = projectOf({
      "app.py": [
        call(1, given("result", named("lib.Session"), "send")),
        call(2, given("result", named("lib.Session"), "other")),
        call(3, named("lib.Session.send")),
      ],
    });
    expect(told(await impact(project, { upgrade: true, shards }))).toEqual([
      "breaks app.py:3 lib.Session.send method-removed",
      "doubtful app.py:1 lib.Session.send served-by-getattr",
    ]);
  });

  it("does not say of a module with __getattr__ that something is missing", async () => {
    const shards = [
      OLD,
      shardOf("lib", "2.0", [moduleNode(["__getattr__"]), callable("lib.__getattr__", ["name"])]),
    ];
    const found = await impact(
      projectOf({
        "app.py": [call(1, named("lib.gone")), call(2, named("lib.never")), call(3, named("lib.Reply.json"))],
      }),
      {
        upgrade: true,
        shards,
      },
    );
    expect(told(found)).toEqual([
      "doubtful app.py:1 lib.gone served-by-getattr",
      "doubtful app.py:3 lib.Reply served-by-getattr",
    ]);
  });
});
