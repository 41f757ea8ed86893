import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Shard } from "../shard/shard.ts";
import { type Change, difference } from "./diff.ts";
import type { Unknown } from "./pairs/unexplored.ts";
import { rules } from "./rules/rules.ts";
import { type ExploredPairs, explorePairs } from "./testing/explored-pairs.ts";
import { type ExplorerStand, setUpExplorer } from "./testing/explorer-stand.ts";
import { claimOf } from "./witness/claims.ts";

const FOLDER = join(import.meta.dirname, "rules");

let stand: ExplorerStand;
let pairs: ExploredPairs[];
let changes: Map<string, Change[]>;
let unknown: Unknown[];
let releases: Shard[];

beforeAll(async () => {
  stand = await setUpExplorer();
  pairs = await explorePairs(FOLDER, stand.folder, stand.explore);
  releases = pairs.flatMap((pair) => [pair.old, pair.new]);
  const differences = pairs.map((pair) => ({ ...difference(pair.old, pair.new), alone: pair.alone }));
  const found = differences.flatMap(({ alone, changes: all }) =>
    all.map((change) => ({ change, module: alone ?? moduleOf(change) })),
  );
  changes = new Map(
    [...Map.groupBy(found, ({ module }) => module)].map(([module, of]) => [
      module,
      of.map(({ change }) => change),
    ]),
  );
  unknown = differences.flatMap((one) => one.unknown);
});

afterAll(() => stand?.tearDown());

describe("the rules", () => {
  it("are those that have folders", async () => {
    const folders = (await readdir(FOLDER, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual([...rules.keys()].sort());
  });

  it.each([...rules.keys()])("%s is shown by its pair, and silent about what is nearly one", (rule) => {
    const module = rule.replaceAll("-", "_");
    expect((changes.get(module) ?? []).map((change) => change.rule)).toContain(rule);
    expect((changes.get(`${module}_near`) ?? []).map((change) => change.rule)).not.toContain(rule);
  });

  it("find nothing between a release and itself", () => {
    expect(releases.flatMap((release) => difference(release, release).changes)).toEqual([]);
  });

  it("are borne out by the new release, where they say that something breaks and that can be tried", async () => {
    for (const { old, new: now, site } of pairs) {
      const tried = difference(old, now).changes.flatMap((change) => {
        const claim = claimOf(change, old);
        return claim === undefined ? [] : [{ change, claim }];
      });
      const lines = await stand.witness(
        site,
        tried.map(({ claim }, id) => ({ id, ...claim })),
      );
      const answers = lines
        .trim()
        .split("\n")
        .filter((text) => text !== "")
        .map((text) => JSON.parse(text));
      // What is only doubted to be there may be.
      const isStated = (id: number) => tried[id]?.change.level === "breaking";
      const contradicted = answers.filter(({ id, holds }) => holds === false && isStated(id));
      expect(contradicted.map(({ id, said }) => ({ ...tried[id], said }))).toEqual([]);
      expect(answers).toHaveLength(tried.length);
    }
  });

  it("leave alone what could not be imported", () => {
    const message = "No module named 'not_installed'";
    const problem = { error: "ModuleNotFoundError", message };
    expect(unknown).toEqual([{ module: "module_removed_near.broken", ...problem, names: 2 }]);
  });

  it("find in all pairs what is expected", async () => {
    const lines = [...changes.values()].flat().map(line).sort();
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("rules/expectations.txt");
  });
});

function line({ name, rule, level, part, old, new: now }: Change): string {
  return [name, rule, level, part, old, now].filter((text) => text !== undefined).join(" · ");
}

/** The module of the pair that shows a change; requirements and the like are called as it is. */
function moduleOf({ name }: Change): string {
  return name.split(".", 1)[0]?.replaceAll("-", "_") ?? "";
}
