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
  expect([...(await selectStems(folder.path, selection, STEMS))]).toEqual(expected);
});

test("everything is everything", async () => {
  expect(await selectStems(folder.path, "all", STEMS)).toEqual(new Set(STEMS));
});

test("everything that names nothing in pkginfo/ is told at once", async () => {
  const error = await selectStems(folder.path, ["tenacity", "none-*", "attrs", "pkginfo"], STEMS).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UsageError);
  expect((error as UsageError).problems).toHaveLength(3);
});
