import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HEAD_GRAPH_KEY, partKey, runGraphKey } from "../page/graph-keys.ts";
import { verifyStore } from "../store/care/verify.ts";
import { folderStore } from "../store/folder-store.ts";
import type { ShardEntry } from "../store/layout.ts";
import { runKeys } from "../store/runs/record.ts";
import type { Store } from "../store/store.ts";
import { completeTinyRun, exploredPackage, keepTinyShard } from "../store/testing/tiny-run.ts";
import { runProgram } from "./testing/program-stand.ts";

let folder: string;
let store: Store;
let tiny: ShardEntry;
let other: ShardEntry;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-asking-"));
  store = folderStore(join(folder, "out"));
  vi.stubEnv("IMPORTGRAPH_STORE", join(folder, "out"));
  tiny = await keepTinyShard(store, "1.0");
  other = await keepTinyShard(store, "2.0", "other");
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const importgraph = (...args: string[]) => runProgram(folder, args);

async function owners(...args: string[]) {
  const { out } = await importgraph("whereis", ...args, "--json");
  return JSON.parse(out).owners as { distribution: string; version: string; name: string; why: string }[];
}

test("who was explored is asked at once: what is missing is made, said and kept", async () => {
  const first = await importgraph("whereis", "tiny.make");
  expect(first.err).toBe("Made tables and indexes of 2 packages, and kept.\n");
  expect(first.out).toMatch(/^other +2\.0 +tiny\.make +function *\ntiny +1\.0 +tiny\.make +function\n$/);
  const again = await importgraph("whereis", "tiny.make");
  expect(again).toEqual({ ...first, err: "" });
  await keepTinyShard(store, "3.0", "third");
  expect((await importgraph("whereis", "tiny")).err).toBe(
    "Made tables and indexes of 1 package, and kept.\n",
  );
  expect((await verifyStore(store)).faults).toEqual([]);
});

test("names are found by what they are imported by, by alias and by their ends", async () => {
  expect(await owners("tiny")).toMatchObject([
    // Who is called so himself comes first.
    { distribution: "tiny", why: "import name", file: "tiny/__init__.py" },
    { distribution: "other", why: "import name" },
  ]);
  expect(await owners("tiny.Thing")).toMatchObject([
    { distribution: "other", why: "alias", to: { distribution: "other", id: "tiny.things.Thing" } },
    { distribution: "tiny", why: "alias", kind: "class" },
  ]);
  expect(await owners("Thing.size")).toMatchObject([
    { distribution: "other", why: "tail", name: "tiny.things.Thing.size", kind: "property" },
    { distribution: "tiny", why: "tail" },
  ]);
  // Followed from the alias of a class, and to what it inherits in another distribution.
  expect(await owners("tiny.Thing.size")).toMatchObject([
    { distribution: "other", why: "alias", name: "tiny.Thing.size", kind: "property" },
    { distribution: "tiny", why: "alias", to: { distribution: "tiny", id: "tiny.things.Thing.size" } },
  ]);
  // Of an object's names the best one: tiny.Thing, not tiny.things.Thing.
  expect((await owners("Thing")).map(({ name }) => name)).toEqual(["tiny.Thing", "tiny.Thing"]);
  const { out } = await importgraph("whereis", "tiny");
  expect(out).toContain(
    "tiny and other both install tiny/__init__.py: only one of them can be used at a time",
  );
});

test("a distribution is found by its own name, however it is spelt", async () => {
  await keepTinyShard(store, "1.0", "tiny-twin");
  for (const name of ["tiny-twin", "Tiny_Twin", "tiny.twin"]) {
    expect(await owners(name)).toMatchObject([
      { distribution: "tiny-twin", name: "tiny", why: "distribution" },
    ]);
  }
});

test("of several versions the newest one is told, with the others", async () => {
  await keepTinyShard(store, "1.10");
  await keepTinyShard(store, "1.9");
  expect(await owners("tiny.make")).toMatchObject([
    { distribution: "other" },
    { distribution: "tiny", version: "1.10", others: ["1.9", "1.0"] },
  ]);
});

test("a name that nobody has is told, with what was explored and what may be meant", async () => {
  const { err, code } = await importgraph("whereis", "tinny.make");
  expect(err).toContain('has "tinny.make"; explored are other, tiny');
  expect(err).toContain("did you mean tiny.make?");
  expect(code).toBe(1);
  const known = await importgraph("whereis", "Thing.sise");
  expect(known.err).toMatch(
    /Thing \(tiny\.things\.Thing of \w+\) is there, and has no "sise"\n.*did you mean Thing\.size\?/,
  );
  expect((await importgraph("whereis", "tiny.things.Thng.x.y")).err).toMatch(
    /tiny\.things is there, and has no "Thng\.x\.y"\n.*did you mean tiny\.things\.Thing,/,
  );
  expect((await importgraph("whereis", "Thinq")).err).toMatch(/did you mean Thing\b/);
  const strange = (await importgraph("whereis", "\u202e\u0007日本")).err;
  expect(["\u202e", "\u0007"].filter((one) => strange.includes(one))).toEqual([]);
  const long = await importgraph("whereis", "x".repeat(2000));
  expect(long.err.length).toBeLessThan(1000);
  for (const no of ["", ".", "a..b", "a b"]) {
    expect(await importgraph("whereis", no)).toMatchObject({
      code: 2,
      err: expect.stringContaining("is no name"),
    });
    expect(await importgraph("dependents", no)).toMatchObject({ code: 2 });
  }
  const empty = await importgraph("whereis", "tiny", "--store", join(folder, "empty"));
  expect(empty.err).toContain("nothing was explored in");
});

