/** What questions answer of the standard library, and of names that lead into it. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ShardContent, ShardNode } from "../shard/records.ts";
import { node, tinyShard } from "../shard/testing/tiny-shard.ts";
import { folderStore } from "../store/folder-store.ts";
import { updateHead } from "../store/layout.ts";
import type { Store } from "../store/store.ts";
import { keepTinyShard } from "../store/testing/tiny-run.ts";
import { importgraphIn } from "./testing/in-process.ts";

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-library-"));
  store = folderStore(join(folder, "out"));
  vi.stubEnv("IMPORTGRAPH_STORE", join(folder, "out"));
  await keepTinyShard(store, "1.0", "user", {
    ...content("user", [
      node("user", "module", {
        members: {
          Decoder: { python: "3.13", id: "json.decoder.JSONDecoder" },
          json: { python: "3.13", id: "json" },
        },
      }),
    ]),
  });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const ask = async (...args: string[]) => (await importgraphIn(folder, args)).out;

function content(importName: string, nodes: ShardNode[]) {
  const { header } = tinyShard();
  const empty = { externals: [], entryPoints: [], imports: [], uses: [], requirements: [], problems: [] };
  return { header: { ...header, importNames: [importName], requirements: [] }, nodes, ...empty };
}

/** A library of few names, which says of itself which release it is. */
async function keepLibrary(python: string, more: Partial<ShardContent> = {}): Promise<void> {
  const doc = `Of Python ${python}.`;
  const nodes = [
    node("builtins", "module", { members: { print: "builtins.print" } }),
    node("builtins.print", "function", { doc }),
    node("json", "module", { doc, members: { JSONDecoder: "json.decoder.JSONDecoder" } }),
    node("json.decoder", "module", { members: { JSONDecoder: "json.decoder.JSONDecoder" } }),
    node("json.decoder.JSONDecoder", "class", {
      doc,
      members: { decode: "json.decoder.JSONDecoder.decode" },
    }),
    node("json.decoder.JSONDecoder.decode", "method", { module: "json.decoder", doc }),
  ];
  const { header, ...rest } = content("json", nodes);
  const importNames = ["builtins", "json"];
  const library = { ...rest, ...more, header: { ...header, python, importNames } };
  const entry = await keepTinyShard(store, `${python}.7`, "python", library);
  await updateHead(store, `python@${python}`, { ...entry, python });
}

test("a name that leads into a standard library that is not here tells how that is had", async () => {
  expect(await ask("show", "user.Decoder")).toMatch(
    /^user\.Decoder {2}of the standard library\n→ json\.decoder\.JSONDecoder \(Python 3\.13\)[\s\S]*explore python==3\.13$/,
  );
  await expect(ask("show", "user.json.JSONDecoder")).rejects.toThrow(
    /of whose names this shard knows nothing[\s\S]*explore what has it: \.\/scripts\/explore python==3\.13/,
  );
  await expect(ask("show", "print")).rejects.toThrow('has "print"');
});

test("a name is followed into the standard library of the Python that it was explored on", async () => {
  await keepLibrary("3.13", {
    imports: [
      { record: "import", module: "json", of: "json.decoder", line: 7, name: "decoder", from: "json" },
    ],
  });
  await keepLibrary("3.14");
  const shown = await ask("show", "user.Decoder");
  expect(shown).toMatch(/^user\.Decoder {2}class\n→ json\.decoder\.JSONDecoder\n/);
  expect(shown).toContain("Of Python 3.13.");
  expect(shown).toContain("of Python 3.13.7, which user 1.0 was explored with");
  expect(shown).not.toContain("explore python");
  const further = await ask("show", "user.json.JSONDecoder.decode");
  expect(further).toMatch(
    /^user\.json\.JSONDecoder\.decode {2}method\n→ json\.decoder\.JSONDecoder\.decode\n/,
  );
  expect(further).toContain("Of Python 3.13.");
  expect(further).toContain("of Python 3.13.7, which user 1.0 was explored with");
  await expect(ask("show", "user.json.JSONDecoder.code")).rejects.toThrow(
    /"user\.json\.JSONDecoder\.code" leads into Python 3\.13\.7, and .*has no "code"/,
  );
  const json = JSON.parse(await ask("show", "user.Decoder", "--json"));
  expect(json).toMatchObject({
    name: "user.Decoder",
    resolution: { module: "user", ref: "json.decoder.JSONDecoder", node: { kind: "class" } },
    answeredBy: { distribution: "python", version: "3.13.7" },
    others: [{ version: "3.14.7" }],
    links: [{ from: "user", fromVersion: "1.0", ref: { python: "3.13" }, isExact: true }],
  });
  expect((await ask("show", "user.json.JSONDecoder", "--why")).split("\n").slice(0, 7)).toEqual([
    "user.json.JSONDecoder",
    "→ json.decoder.JSONDecoder",
    "",
    "how it is followed",
    "  user is the longest module that the name begins with",
    "  json: user has it → json (Python 3.13)",
    "  JSONDecoder: json has it → json.decoder.JSONDecoder",
  ]);
  expect((await ask("show", "user.Decoder", "--why")).split("\n").slice(4, 8)).toEqual([
    "  user is the longest module that the name begins with",
    "  Decoder: user has it → json.decoder.JSONDecoder (Python 3.13)",
    "",
    "why this id",
  ]);
  const imports = await ask("imports", "user.json");
  expect(imports).toMatch(/^json {2}1 import\n[\s\S]*of Python 3\.13\.7, which user 1\.0 was explored with$/);
});

