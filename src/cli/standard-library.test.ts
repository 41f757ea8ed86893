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
  await keepLibrary("3.13");
  await keepLibrary("3.14");
  const shown = await ask("show", "user.Decoder");
  expect(shown).toContain("user.Decoder  of the standard library");
  expect(shown).toContain("Of Python 3.13.");
  expect(shown).not.toContain("explore python");
  const further = await ask("show", "user.json.JSONDecoder.decode");
  expect(further).toContain("user.json.JSONDecoder.decode leads into python 3.13.7");
  expect(further).toContain("Of Python 3.13.");
  await expect(ask("show", "user.json.JSONDecoder.code")).rejects.toThrow(
    /"user\.json\.JSONDecoder\.code" leads into python 3\.13\.7, and .*has no "code"/,
  );
  const json = JSON.parse(await ask("show", "user.Decoder", "--json"));
  expect(json).toMatchObject({
    answeredBy: { distribution: "user" },
    resolution: { ref: { python: "3.13" } },
    leadsTo: { resolution: { ref: "json.decoder.JSONDecoder" }, answeredBy: { version: "3.13.7" } },
  });
  expect(await ask("show", "user.Decoder", "--why")).toMatch(
    /json\.decoder\.JSONDecoder[\s\S]*python 3\.13/i,
  );
});

test("of several standard libraries the newest one answers, of its builtins too", async () => {
  await keepLibrary("3.13");
  await keepLibrary("3.14");
  expect(await ask("show", "json")).toContain("Of Python 3.14.");
  expect(await ask("show", "print")).toContain("builtins.print");
  expect(await ask("show", "json", "--package", "python==3.13.7")).toContain("Of Python 3.13.");
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
    "python 3.13.7 asks for nothing: the standard library has no metadata",
    "",
    "imported, and not there (1)",
    "  winreg (not installed)  json:3  optional",
  ]);
  expect(await ask("names", "python", "--problems")).not.toContain("declared");
  expect(await ask("imports", "python")).toContain("all together");
});
