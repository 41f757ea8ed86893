import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { InputError } from "../../errors/input-error.ts";
import { isSameVersion } from "../../releases/versions.ts";
import { readShard } from "../../shard/reader.ts";
import type { ShardRecord } from "../../shard/records.ts";
import { versionInMetadata } from "../layout.ts";
import { UnreadableObjectError } from "../store.ts";

/**
 * Reads a whole shard, record by record: is it a shard, and the one that its key says?
 *
 * @param path of a file of this machine with its bytes
 * @throws UnreadableObjectError where it is not
 */
export async function checkShard(key: string, path: string, signal: AbortSignal | undefined): Promise<void> {
  namedBy(key);
  ensureShard(key, await describeShard(path, signal));
}

/**
 * The same in a tenth of the time: whether the lines are those of the key, written by whoever gave it this name. Enough
 * for what this program made itself.
 */
export async function checkShardDigest(
  key: string,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  namedBy(key);
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(path), createGunzip(), hash, { ...(signal && { signal }) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith("Z_")) {
      throw new UnreadableObjectError({ message: "is not gzip, or cut off" }, { cause: error });
    }
    throw error;
  }
  ensureShard(key, { digest: hash.digest("hex") });
}

/** What a key says of its shard; the version as it is in a path. */
function namedBy(key: string): ShardIdentity {
  const [, name, version, digest] = /^shards\/([^/]+)\/([^/]+)\/([0-9a-f]{64})\.jsonl\.gz$/.exec(key) ?? [];
  if (name === undefined || version === undefined || digest === undefined) {
    throw new UnreadableObjectError({
      message: "is not where a shard is kept: expected shards/<name>/<version>/<digest>.jsonl.gz",
    });
  }
  return { name, version, digest };
}

/**
 * Makes sure that what was found in a shard is what its key says.
 *
 * @throws UnreadableObjectError where it is not
 */
export function ensureShard(
  key: string,
  found: Partial<ShardIdentity> & Pick<ShardIdentity, "digest">,
): void {
  const { name, version, digest } = namedBy(key);
  if (found.digest !== digest) {
    throw new UnreadableObjectError({ message: `its lines have the digest ${found.digest}` });
  }
  if (found.name === undefined || found.version === undefined) {
    return;
  }
  const expected = versionInMetadata(decodeURIComponent(version));
  if (name !== found.name || !isSameVersion(found.version, expected)) {
    throw new UnreadableObjectError({ message: `is a shard of ${found.name} ${found.version}` });
  }
}

interface ShardIdentity {
  name: string;
  version: string;
  digest: string;
}

/** What a shard says of itself, as its entry in a store has it. */
export interface ShardFacts extends ShardIdentity {
  python: string;
  importNames: string[];
  nodes: number;
  /** How many were imported. */
  modules: number;
  problems: number;
  problemsByStage: Record<string, number>;
}

/**
 * Reads a whole shard, and believes nobody what is in it.
 *
 * @throws UnreadableObjectError where it is none, or not whole
 */
export async function describeShard(path: string, signal: AbortSignal | undefined): Promise<ShardFacts> {
  const facts: ShardFacts = {
    ...{ name: "", version: "", digest: "", python: "", importNames: [] },
    ...{ nodes: 0, modules: 0, problems: 0, problemsByStage: {} },
  };
  const records = readShard(path, {
    ...(signal && { signal }),
    onDigest(digest) {
      facts.digest = digest;
    },
  });
  try {
    for await (const { record } of records) {
      note(record, facts);
    }
  } catch (error) {
    throw error instanceof InputError ? new UnreadableObjectError(error.problems, { cause: error }) : error;
  }
  return facts;
}

function note(record: ShardRecord, facts: ShardFacts): void {
  if (record.record === "header") {
    const { distribution, python, importNames } = record;
    Object.assign(facts, { name: distribution.name, version: distribution.version, python, importNames });
  } else if (record.record === "node") {
    facts.nodes += 1;
    facts.modules += record.kind === "module" && record.imported !== false ? 1 : 0;
  } else if (record.record === "problem") {
    facts.problems += 1;
    facts.problemsByStage[record.stage] = (facts.problemsByStage[record.stage] ?? 0) + 1;
  }
}