test("where the library of that Python is not here the nearest one answers, which is said", async () => {
  await keepLibrary("3.12");
  await keepLibrary("3.14");
  const told =
    "of Python 3.12.7, the nearest here: user 1.0 was explored with 3.13 (./scripts/explore python==3.13)";
  for (const name of ["user.Decoder", "user.json.JSONDecoder.decode"]) {
    const shown = await ask("show", name);
    expect(shown).toContain("Of Python 3.12.");
    expect(shown.split("\n").at(-1)).toBe(told);
  }
  expect(JSON.parse(await ask("show", "user.Decoder", "--json"))).toMatchObject({
    answeredBy: { version: "3.12.7" },
    links: [{ isExact: false }],
  });
  await expect(ask("show", "user.json.JSONDecoder.code")).rejects.toThrow(
    /leads into Python 3\.12\.7 \(the nearest one here\), and [\s\S]*explore what has it: .*python==3\.13/,
  );
});

test("list tells the standard library of each Python, which no file is about", async () => {
  await keepLibrary("3.13");
  await keepLibrary("3.14");
  const rows = (await ask("list")).split("\n");
  expect(rows).toEqual([
    expect.stringMatching(/^python@3\.13 +3\.13\.7 +[\d.]+ k?B +6 nodes, Python 3\.13, [\d-]+$/),
    expect.stringMatching(/^python@3\.14 +3\.14\.7 +[\d.]+ k?B +6 nodes, Python 3\.14, [\d-]+$/),
    expect.stringMatching(/^user +1\.0 .*; not in pkginfo\/$/),
  ]);
  expect(JSON.parse(await ask("list", "--json"))).toMatchObject([
    { stem: "python@3.13", name: "python", answeredBy: { version: "3.13.7" }, sizeBytes: expect.any(Number) },
    { stem: "python@3.14" },
    { stem: null, name: "user" },
  ]);
});

test("of several standard libraries the newest one answers, of its builtins too", async () => {
  await keepLibrary("3.13");
  await keepLibrary("3.14");
  expect(await ask("show", "json")).toContain("Of Python 3.14.");
  expect(await ask("show", "print")).toContain("builtins.print");
  expect(await ask("show", "json", "--package", "python==3.13.7")).toContain("Of Python 3.13.");
  expect(await ask("show", "json", "--package", "python==3.13")).toContain("Of Python 3.13.");
  await expect(ask("show", "json", "--package", "python==3.12")).rejects.toThrow("3.12");
  await expect(ask("show", "prind")).rejects.toThrow('has "prind"');
  expect((await ask("names", "python")).split("\n")).toContain("json.JSONDecoder");
});

test("coverage counts builtins as they are written, and names that lead into the standard library", async () => {
  const wanted = join(folder, "wanted.txt");
  await writeFile(wanted, "print\nprind\nuser.json.JSONDecoder.decode\njson.nope\n");
  expect(JSON.parse(await ask("coverage", wanted, "--json"))).toMatchObject({ total: 4, resolved: 0 });
  await keepLibrary("3.13");
  expect(JSON.parse(await ask("coverage", wanted, "--json"))).toMatchObject({
    ...{ total: 4, resolved: 2, misses: ["prind", "json.nope"] },
  });
});

test("that the standard library imports what is not there is no want of a declaration", async () => {
  await keepLibrary("3.13", {
    imports: [
      {
        record: "import",
        module: "json",
        of: { distribution: null, id: "winreg" },
        line: 3,
        when: ["platform"],
      },
    ],
    problems: [
      {
        ...{ record: "problem", module: "json.decoder", stage: "import", error: "ModuleNotFoundError" },
        message: "No module named 'winreg'",
      },
    ],
  });
  expect((await ask("requirements", "python")).split("\n")).toEqual([
    "Python 3.13.7 asks for nothing: the standard library has no metadata",
    "",
    "imported, and not there (1)",
    "  winreg (not installed)  json:3  optional",
  ]);
  expect(await ask("names", "python", "--problems")).not.toContain("declared");
  expect(await ask("imports", "python")).toContain("all together");
});
