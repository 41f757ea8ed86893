import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ExplorerStand, setUpExplorer } from "../testing/explorer-stand.ts";

const MODULE = `
import warnings
warnings.warn("old is going", DeprecationWarning)
def stays(): ...
def marked(): ...
marked.__deprecated__ = "Use stays."
def __getattr__(name):
    if name == "served":
        warnings.warn("\`served\` has been removed. We give you another one.")
        return stays
    if name == "silent":
        return stays
    if name == "lent":
        return marked
    if name == "unclosed":
        warnings.warn("a file is left open", ResourceWarning)
        return stays
    raise AttributeError(f"{name} was renamed")
`;

let stand: ExplorerStand;
let site: string;

beforeAll(async () => {
  stand = await setUpExplorer();
  site = join(stand.folder, "site");
  await mkdir(site);
  await writeFile(join(site, "old.py"), MODULE);
});

afterAll(() => stand?.tearDown());

async function said(...names: string[]) {
  const lines = await stand.witness(
    site,
    names.map((name, id) => ({ id, what: "name", name })),
  );
  const answers = lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return answers.map(({ holds, said: text }) => [holds, text]);
}

test("what a release says to whoever asks for a name is told, whatever kind of warning it takes", async () => {
  expect(await said("old.served", "old.silent", "old.lent", "old.unclosed", "old.stays", "old.gone")).toEqual(
    [
      [false, "UserWarning: `served` has been removed. We give you another one."],
      [false, ""],
      [false, "DeprecationWarning: Use stays."],
      [false, ""],
      [false, ""],
      [true, "AttributeError: gone was renamed"],
    ],
  );
});

test("what a module says when it is imported is said of the module", async () => {
  expect(await said("old", "old.stays")).toEqual([
    [false, "DeprecationWarning: old is going"],
    [false, ""],
  ]);
});
