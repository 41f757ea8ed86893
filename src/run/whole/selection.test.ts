import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { UsageError } from "../../errors/usage-error.ts";
import { type TemporaryFolder, temporaryFolder } from "../../exec/temporary-folder.ts";
import { selectStems } from "./selection.ts";

const STEMS = ["attrs", "zope-event", "zope-interface", "zope-interface@7.0"];
let folder: TemporaryFolder;

beforeAll(async () => {
  folder = await temporaryFolder();
  await mkdir(join(folder.path, "pkginfo"));
  for (const stem of STEMS) {
    const [name, version = "8.0"] = stem.split("@");
    await writeFile(join(folder.path, "pkginfo", `${stem}.yaml`), `name: ${name}\nversion: "${version}"\n`);
  }
});

afterAll(() => folder.remove());

test.for([
  [["Zope.Interface"], ["zope-interface"]],
  [
    ["zope-interface==7.0", "attrs"],
    ["zope-interface@7.0", "attrs"],
  ],
  [["zope-*"], ["zope-event", "zope-interface", "zope-interface@7.0"]],
  [["*@*"], ["zope-interface@7.0"]],
  [["attr?", "attrs"], ["attrs"]],
] as const)("%o selects %o", async ([selection, expected]) => {
  const { stems, pythons } = await selectStems(folder.path, selection, STEMS);
  expect([...stems]).toEqual(expected);
  expect(pythons).toEqual([]);
});

test("everything is everything", async () => {
  const selected = await selectStems(folder.path, "all", STEMS);
  expect(selected).toMatchObject({ stems: new Set(STEMS), pythons: [] });
  expect(["attrs", "python@3.13"].filter(selected.has)).toEqual(["attrs", "python@3.13"]);
});

test.for([
  [["python==3.11"], "3.11"],
  [["python@3.11"], "3.11"],
  [["Python"], "3.13"],
] as const)("%o selects a standard library, which is no file of pkginfo/", async ([selection, python]) => {
  const selected = await selectStems(folder.path, [...selection, "attrs"], STEMS);
  expect(selected.pythons).toEqual([python]);
  expect([...selected.stems]).toEqual([`python@${python}`, "attrs"]);
  expect(selected.has("zope-event")).toBe(false);
});

test("everything that names nothing in pkginfo/ is told at once", async () => {
  const error = await selectStems(folder.path, ["tenacity", "none-*", "attrs", "pkginfo"], STEMS).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UsageError);
  expect((error as UsageError).problems).toHaveLength(3);
});
