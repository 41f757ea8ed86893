import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { folderStore } from "../folder-store.ts";
import type { Store } from "../store.ts";
import { storedJson } from "../stored-json.ts";
import { compareRunIds, parseRunId } from "./id.ts";
import { LATEST_KEY, readRunRecord, runKeys } from "./record.ts";
import { abandonRun, extendRun, listRunIds, type RunStart, reserveRun } from "./reservation.ts";

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-runs-"));
  store = folderStore(folder);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const start: RunStart = {
  startedAt: "2026-11-23T23:59:59.000Z",
  explorer: { version: "0.1.0", digest: "a".repeat(64) },
  platform: "linux-x86_64",
  inputs: { selected: "all", force: false },
};
const [one, two] = ["1", "2"].map((digit) => `shards/a/1.0/${digit.repeat(64)}.jsonl.gz`) as [string, string];

describe("ids", () => {
  test("are of the day in UTC, and each is given once, however many begin at once", async () => {
    const records = await Promise.all(Array.from({ length: 12 }, () => reserveRun(store, start)));
    const ids = records.map(({ id }) => id).sort(compareRunIds);
    expect(ids).toEqual([
      "2026-11-23",
      ...Array.from({ length: 11 }, (_, index) => `2026-11-23.${index + 2}`),
    ]);
    expect(new Set(records.map(({ author }) => author)).size).toBe(12);
    expect((await listRunIds(store)).map(({ id }) => id)).toEqual(ids);
  });

  test("come after that of the newest complete run, though those before it are gone", async () => {
    await store.write(
      LATEST_KEY,
      storedJson({
        run: "2026-11-23.7",
        manifest: runKeys("2026-11-23.7").manifest,
        finishedAt: start.startedAt,
      }),
    );
    expect((await reserveRun(store, start)).id).toBe("2026-11-23.8");
    expect((await reserveRun(store, { ...start, startedAt: "2026-11-24T00:00:00Z" })).id).toBe("2026-11-24");
  });

  test("of a manifest without its reservation are not given again", async () => {
    await store.write(runKeys("2026-11-23").manifest, "{}");
    expect((await reserveRun(store, start)).id).toBe("2026-11-23.2");
  });

  test.each(["latest", "2026-11-23.1", "2026-11-23.02", "../2026-11-23", "2026-11-23.2/"])(
    "%s is none",
    (text) => {
      expect(() => parseRunId(text, { address: "/the store" })).toThrow("runs list --store '/the store'");
    },
  );
});

describe("a run that was begun before", () => {
  test("is found again by its author, and by nobody else", async () => {
    await reserveRun(store, start);
    const mine = await reserveRun(store, { ...start, objects: [one] });
    await reserveRun(store, start);
    expect(await reserveRun(store, { ...start, author: mine.author })).toEqual(mine);
    const stranger = await reserveRun(store, { ...start, author: "somebody-else" });
    expect(stranger).toMatchObject({ id: "2026-11-23.4", author: "somebody-else" });
  });

  test("may rely on more and more objects", async () => {
    const record = await reserveRun(store, { ...start, objects: [two] });
    await Promise.all([extendRun(store, record, [one]), extendRun(store, record, [two, one])]);
    expect((await readRunRecord(store, record.id))?.objects).toEqual([one, two]);
  });

  test("is not extended where another one has its id by now", async () => {
    const record = await reserveRun(store, start);
    await abandonRun(store, record);
    const other = await reserveRun(store, start);
    expect(other.id).toBe(record.id);
    await expect(extendRun(store, record, [one])).rejects.toThrow(/2026-11-23 is taken by another run/);
    await abandonRun(store, record);
    expect(await readRunRecord(store, record.id)).toEqual(other);
  });

  test("is not given back when it is finished", async () => {
    const record = await reserveRun(store, start);
    await store.write(runKeys(record.id).manifest, "{}");
    await abandonRun(store, record);
    expect(await readRunRecord(store, record.id)).toEqual(record);
  });
});

test("a record that leads out of the store is refused", async () => {
  const record = await reserveRun(store, start);
  for (const key of ["../../etc/passwd", "shards/../../x", "/etc/passwd", "shards//x", "a\\..\\b"]) {
    await store.write(runKeys(record.id).run, storedJson({ ...record, objects: [key] }));
    await expect(readRunRecord(store, record.id)).rejects.toThrow("objects[0]");
  }
});