test("what is searched for is told with what it is for; what nobody has, with what may be meant", async () => {
  const { out } = await importgraph("search", "make");
  expect(out.split("\n")).toEqual([
    "tiny.make  function of other 2.0",
    "    Make a thing.",
    "tiny.make  function of tiny 1.0",
    "    Make a thing.",
    "",
  ]);
  expect(JSON.parse((await importgraph("search", "tiny: make", "--json")).out)).toMatchObject({
    ...{ scope: "tiny", words: ["make"], more: 0, wholeOnly: [] },
    hits: [{ distribution: "tiny", id: "tiny.make", matched: "exact" }],
  });
  expect((await importgraph("search", "maqe")).err).toMatch(/begins with "maqe"\n.*did you mean make\?/);
  expect((await importgraph("search", "make", "thing", "xy")).err).toContain('begins with "xy"');
  expect((await importgraph("search", "retry", "thing")).err).toMatch(
    /has all of "retry", "thing"\n.*leave a word out/,
  );
  expect((await importgraph("search", "tinny:", "make")).err).toContain("did you mean tiny?");
  const empty = await importgraph("search", " . ");
  expect(empty.err).toContain('" . " has no word to look for');
  expect(empty.code).toBe(2);
});

test("who uses something is told with places; of nobody's names, what may be meant", async () => {
  const { out } = await importgraph("dependents", "base");
  expect(out).toMatch(
    /^base \(which was not explored\) {2}used or required by 2 of 2 explored distributions\n/,
  );
  expect(out).toContain("other 2.0  requires it; 1 object, 3 times; with 2.0");
  const object = (await importgraph("dependents", "base.core.Base", "--keyword", "name")).out;
  expect(object).toContain("used with name= by 2 of 2 explored distributions");
  expect(object).toContain("  tiny/things.py:5,9  tiny.things.Thing  base, call with name=");
  // As it is written in sources, where nobody has explored what gives it.
  expect((await importgraph("dependents", "base.Base")).out).toContain(
    "base.core.Base of base (which was not explored)  used by 2 of 2 explored distributions",
  );
  // Others name it, but nobody knows what it has.
  expect((await importgraph("dependents", "base.nope")).err).toContain('has "base.nope"; explored are');
  // What somebody uses under another name may be it.
  expect((await importgraph("dependents", "base.other.Base")).err).toContain("did you mean base.core.Base?");
  const answer = JSON.parse((await importgraph("dependents", "base.core.Base", "--json")).out);
  expect(answer).toMatchObject({ of: { distribution: "base", id: "base.core.Base" }, more: 0 });
  const wrong = await importgraph("dependents", "base.core.Base", "--keyword", "nam");
  expect(wrong.err).toMatch(/nobody calls base.core.Base with "nam" by name\n.*given by name are name/);
  expect((await importgraph("dependents", "tiny.make")).out).toContain(
    "used by none of 2 explored distributions",
  );
  expect((await importgraph("dependents", "tiny.make", "--keyword", "size")).out).toBe(
    "tiny.make of other 2.0  used with size= by none of 2 explored distributions\n",
  );
  expect((await importgraph("dependents", "tiny")).out).toBe(
    "tiny 1.0  used or required by none of 2 explored distributions\n",
  );
  expect((await importgraph("dependents", "base==3")).err).toMatch(
    /nobody was explored with base 3\n.*explored with 2\.0: ask one of these/,
  );
  expect((await importgraph("dependents", "bse")).err).toContain('has "bse"');
});

