import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ForeignRef, Use } from "../../shard/records.ts";
import { folderStore } from "../../store/folder-store.ts";
import type { ShardEntry } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { keepTinyShard } from "../../store/testing/tiny-run.ts";
import { graphOf, keepModule } from "../testing/module-shard.ts";
import { dependents } from "./dependents.ts";
import { findObjects } from "./find-objects.ts";
import type { OpenGraph } from "./open-graph.ts";

let folder: string;
let store: Store;
let shards: ShardEntry[];
let graph: OpenGraph;

const ofTiny = (id: string): ForeignRef => ({ distribution: "tiny", version: "1.0", id });

function use(place: string, id: string, fields: Partial<Use> = {}): Use {
  return { record: "use", in: place, of: ofTiny(id), how: ["call"], count: 1, lines: [1], ...fields };
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-dependents-"));
  store = folderStore(folder);
  shards = [
    await keepTinyShard(store, "1.0"),
    await keepModule(store, "often", {
      nodes: [["often.work", "function", { location: { file: "often.py", line: 3 } }]],
      uses: [
        use("often", "tiny.things.Thing", { count: 3, lines: [7, 8], keywords: ["name"], positional: 0 }),
        use("often.work", "tiny.things.Thing.size", { how: ["read"], count: 4, lines: [4] }),
        use("often.work", "tiny.make", { keywords: ["size", "verify"], positional: 1, lines: [5] }),
      ],
      imports: [
        {
          record: "import",
          module: "often",
          of: ofTiny("tiny.things.Thing"),
          line: 1,
          from: "tiny",
          name: "Thing",
        },
      ],
      requirements: [{ record: "requirement", name: "tiny", specifier: ">=1" }],
    }),
    // Written down as it was imported: nobody could see where it leads.
    await keepModule(store, "seldom", { uses: [use("seldom", "tiny.Thing"), use("seldom", "tiny.make")] }),
    await keepModule(store, "asks", {
      requirements: [{ record: "requirement", name: "tiny", extra: "more" }],
    }),
    await keepModule(store, "heir", {
      nodes: [
        [
          "heir.Heir",
          "class",
          { bases: [ofTiny("tiny.things.Thing")], mro: [ofTiny("tiny.things.Thing")], members: {} },
        ],
        ["heir.value", "data", { valueType: "heir.Heir" }],
      ],
      members: { Heir: "heir.Heir", value: "heir.value" },
    }),
  ];
  graph = await graphOf(store, shards);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test("of a distribution all are told who use or require it, those that use it most first", async () => {
  const answer = await dependents(graph, { distribution: "tiny" });
  expect(answer).toMatchObject({ distributions: 5, more: 0 });
  expect(answer.dependents).toMatchObject([
    { distribution: "often", count: 9, required: true, with: "1.0", places: [] },
    { distribution: "seldom", count: 2, required: false },
    { distribution: "asks", count: 0, required: false, with: null, objects: [] },
  ]);
  expect(answer.dependents[0]?.objects[0]).toEqual({ id: "tiny.things.Thing", count: 4 });
  expect(answer.objects[0]).toEqual({ id: "tiny.make", distributions: 2, count: 2 });
});

test("of a class it is told with what stands below it, and by the names that are written for it, with places", async () => {
  const of = { distribution: "tiny", id: "tiny.things.Thing" };
  const answer = await dependents(graph, of, { places: true });
  expect(answer.dependents).toMatchObject([
    {
      ...{ distribution: "often", count: 8, keywords: ["name"], how: ["call", "import", "read"] },
      places: [
        { in: "often.work", file: "often.py", lines: [4], of: "tiny.things.Thing.size", count: 4 },
        { in: "often", file: "often.py", lines: [7, 8], keywords: ["name"], positional: 0 },
        { in: "often", lines: [1], how: ["import"] },
      ],
    },
    { distribution: "seldom", objects: [{ id: "tiny.Thing", count: 1 }] },
  ]);
  expect(await dependents(graph, { distribution: "tiny", id: "tiny.thing" })).toMatchObject({
    dependents: [],
  });
});

test("where not all places are asked for, the first one of each object is told, and how many more there are", async () => {
  const { dependents: users } = await dependents(graph, { distribution: "tiny", id: "tiny.things.Thing" });
  const all = await dependents(graph, { distribution: "tiny", id: "tiny.things.Thing" }, { places: true });
  expect(users.map(({ places, morePlaces }) => [places.length, morePlaces])).toEqual([
    [2, 0],
    [1, 0],
  ]);
  for (const [index, { places, count }] of users.entries()) {
    const whole = all.dependents[index];
    expect(count).toBe(whole?.count);
    for (const { file, lines, of } of places) {
      expect(whole?.places.filter((one) => one.of === of && one.file === file)).toContainEqual(
        expect.objectContaining({ lines: expect.arrayContaining([...lines]) }),
      );
    }
  }
});

test("of a parameter only calls are told that give it by name, and are counted anew", async () => {
  const { dependents: users } = await dependents(
    graph,
    { distribution: "tiny", id: "tiny.make" },
    { keyword: "verify" },
  );
  expect(users).toMatchObject([
    { distribution: "often", count: 1, places: [{ in: "often.work", keywords: ["size", "verify"] }] },
  ]);
});

test("of a parameter all figures are those of the calls that give it, told or not", async () => {
  const caller = (name: string, given: number) =>
    keepModule(store, name, {
      nodes: [[`${name}.other`, "function", {}]],
      uses: [
        use(name, "tiny.make", { count: given, keywords: ["deep"] }),
        use(`${name}.other`, "tiny.make", { how: ["read"], count: 10 - given, keywords: ["size"] }),
      ],
    });
  const both = await graphOf(store, [...shards, await caller("few", 1), await caller("many", 7)]);
  const options = { keyword: "deep", most: 1 };
  expect(await dependents(both, { distribution: "tiny" }, options)).toMatchObject({
    dependents: [
      {
        ...{ distribution: "many", count: 7, how: ["call"], keywords: ["deep"] },
        objects: [{ id: "tiny.make", count: 7 }],
      },
    ],
    more: 1,
    objects: [{ id: "tiny.make", distributions: 2, count: 8 }],
  });
});

test("what was explored with another version is told where it is asked for", async () => {
  expect((await dependents(graph, { distribution: "tiny", version: "1.0" })).dependents).toHaveLength(2);
  expect((await dependents(graph, { distribution: "tiny", version: "2.0" })).dependents).toEqual([]);
});

test("of several versions of a dependent the newest counts, and the list is cut where it is long", async () => {
  const uses = [use("often", "tiny.make", { count: 2 })];
  const newer = await keepModule(store, "often", { version: "1.2", uses });
  const both = await graphOf(store, [...shards, newer]);
  const { dependents: users, more } = await dependents(both, { distribution: "tiny" }, { most: 1 });
  expect(users).toMatchObject([{ distribution: "often", version: "1.2", others: ["1.0"], count: 2 }]);
  expect(more).toBe(2);
  // What the older one used is not counted with it.
  const { objects } = await dependents(both, { distribution: "tiny" });
  expect(objects).toMatchObject([
    { id: "tiny.make", distributions: 2, count: 3 },
    { id: "tiny.Thing", distributions: 1, count: 1 },
  ]);
});

test("names are followed through aliases, bases and the classes of values, over distributions", async () => {
  const thing = { distribution: "tiny", version: "1.0", id: "tiny.things.Thing.size" };
  expect(await findObjects(graph, "tiny.Thing.size")).toEqual([thing]);
  expect(await findObjects(graph, "heir.Heir.size")).toEqual([thing]);
  expect(await findObjects(graph, "heir.value.size")).toEqual([thing]);
  expect(await findObjects(graph, "Thing.size")).toEqual([thing]);
  expect(await findObjects(graph, "often.work")).toMatchObject([{ distribution: "often", id: "often.work" }]);
  for (const name of ["heir.Heir.none", "nobody.at.all", "", ".", "tiny.parts.x", "x".repeat(2000)]) {
    expect(await findObjects(graph, name)).toEqual([]);
  }
});
