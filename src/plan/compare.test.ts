import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeLocked } from "../dockerfile/testing/locked-stand.ts";
import { programHome } from "../files/home.ts";
import { planSelected } from "../run/whole/plan-selected.ts";
import { folderStore } from "../store/folder-store.ts";
import { comparePlans } from "./compare.ts";
import { type KeySources, keySources } from "./package-keys.ts";

let folder: string;
const [before, now] = [() => join(folder, "before"), () => join(folder, "now")];
const text = (name: string, more = "") => `name: ${name}\nversion: "1.0"\n${more}`;

/** Eight packages, of which five are like others. */
const PACKAGES = {
  ...Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [name, text(name)])),
  old: text("old", 'python: "3.9"\n'),
  system: text("system", "apt: [libpq5]\n"),
  web: text("web", "extras: [async]\nsetup: import web\n"),
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-compare-"));
  await writeLocked(before(), PACKAGES, { old: "3.9" });
  await cp(before(), now(), { recursive: true });
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** What the earlier repository's program was: this one, but for what the test says. */
async function compare(sample: number, changed: Partial<KeySources> = {}) {
  const { signal } = new AbortController();
  const request = { root: now(), home: programHome, selection: "all", force: false, signal } as const;
  const { work } = await planSelected(request, folderStore(join(folder, "nothing")));
  const sources = { ...keySources(programHome), ...changed };
  const compared = await comparePlans(work, {
    root: now(),
    before: { root: before(), keySources: sources },
    sample,
  });
  const reasons = Object.fromEntries(compared.work.map(({ stem, todo }) => [stem, todo.reason]));
  return { ...compared, reasons, stems: compared.work.map(({ stem }) => stem) };
}

const otherExplorer = { explorer: async () => "0".repeat(64) };

test("where nothing is different, nothing is done, whatever any store has", async () => {
  expect(await compare(3)).toMatchObject({ work: [], leftOut: 0 });
});

test("notes are no difference; a version, a setting and a new package are, and each is told", async () => {
  await writeLocked(now(), {
    a: text("a", "notes: Look here\n"),
    b: 'name: b\nversion: "2.0"\n',
    c: text("c", "env: {HOME: /x}\n"),
    z: text("z"),
  });
  expect(await compare(1)).toMatchObject({
    leftOut: 0,
    reasons: { b: "version 1.0 → 2.0", c: "`env` changed", z: "new in this change" },
  });
});

test("a package that could not be explored before is new, and one that can't be now is not planned", async () => {
  await rm(join(before(), "dockerfiles", "a"), { recursive: true });
  await rm(join(now(), "dockerfiles", "b"), { recursive: true });
  expect((await compare(1)).reasons).toEqual({ a: "new in this change" });
});

test("of a change of the explorer a sample is done that has one of every kind of package in it", async () => {
  const { stems, leftOut, reasons } = await compare(5, otherExplorer);
  expect(stems.sort()).toEqual(["a", "old", "python@3.13", "system", "web"]);
  expect(leftOut).toBe(5);
  expect(new Set(Object.values(reasons))).toEqual(new Set(["the explorer changed"]));
});

test("a smaller sample has as many kinds as it can, a larger one all packages", async () => {
  expect((await compare(1, otherExplorer)).stems).toEqual(["web"]);
  expect(await compare(100, otherExplorer)).toMatchObject({ leftOut: 0, work: { length: 10 } });
});

test("a base that changed concerns the packages of its Python alone, and its standard library", async () => {
  const { baseInputs } = keySources(programHome);
  const changed = {
    baseInputs: async (python: string) => (python === "3.9" ? "0".repeat(64) : await baseInputs(python)),
  };
  expect(await compare(2, changed)).toMatchObject({
    leftOut: 0,
    reasons: { old: "the base image changed", "python@3.9": "the base image changed" },
  });
});

test("a package that changed by itself is always done, beside the sample", async () => {
  await writeLocked(now(), { e: text("e", "timeout: 5m\n") });
  const { stems, leftOut } = await compare(1, otherExplorer);
  expect(stems).toEqual(["e", "web"]);
  expect(leftOut).toBe(8);
});

test("a package that is gone is nothing to do", async () => {
  await rm(join(now(), "pkginfo", "a.yaml"));
  expect((await compare(3)).stems).toEqual([]);
});

test("an earlier pkginfo that was broken counts as none", async () => {
  await writeFile(join(before(), "pkginfo", "a.yaml"), "name: [");
  expect((await compare(1)).reasons).toEqual({ a: "new in this change" });
});
