import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it, onTestFinished } from "vitest";
import { InputError } from "../errors/input-error.ts";
import { openShard } from "./open-shard.ts";
import type { Shard } from "./shard.ts";
import { brokenPromises } from "./testing/independent-check.ts";
import {
  below,
  mutatedBytes,
  mutatedText,
  mutatedValue,
  pick,
  type Random,
  seededRandom,
} from "./testing/mutations.ts";
import { tinyShard } from "./testing/tiny-shard.ts";
import { shardLines } from "./writer.ts";

/** How many mutated files; `./scripts/test fuzz` asks for more. */
const SHARDS = Math.ceil(Number(process.env.FUZZ_STREAMS ?? 4000) / 10);

it("a mutated shard file is refused, or keeps every promise", { timeout: 1_800_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "importgraph-fuzz-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "shard.jsonl.gz");
  const random = seededRandom(20_260_103);
  const outcomes = { taken: 0, refused: 0 };
  for (let count = 0; count < SHARDS; count++) {
    await writeFile(path, mutatedShard(random));
    const shard = await openShard(path).catch((error: unknown) => {
      expect(error).toBeInstanceOf(InputError);
      expect((error as InputError).message).toContain(path);
      expect((error as InputError).message).toMatch(/^[ -~\n→]*$/);
    });
    outcomes[shard === undefined ? "refused" : "taken"] += 1;
    if (shard !== undefined) {
      expect(brokenPromises(looseLines(shard), undefined).filter((broken) => !MAY_BE.test(broken))).toEqual(
        [],
      );
    }
  }
  process.stdout.write(`${SHARDS} mutated shard files: ${JSON.stringify(outcomes)}\n`);
  expect(Math.min(outcomes.taken, outcomes.refused)).toBeGreaterThan(SHARDS / 100);
});

/** A reader lets fields pass that it does not know, and with them whatever they hold. */
const MAY_BE = /^(a lone surrogate|no whole number)/;

/** The records that were read, as lines, with the fields that nobody knows. */
function looseLines({
  header,
  nodes,
  externals,
  entryPoints,
  imports,
  uses,
  requirements,
  problems,
}: Shard): string[] {
  const byId = sorted(nodes, ({ id }) => id);
  const byModule = sorted(problems, ({ module }) => module);
  const byLine = sorted(imports, ({ module, line }) => `${module}\0${String(line).padStart(20, "0")}`);
  const byPlace = sorted(uses, ({ in: place }) => place);
  const end = { record: "end", nodes: nodes.length, problems: problems.length };
  return [
    header,
    ...byId,
    ...externals,
    ...entryPoints,
    ...byLine,
    ...byPlace,
    ...requirements,
    ...byModule,
    end,
  ].map((record) =>
    JSON.stringify(sortedMembers(record)).replace(
      /[^ -~]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  );
}

/** No order of records is promised to a reader. */
function sorted<T>(records: readonly T[], keyOf: (record: T) => string): T[] {
  return [...records].sort((a, b) => Buffer.compare(Buffer.from(keyOf(a)), Buffer.from(keyOf(b))));
}

/** Nor one of members. */
function sortedMembers<T extends object>(record: T): T {
  const { members } = record as { members?: unknown };
  if (typeof members !== "object" || members === null || Array.isArray(members)) {
    return record;
  }
  const entries = Object.entries(members);
  entries.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return { ...record, members: Object.fromEntries(entries) };
}

function mutatedShard(random: Random): Uint8Array {
  const lines = [...shardLines(tinyShard())];
  for (let left = below(random, 3); left > 0; left--) {
    pick(random, LINE_MUTATIONS)(lines, random);
  }
  if (random() < 0.6) {
    // What is wrong with the records is only looked at where the counts are right.
    const count = (kind: string) => lines.filter((line) => line.startsWith(`{"record":"${kind}"`)).length;
    lines[lines.length - 1] = `{"record":"end","nodes":${count("node")},"problems":${count("problem")}}`;
  }
  let bytes: Buffer = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  if (random() < 0.15) {
    bytes = mutatedBytes(bytes, random);
  }
  if (random() < 0.3) {
    return bytes;
  }
  const packed = gzipSync(bytes);
  return random() < 0.2 ? mutatedBytes(packed, random) : packed;
}

const LINE_MUTATIONS: readonly ((lines: string[], random: Random) => void)[] = [
  (lines, random) => lines.splice(below(random, lines.length), 1),
  (lines, random) => lines.splice(below(random, lines.length), 0, pick(random, lines)),
  (lines, random) => lines.push(...lines.splice(below(random, lines.length), 1)),
  (lines, random) => {
    const index = below(random, lines.length);
    lines[index] = mutatedText(lines[index] ?? "", random);
  },
  ...[1, 2, 3, 4].map(() => (lines: string[], random: Random) => {
    const index = below(random, lines.length);
    lines[index] = JSON.stringify(mutatedValue(JSON.parse(lines[index] ?? "null"), random));
  }),
];
