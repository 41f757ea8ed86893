/**
 * Whether exploring an image again gives the same bytes, and whether all that a shard refers to is there.
 *
 * Usage: npm run bench -- same [NAME…]
 * Explores each distribution of `truth.yaml` once more than it has been, and compares the lines of both shards: the seed of
 * Python's hashes is another in each session, since the explorer is started isolated from the environment. Prints for each
 * how many lines differ, which promises of docs/formats.md the shard breaks (dangling members and references are among
 * them), and how many references lead to something of its own that has no node.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { openOutputLog } from "../src/exec/output-log.ts";
import { exploreImage } from "../src/explore/explore-image.ts";
import type { Ref } from "../src/shard/records.ts";
import type { Shard } from "../src/shard/shard.ts";
import { brokenPromises } from "../src/shard/testing/independent-check.ts";
import { shardLines } from "../src/shard/writer.ts";
import { type Prepared, withPackage } from "./prepared.ts";
import { TRUTH_FOLDER, truthEntries } from "./truth/sources.ts";

/** So many differing lines and broken promises of a distribution are shown. */
const SHOWN = 5;

/** Prints a row for each distribution as soon as it is judged. */
export async function benchSame(names: readonly string[], say: (line: string) => void): Promise<void> {
  say("| distribution | Python | lines | differ | promises broken | lost references | problems | shard kB |");
  say("|---|---|---|---|---|---|---|---|");
  const sums = [0, 0, 0];
  const entries = await truthEntries(names);
  for (const { stem, python } of entries) {
    try {
      const { figures, examples } = await withPackage(stem, TRUTH_FOLDER, judge, TRUTH_FOLDER);
      say(`| ${[stem, python, ...figures].join(" | ")} |`);
      for (const example of examples) {
        say(`    ${example.slice(0, 600)}`);
      }
      for (const [index, sum] of sums.entries()) {
        sums[index] = sum + (figures[index + 1] ?? 0);
      }
    } catch (error) {
      say(`| ${stem} | ${python} | ${String(error).split("\n", 1)[0]} |`);
    }
  }
  const [differ, broken, lost] = sums;
  say(`${entries.length} distributions: ${differ} lines differ, ${broken} promises broken, ${lost} lost`);
}

async function judge(prepared: Prepared): Promise<{ figures: number[]; examples: string[] }> {
  const { shard, shardPath } = prepared;
  const packed = await readFile(shardPath);
  const first = (await promisify(gunzip)(packed)).toString("utf8").trimEnd().split("\n");
  const second = await linesOfAnother(prepared);
  const [here, there] = [new Set(first), new Set(second)];
  const differing = [
    ...first.filter((line) => !there.has(line)).map((line) => `- ${line}`),
    ...second.filter((line) => !here.has(line)).map((line) => `+ ${line}`),
  ];
  const broken = brokenPromises(first, undefined);
  const lost = lostReferences(shard);
  return {
    figures: [
      ...[first.length, differing.length, broken.length, lost.length, shard.problems.length],
      Math.round(packed.length / 1000),
    ],
    examples: [differing, broken, lost].flatMap((found) => found.slice(0, SHOWN)),
  };
}

async function linesOfAnother(prepared: Prepared): Promise<string[]> {
  const { docker, image, explorerDirectory, pkginfo, preparation, python } = prepared;
  const log = openOutputLog(join(TRUTH_FOLDER, "logs", `${pkginfo.stem}.same.log`));
  try {
    const options = { docker, image, explorerDirectory, pkginfo, preparation, python, log };
    return [...shardLines(await exploreImage(options))];
  } finally {
    await log.close();
  }
}

/** What nodes refer to as nobody's though it is under one of their own modules, and foreign classes nothing is known of. */
function lostReferences(shard: Shard): string[] {
  const tops = new Set(shard.header.importNames.map((name) => name.split(".", 1)[0] ?? ""));
  const isLost = (ref: Ref) =>
    typeof ref !== "string" &&
    "distribution" in ref &&
    ref.distribution === null &&
    tops.has(ref.id.split(/[.:]/, 1)[0] ?? "");
  const isUnknown = (ref: Ref) =>
    typeof ref !== "string" &&
    !("distribution" in ref && ref.distribution === null) &&
    shard.external(ref) === undefined;
  return shard.nodes.flatMap((node) => {
    const classes = [...(node.bases ?? []), ...(node.mro ?? []), node.metaclass, node.valueType];
    return [
      ...Object.entries(node.members ?? {})
        .filter(([, ref]) => isLost(ref))
        .map(([name, ref]) => `${node.id}: ${name} leads to ${JSON.stringify(ref)}`),
      ...classes
        .filter((ref) => ref !== undefined && isUnknown(ref))
        .map((ref) => `${node.id}: nothing is known of ${JSON.stringify(ref)}`),
    ];
  });
}