test("sql tells tables and examples, and answers as a table, as JSON and as CSV", async () => {
  const { out } = await importgraph("sql");
  expect(out).toMatch(
    /^distributions {2}one row for each release that was explored; 2 rows\n {2}distribution +text +/,
  );
  expect(out.match(/^-- /gm)).toHaveLength(5);
  const query =
    "SELECT distribution, list(name ORDER BY name) AS names, '\"' AS quote FROM nodes WHERE kind = 'function' GROUP BY ALL ORDER BY ALL";
  expect((await importgraph("sql", query)).out.split("\n")).toEqual([
    "distribution  names             quote",
    'other         ["make","retry"]  "',
    'tiny          ["make","retry"]  "',
    "2 rows",
    "",
  ]);
  expect((await importgraph("sql", query, "--csv")).out).toBe(
    'distribution,names,quote\r\nother,"[""make"",""retry""]",""""\r\ntiny,"[""make"",""retry""]",""""\r\n',
  );
  expect(JSON.parse((await importgraph("sql", query, "--json")).out)).toEqual(
    ["other", "tiny"].map((distribution) => ({ distribution, names: ["make", "retry"], quote: '"' })),
  );
  expect((await importgraph("sql", "FROM range(101)")).out).toContain("the first 100 rows; --all shows all");
  expect((await importgraph("sql", "FROM nowhere")).err).toMatch(/nowhere[\s\S]*without a query, tells/);
});

test("merge makes what questions need, twice the same", async () => {
  const { out } = await importgraph("merge", "--json");
  expect(JSON.parse(out)).toMatchObject({ shards: 2, added: 2, layers: 1 });
  const graph = await readFile(join(folder, "out", HEAD_GRAPH_KEY));
  expect(JSON.parse((await importgraph("merge", "--json")).out)).toMatchObject({ shards: 2, added: 0 });
  expect(await readFile(join(folder, "out", HEAD_GRAPH_KEY))).toEqual(graph);
  expect((await importgraph("whereis", "tiny")).err).toBe("");
});

test("a run of an earlier version is asked when merge has made its graph", async () => {
  const { id } = await completeTinyRun(store, { tiny: exploredPackage(tiny) });
  expect((await importgraph("whereis", "tiny", "--run", id)).err).toMatch(
    new RegExp(`run ${id} .*has no tables and indexes: an earlier version made it\n.*merge --run ${id}`),
  );
  expect((await importgraph("whereis", "tiny", "--run", "2026-01-01")).err).toContain(
    "there is no finished run",
  );
  expect(JSON.parse((await importgraph("merge", "--run", id, "--json")).out)).toMatchObject({ shards: 1 });
  expect(await owners("tiny", "--run", id)).toMatchObject([{ distribution: "tiny", version: "1.0" }]);
  expect((await verifyStore(store)).faults).toEqual([]);
});

test("a run that is published brings its graph along, without what is of this machine only", async () => {
  const local = await keepTinyShard(store, "4.0+local.aaaaaaaaaaaa", "secret");
  const packages = {
    tiny: exploredPackage(tiny),
    other: exploredPackage(other),
    secret: exploredPackage({ ...local, local: true }),
  };
  const run = await completeTinyRun(store, packages);
  await importgraph("merge", "--run", run.id);
  const to = join(folder, "bucket");
  const target = folderStore(to);
  expect((await importgraph("publish", "--to", to)).code).toBe(0);
  const manifest = JSON.parse(await readFile(join(to, runKeys(run.id).manifest), "utf8"));
  const objects = Object.keys(manifest.objects);
  expect(objects).toContain(runGraphKey(run.id));
  expect(objects).toContain(partKey("nodes", tiny.digest));
  expect(objects.filter((key) => key.includes(local.digest))).toEqual([]);
  expect(objects.filter((key) => key.startsWith("indexes/"))).toHaveLength(5);
  expect((await verifyStore(target)).faults).toEqual([]);
  expect(await owners("tiny", "--store", to, "--run", run.id)).toMatchObject([
    { distribution: "tiny" },
    { distribution: "other" },
  ]);
  const everything = await Array.fromAsync(target.list("indexes/"));
  for (const { key } of everything) {
    expect(Buffer.from((await target.read(key)) as Uint8Array).includes("secret")).toBe(false);
  }
});

test("a damaged segment, part or graph.json is told by name, or made again", async () => {
  await importgraph("merge");
  const [segment] = (await Array.fromAsync(store.list("indexes/names/"))).map(({ key }) => key);
  const sound = (await store.read(segment ?? "")) as Uint8Array;
  await store.write(
    segment ?? "",
    sound.map((byte, index) => (index === 60 ? ~byte : byte)),
  );
  const { err, code } = await importgraph("whereis", "tiny.make");
  expect(err).toContain(`${segment}: its bytes 4 to`);
  expect(code).toBe(1);
  await store.write(segment ?? "", sound);
  await store.write(HEAD_GRAPH_KEY, "{");
  const again = await importgraph("whereis", "tiny.make");
  expect(again.err).toContain("graph.json: is not JSON");
  expect(again.out).toContain("tiny.make");
  await store.write(HEAD_GRAPH_KEY, '{"format":1}');
  expect((await importgraph("whereis", "tiny.make")).err).toContain("has format 1, and this program reads 4");
  await store.write(HEAD_GRAPH_KEY, '{"format":99}');
  expect((await importgraph("whereis", "tiny.make")).err).toContain(
    "has format 99, and this program reads up to 4",
  );
});
