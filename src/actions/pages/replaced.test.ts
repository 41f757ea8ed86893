import { afterEach, beforeEach, expect, test } from "vitest";
import { difference } from "../../diff/diff.ts";
import { noticedDifference } from "../../diff/noticed.ts";
import { type TemporaryFolder, temporaryFolder } from "../../exec/temporary-folder.ts";
import { keepModule, type ModuleShard } from "../../graph/testing/module-shard.ts";
import { folderStore } from "../../store/folder-store.ts";
import { openKeptShard } from "../../store/kept-shard.ts";
import { replacedSections } from "./replaced.ts";

let folder: TemporaryFolder;

beforeEach(async () => {
  folder = await temporaryFolder();
});

afterEach(() => folder.remove());

function functions(version: string, names: readonly string[], value = "1"): ModuleShard {
  return {
    version,
    nodes: [
      ...names.map((name) => [`web.${name}`, "function"] as const satisfies unknown[]),
      ["web.LIMIT", "attribute", { value }],
    ],
    members: Object.fromEntries([...names, "LIMIT"].map((name) => [name, `web.${name}`])),
  };
}

/** What 2.0 changes of 1.0, whose function `f0` is called by one distribution. */
async function replaced(old: ModuleShard, now: ModuleShard) {
  const store = folderStore(folder.path);
  const [before, after] = [await keepModule(store, "web", old), await keepModule(store, "web", now)];
  const uses = [
    {
      ...{ distribution: "client", id: "web.f3", count: 2 },
      ...{ how: ["call"], keywords: [], positional: 0 },
    },
  ];
  const found = difference(await openKeptShard(store, before), await openKeptShard(store, after));
  return {
    ...{ run: "2026-11-23", distribution: "web", dependents: 1, distributions: 2 },
    replaced: { from: before.version, to: after.version, found: noticedDifference(found, uses) },
  };
}

const names = (count: number) => Array.from({ length: count }, (_, number) => `f${number}`);

test("what breaks comes first, what most use before that, folded; what breaks nobody is counted", async () => {
  const noticed = await replaced(functions("1.0", names(4)), functions("2.0", ["f1", "f2", "g"], "2"));
  const [heading, section = ""] = replacedSections([noticed], 5000);
  expect(heading).toBe("#### What the new releases change");
  expect(section.split("\n")).toEqual([
    "<details><summary>⚠️ <code>web</code> 1.0 → 2.0: 2 breaking · 1 risky · 0 deprecation · 1 compatible</summary>",
    "",
    "**breaking: breaks code that uses it (2)**",
    "",
    "- <code>web.f3</code>: function removed; used by client",
    "- <code>web.f0</code>: function removed",
    "",
    "**risky: may break code that overrides, subclasses, passes by position or relies on a value (1)**",
    "",
    "- <code>web.LIMIT</code>: value changed&#58; 1 → 2",
    "",
    expect.stringContaining("<code>./scripts/importgraph diff web==1.0 2.0</code> tries what is said"),
    "",
    "</details>",
  ]);
});

test("what there is no room for is counted, whatever packages write", async () => {
  const hostile = `"</details> @everyone ${"|<!-- ".repeat(20)}"`;
  const noticed = await replaced(functions("1.0", names(500)), functions("2.0", [], hostile));
  const longest = 6000;
  const text = replacedSections([noticed, noticed], longest).join("\n\n");
  expect(text.length).toBeLessThan(longest);
  const told = text.match(/^- <code>web\.f\d+<\/code>/gm)?.length ?? 0;
  expect(told).toBeGreaterThan(20);
  expect(text).toContain(`… and more, for which there is no room: ${500 - told / 2} breaking · 1 risky\n`);
  const [, whole = ""] = replacedSections([noticed], 500_000);
  expect(whole).toContain("<code>web.LIMIT</code>: value changed");
  expect(whole.match(/<\/?details>|@|<!--/g)).toEqual(["<details>", "</details>"]);
  expect(whole.length).toBeLessThan(50_000);
});

test("a release that could not be compared is told; one that takes no place is not", () => {
  const base = { run: "2026-11-23", distribution: "web", dependents: 1, distributions: 2 };
  expect(replacedSections([base], 1000)).toEqual([]);
  const unknown = { ...base, replaced: { from: "1.0", to: "2.0" } };
  expect(replacedSections([base, unknown], 1000)).toEqual([
    "#### What the new releases change",
    "<code>web</code> 1.0 → 2.0: not compared; the log of this step says why.",
  ]);
});
