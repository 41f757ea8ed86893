import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readHandOver, writeHandOver } from "./hand-over.ts";
import { ofThisWeek } from "./repairs.ts";

test("each week others come to their turn, until all have been looked at", () => {
  const all = ["a", "b", "c", "d", "e"];
  const weeks = [0, 1, 2].map((week) =>
    ofThisWeek(all, new Date(Date.UTC(2026, 10, 23) + week * 7 * 24 * 3_600_000), 2),
  );
  expect(weeks.map(({ length }) => length)).toEqual([2, 2, 2]);
  expect([...new Set(weeks.flat())].sort()).toEqual(all);
  expect(ofThisWeek(all, new Date(), 10)).toEqual(all);
});

test("what is handed over is read back; changes that are none of a repair are refused, and so is a package twice", async () => {
  const folder = await mkdtemp(join(tmpdir(), "importgraph-hand-over-"));
  const added = { key: "build-env", item: "CFLAGS", value: "-std=gnu17", reason: "without it: …" };
  const removed = { key: "with", item: "six" };
  const handOver = {
    bumps: [{ stem: "one", to: "2.0", changes: { added: [added], removed: [] } }],
    unskipped: [],
    reduced: [{ stem: "two@1.0", changes: { added: [], removed: [removed] } }],
  };
  await writeHandOver(folder, handOver);
  expect(await readHandOver(folder)).toEqual(handOver);
  const offered = (bump: object) =>
    writeFile(join(folder, "bump.json"), JSON.stringify({ format: 1, bumps: [bump], unskipped: [] }));
  for (const change of [
    { ...added, key: "run" },
    { ...added, key: "setup" },
    { ...added, key: "apt" },
    { key: "build-env", item: "CFLAGS", reason: "" },
  ]) {
    await offered({ stem: "one", to: "2.0", changes: { added: [change], removed: [] } });
    await expect(readHandOver(folder), JSON.stringify(change)).rejects.toThrow(/bump\.json.*bumps/s);
  }
  await expect(
    writeHandOver(folder, {
      ...handOver,
      reduced: [{ stem: "one", changes: { added: [], removed: [removed] } }],
    }).then(() => readHandOver(folder)),
  ).rejects.toThrow("more than once");
  await rm(folder, { recursive: true });
});
