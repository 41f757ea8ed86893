/** What `imports`, `uses`, `requirements` and `show` of a foreign name print, and how they fail. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { node, tinyShard } from "../shard/testing/tiny-shard.ts";
import { folderStore } from "../store/folder-store.ts";
import type { Store } from "../store/store.ts";
import { keepTinyShard } from "../store/testing/tiny-run.ts";
import { importgraphIn } from "./testing/in-process.ts";

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-taken-"));
  store = folderStore(join(folder, "out"));
  vi.stubEnv("IMPORTGRAPH_STORE", join(folder, "out"));
  await keepTinyShard(store, "1.0");
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function answer(...args: string[]): Promise<string> {
  return (await importgraphIn(folder, args)).out;
}

describe("imports", () => {
  test("of a module are told line by line, with whose they are and when they are made", async () => {
    const lines = (await answer("imports", "tiny.things")).split("\n");
    expect(lines).toEqual([
      "tiny.things  2 imports",
      expect.stringMatching(/^ {3}3 {2}from base import Base {2,}base 2\.0$/),
      expect.stringMatching(/^ {2}12 {2}import tiny as top {2,}optional, in functions only$/),
    ]);
  });

  test("of a package are told for itself, and together with what is below it", async () => {
    const out = await answer("imports", "tiny");
    expect(out).toContain("tiny  0 imports");
    expect(out).toContain("all together (1 module)");
    expect(out).toMatch(/^ {2}base 2\.0 {2}base$/m);
    expect(await answer("imports", "tiny", "--all")).toContain("tiny.things  2 imports");
  });

  test("--tree tells what is loaded, and --cycles that nothing goes round", async () => {
    const tree = await answer("imports", "tiny.things", "--tree");
    expect(tree.split("\n").slice(0, 4)).toEqual([
      "importing tiny.things loads 2 modules of tiny 1.0",
      "",
      "tiny",
      "tiny.things",
    ]);
    expect(tree).toContain("of others (1)");
    expect(await answer("imports", "tiny", "--cycles")).toBe(
      "No circles: no modules of tiny import each other when they are loaded.",
    );
    await expect(answer("imports", "tiny", "--cycles", "--tree")).rejects.toThrow("cannot be used with");
  });

  test("of what is no module, or is nobody's, are an error that says what to ask", async () => {
    await expect(answer("imports", "tiny.Thing")).rejects.toThrow(
      /"tiny.things.Thing" is a class, expected a module[\s\S]*imports tiny\.things/,
    );
    await expect(answer("imports", "tiny.thinks")).rejects.toThrow("did you mean tiny.things, tiny.Thing?");
    await expect(answer("imports", "tiny.parts")).rejects.toThrow(/is base\.parts \(base 2\.0\)/);
    await expect(answer("imports", "timy")).rejects.toThrow("did you mean tiny?");
    await expect(answer("imports", "tiny==7")).rejects.toThrow('"tiny==7" is not in');
    await expect(answer("imports", "tiny", "--package", "tiny==7")).rejects.toThrow('"tiny==7" is not in');
  });
});

describe("uses", () => {
  test("are told by owner; of one owner by object, with places", async () => {
    expect(await answer("uses", "tiny")).toMatch(
      /tiny 1\.0 uses 1 object of others\n\nbase 2\.0 {2}1 object, 2 times/,
    );
    expect((await answer("uses", "tiny", "--of", "Base")).split("\n")).toEqual([
      "tiny 1.0 uses 1 object of base 2.0, 2 times",
      "",
      "base.core.Base  base, call",
      "  tiny.things.Thing  lines 5, 9  as base.Base with name=",
    ]);
    expect(await answer("uses", "tiny.make")).toBe("tiny.make uses nothing of others.");
    expect(await answer("uses", "tiny", "--of", "python")).toBe("tiny 1.0 uses nothing of python.");
  });

  test("of an owner that there is not are an error that says which there are", async () => {
    await expect(answer("uses", "tiny", "--of", "basse")).rejects.toThrow(
      /nothing of tiny uses "basse"[\s\S]*did you mean base\?/,
    );
  });
});

test("requirements tell what is declared, imported, both or neither", async () => {
  expect((await answer("requirements", "tiny")).split("\n")).toEqual([
    "tiny 1.0 asks for 1 distribution and 1 more for extras; it imports of 1",
    "",
    "declared and imported (1)",
    expect.stringMatching(/^ {2}base +2\.0 +>=2 +tiny\.things:3$/),
    "",
    "declared, not installed here, and not imported (1)",
    "  extras  not installed  any version for extra more if python_ve…",
  ]);
  await expect(answer("requirements", "tiny.things")).rejects.toThrow("is not in");
});

test("of an import that nothing installed gives, the distribution is told that a store has for it", async () => {
  const imports = [
    { record: "import" as const, module: "other", of: { distribution: null, id: "tiny.Thing" }, line: 1 },
  ];
  await keepTinyShard(store, "1.0", "other", {
    header: { ...tinyShard().header, importNames: ["other"], requirements: [] },
    nodes: [node("other", "module")],
    ...{ imports, externals: [], entryPoints: [], uses: [], requirements: [], problems: [] },
  });
  expect(await answer("requirements", "other")).toMatch(/tiny \(not installed\) +other:1/);
  expect(await answer("requirements")).toContain("Nobody imports what is not declared when");
  expect((await answer("requirements", "--optional")).split("\n")).toEqual([
    "1 distribution imports what is not declared",
    "",
    expect.stringMatching(/^other +1\.0 +tiny \(not installed\) +other:1 +optional$/),
  ]);
  expect(JSON.parse(await answer("requirements", "--optional", "--json"))).toMatchObject([
    { distribution: "other", version: "1.0", imported: [{ givenBy: "tiny", importNames: ["tiny"] }] },
  ]);
});

test("of an import that may be of what is asked for and not installed, it is not said to be undeclared", async () => {
  const content = {
    header: { ...tinyShard().header, importNames: ["other"], requirements: [] },
    nodes: [node("other", "module")],
    imports: [
      { record: "import" as const, module: "other", of: { distribution: null, id: "dotenv.load" }, line: 7 },
    ],
    requirements: [{ record: "requirement" as const, name: "python-dotenv", extra: "dotenv" }],
    ...{ externals: [], entryPoints: [], uses: [], problems: [] },
  };
  await keepTinyShard(store, "1.0", "other", content);
  const doubtful = (await answer("requirements", "other")).split("\n");
  expect(doubtful).toContain("imported, and its distribution is not in the store (1)");
  expect(doubtful).toContain("declared, not installed here, and not known to be imported (1)");
  expect(doubtful.join()).not.toContain("imported and not declared");
  expect(await answer("requirements", "--optional")).toMatch(
    /^Nobody imports what is not declared when [^…]*… and 1 import of what may be declared/,
  );
  // Who was explored with it tells by what it is imported.
  const ref = { distribution: "python-dotenv", version: "1.0", id: "dotenv.main.load" };
  await keepTinyShard(store, "1.0", "knowing", {
    ...content,
    ...{ header: { ...content.header, importNames: ["knowing"] }, nodes: [node("knowing", "module")] },
    ...{ imports: [{ record: "import" as const, module: "knowing", of: ref, line: 1 }], requirements: [] },
  });
  await answer("merge");
  expect(await answer("requirements", "other")).toMatch(
    /declared and imported \(1\)\n +python-dotenv +not installed +any version for extra dotenv +other:7/,
  );
  // Where it is explored itself, and is imported by another name, the import is of something else.
  await keepTinyShard(store, "1.0", "python-dotenv", {
    ...content,
    ...{
      header: { ...content.header, importNames: ["environment"] },
      nodes: [node("environment", "module")],
    },
    ...{ imports: [], requirements: [] },
  });
  expect(await answer("requirements", "other")).toContain("imported and not declared (1)");
});

test("of what is imported undeclared, what may be missing is counted, and told where it is asked for", async () => {
  const imports = [
    {
      ...{ record: "import" as const, module: "other", of: { distribution: null, id: "gone" }, line: 4 },
      when: ["function" as const],
    },
  ];
  await keepTinyShard(store, "1.0", "other", {
    header: { ...tinyShard().header, importNames: ["other"], requirements: [] },
    nodes: [node("other", "module")],
    ...{ imports, externals: [], entryPoints: [], uses: [], requirements: [], problems: [] },
  });
  expect(await answer("requirements")).toContain("… and 1 import in functions, or of what may be missing");
  expect(await answer("requirements", "--optional")).toMatch(
    /gone \(not installed\) +other:4 +in functions only/,
  );
});

describe("what is shown of other distributions than the one that has the name", () => {
  test("is shown as it is there, of the version that was explored with it or the nearest one", async () => {
    const base = (version: string) =>
      keepTinyShard(store, version, "base", {
        header: { ...tinyShard().header, importNames: ["base"], requirements: [] },
        nodes: [
          node("base", "module", { members: { parts: "base.parts" } }),
          node("base.parts", "module", { doc: `Parts of ${version}.` }),
        ],
        ...{ imports: [], externals: [], entryPoints: [], uses: [], requirements: [], problems: [] },
      });
    await base("1.5");
    const near = await answer("show", "tiny.parts");
    expect(near).toContain("Parts of 1.5.");
    expect(near).toContain("of base 1.5, the nearest here: tiny 1.0 was explored with 2.0");
    await base("2.0");
    const exact = await answer("show", "tiny.parts");
    expect(exact).toMatch(/^tiny\.parts {2}module\n→ base\.parts\n/);
    expect(exact).toContain("Parts of 2.0.");
    expect(exact).toContain("of base 2.0, which tiny 1.0 was explored with");
    expect(JSON.parse(await answer("show", "tiny.parts", "--json"))).toMatchObject({
      name: "tiny.parts",
      links: [{ from: "tiny", fromVersion: "1.0", isExact: true, ref: { id: "base.parts" } }],
      answeredBy: { distribution: "base", version: "2.0" },
    });
  });

  test("is found by the end of its name, with others that end so, and counted", async () => {
    await keepTinyShard(store, "1.0", "second");
    const shown = await answer("show", "Thing.size");
    expect(shown).toMatch(/^Thing\.size {2}property\n→ tiny\.things\.Thing\.size\n/);
    expect(shown).toContain("names that end so, too: tiny.things.Thing.size (tiny)");
    const user = {
      header: { ...tinyShard().header, importNames: ["user"], requirements: [] },
      nodes: [node("user", "module")],
      uses: [
        {
          ...{ record: "use" as const, in: "user", how: ["call" as const], count: 1, lines: [1] },
          of: { distribution: "tiny", version: "1.0", id: "tiny.make" },
        },
      ],
      ...{ imports: [], externals: [], entryPoints: [], requirements: [], problems: [] },
    };
    await keepTinyShard(store, "1.0", "user", user);
    expect(await answer("show", "tiny.make", "--package", "tiny")).not.toContain("used by");
    await answer("merge");
    expect(await answer("show", "tiny.make", "--package", "tiny")).toContain(
      "used by 1 distribution: ./scripts/importgraph dependents tiny.make",
    );
  });
});

describe("names", () => {
  test("of an import name are those at and below it, whatever the distribution is called", async () => {
    const header = { ...tinyShard().header, importNames: ["soup", "spoon"], requirements: [] };
    await keepTinyShard(store, "1.0", "beautiful", {
      header,
      nodes: [
        node("soup", "module", { members: { stir: "soup.stir" } }),
        node("soup.stir", "function"),
        node("spoon", "module"),
      ],
      ...{ imports: [], externals: [], entryPoints: [], uses: [], requirements: [], problems: [] },
    });
    expect(await answer("names", "soup")).toBe("soup\nsoup.stir");
    expect(JSON.parse(await answer("names", "soup", "--json"))).toMatchObject({
      answeredBy: { distribution: "beautiful" },
      names: [{ name: "soup" }, { name: "soup.stir" }],
    });
  });

  test("of several packages come one after another, and of a module only what is below it", async () => {
    await keepTinyShard(store, "1.0", "second");
    const both = (await answer("names", "tiny", "second")).split("\n");
    expect(both.filter((name) => name === "tiny.make")).toHaveLength(2);
    expect(await answer("names", "tiny.retry")).toBe("tiny.retry\ntiny.retry.times");
    expect(JSON.parse(await answer("names", "tiny", "tiny.retry", "--json"))).toMatchObject([
      { answeredBy: { distribution: "tiny" }, names: expect.any(Array) },
      {
        answeredBy: { distribution: "second" },
        names: [{ name: "tiny.retry" }, { name: "tiny.retry.times" }],
      },
    ]);
    await expect(answer("names", "tinny")).rejects.toThrow("did you mean tiny?");
    await expect(answer("names", "tiny.rety")).rejects.toThrow(
      /has no "rety"[\s\S]*did you mean tiny\.retry/,
    );
  });
});

describe("show of a name that nobody here has explored", () => {
  test("tells who uses it, canonical or as it was written", async () => {
    for (const name of ["base.core.Base", "base.Base"]) {
      expect((await answer("show", name)).split("\n")).toEqual([
        `${name}  used by tiny.things (2)`,
        "",
        "of base 2.0, in tiny 1.0",
        "",
        "base.core.Base  base, call",
        "  tiny.things.Thing  lines 5, 9  as base.Base with name=",
      ]);
    }
    const json = JSON.parse(await answer("show", "base.core.Base", "--json"));
    expect(json).toMatchObject({
      name: "base.core.Base",
      usedBy: [{ answeredBy: { distribution: "tiny" }, others: [], uses: [{ count: 2 }] }],
    });
  });

  test("is an error for one that nobody uses", async () => {
    await expect(answer("show", "base.Other")).rejects.toThrow('has "base.Other"');
    await expect(answer("show", "tyni.make")).rejects.toThrow("did you mean tiny.make?");
    await expect(answer("show", "base.Other", "--package", "tiny")).rejects.toThrow("has no module");
  });
});

test("a shard that an earlier importgraph made is answered from, and said to tell of no imports", async () => {
  await keepTinyShard(store, "0.9", "tiny", { imports: [], uses: [], requirements: [] });
  for (const question of ["imports", "uses", "requirements"]) {
    expect(await answer(question, "tiny==0.9")).toMatch(
      /^tiny 0\.9 tells of no imports; if it was explored by an earlier importgraph.*explore tiny/,
    );
  }
});
