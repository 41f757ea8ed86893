import { describe, expect, it } from "vitest";
import { impact, LOCK, told } from "./testing/impact-of.ts";
import {
  call,
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

describe("without an upgrade", () => {
  it("tells what the installed version has not, with what may have been meant and the versions that have it", async () => {
    const project = projectOf({
      "app.py": [
        call(1, named("lib.gett")),
        call(2, named("lib.gone")),
        call(3, named("lib.get"), ["verfy"]),
        call(4, given("result", named("lib.Session"), "close")),
        call(5, given("result", named("lib.Session"), "invented")),
        from(6, "lib.below"),
      ],
    });
    const found = await impact(project, { installed: "2.0", others: ["1.0"] });
    expect(told(found)).toEqual([
      "missing app.py:1 lib.gett missing-name",
      "missing app.py:2 lib.gone missing-name",
      "missing app.py:4 lib.Session.close missing-name",
      "missing app.py:6 lib.below missing-module",
      "misfit app.py:3 lib.get unknown-keyword",
    ]);
    expect(found.findings.map(({ near, versions }) => near ?? versions)).toEqual([
      ["lib.get", "lib.Kept"],
      ["1.0"],
      ["1.0"],
      undefined,
      ["verify"],
    ]);
  });

  it("takes names of a class' attributes for arguments, whatever its signature calls them", async () => {
    const parameters = [{ name: "fileName", kind: "keywordOnly", default: "None" } as const];
    const shards = [
      shardOf("lib", "1.0", [
        moduleNode(["Model"]),
        classNode("Model", ["file_name"], { signature: { parameters } }),
        method("lib.Model.file_name", []),
      ]),
    ];
    const project = projectOf({
      "app.py": [call(1, named("lib.Model"), ["file_name"]), call(2, named("lib.Model"), ["filename"])],
    });
    expect(told(await impact(project, { shards }), "misfit")).toEqual([
      "misfit app.py:2 lib.Model unknown-keyword",
    ]);
  });

  it("tells imports that nothing gives, and dependencies that nothing imports", async () => {
    const project = projectOf({
      "app.py": [
        from(1, "yaml"),
        from(2, "os"),
        from(3, "near"),
        from(4, "yaml"),
        from(5, "other", undefined, ["try"]),
      ],
      "near.py": [from(1, "nobody")],
    });
    const found = await impact(project);
    expect(told(found)).toEqual([
      "undeclared app.py:1 yaml undeclared-import",
      "undeclared near.py:1 nobody undeclared-import",
      "unused pyproject.toml:3 lib unused-dependency",
    ]);
    const leftOut = [
      { name: "theirs", why: "editable" as const, place: { file: "requirements.txt", line: 2 } },
    ];
    const unknown = await impact(project, { lock: { ...LOCK, leftOut } });
    expect(told(unknown, "undeclared")).toEqual(["undeclared app.py:1 yaml undeclared-import"]);
    expect(unknown.unknownImports).toEqual(["nobody"]);
  });

  it("looks for the lowest versions that have all", async () => {
    const project = projectOf({
      "app.py": [
        call(1, named("lib.get"), ["verify"]),
        call(2, given("result", named("lib.Session"), "mount"), ["adapter"]),
      ],
    });
    const found = await impact(project, { installed: "2.0", others: ["1.0"], lowest: true });
    expect(found.lowest).toEqual([
      {
        ...{ name: "lib", installed: "2.0", lowest: "2.0" },
        lacking: { version: "1.0", name: "lib.Session.mount", file: "app.py", line: 2 },
      },
    ]);
    const lower = projectOf({ "app.py": [call(1, named("lib.get"), ["verify"])] });
    const both = await impact(lower, { installed: "2.0", others: ["1.0"], lowest: true });
    expect(both.lowest).toEqual([{ name: "lib", installed: "2.0", lowest: "1.0" }]);
  });

  it("says nothing of what it does not know", async () => {
    const project = projectOf({
      "app.py": [
        call(1, given("result", given("result", named("lib.get")), "anything")),
        call(2, named("lib.Kept.anything")),
        call(3, { kind: "self", of: "Nobody", attributes: ["lost"] }),
        use(4, { kind: "star", of: "maybe" }),
        from(5, "lib", "__file__"),
      ],
    });
    expect(told(await impact(project))).toEqual(["missing app.py:2 lib.Kept.anything missing-name"]);
  });
});
