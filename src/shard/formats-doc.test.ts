import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkRecord } from "./check-record.ts";
import { checkInvariants } from "./invariants.ts";
import { openShard } from "./open-shard.ts";
import { shardLines } from "./writer.ts";

it("the example of docs/formats.md is a shard, in canonical form", async () => {
  const doc = await readFile(join(import.meta.dirname, "..", "..", "docs", "formats.md"), "utf8");
  const example = /```jsonl\n(.*?)```/s.exec(doc)?.[1] ?? "";
  const folder = await mkdtemp(join(tmpdir(), "importgraph-doc-"));
  try {
    const path = join(folder, "example.jsonl");
    await writeFile(path, example);
    const shard = await openShard(path);
    expect(checkInvariants(shard)).toEqual([]);
    expect([...shardLines(shard), ""].join("\n")).toBe(example);
    const lines = example.trimEnd().split("\n");
    expect(lines.map((line) => checkRecord(JSON.parse(line), "strict")).filter((check) => !check.ok)).toEqual(
      [],
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
