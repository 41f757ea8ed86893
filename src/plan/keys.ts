import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { PLATFORM } from "../docker/engine/docker.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import type { Preparation } from "../setups/preparation.ts";
import { inputDigest, sortedEntries } from "../store/recipe.ts";

/** What an image is made of; equal digests mean that building again would be wasted. */
export interface ImageInputs {
  dockerfile: string;
  /** The lock files' texts by file name; for a local artifact also the digest of the file that is installed. */
  locks: Readonly<Record<string, string>>;
  /** Digest of the base image's own inputs, so that the same base is the same on every machine. */
  baseInputs: string;
}

/** What a shard depends on besides its image. */
export interface ExploreInputs {
  /** {@link explorerDigest}. */
  explorer: string;
  pkginfo: Pick<Pkginfo, "env" | "setup" | "imports" | "skip" | "timeoutSeconds" | "memoryBytes">;
  preparation: Preparation;
  shardFormat: number;
}

/** The parts that a shard depends on. A change of the first three builds the image again. */
export const SHARD_INPUT_NAMES = [
  "base",
  "lock",
  "dockerfile",
  "explorer",
  "env",
  "setup",
  "rules",
  "imports",
  "skip",
  "timeout",
  "memory",
  "format",
  "platform",
] as const;

export type ShardInputName = (typeof SHARD_INPUT_NAMES)[number];

/** What is kept of each part, so that the reason of a change can be told: the beginning of its digest, 16 hexadecimal digits. */
export type ShardInputs = Readonly<Partial<Record<ShardInputName, string>>>;

const IMAGE_INPUT_NAMES: ReadonlySet<ShardInputName> = new Set(["base", "lock", "dockerfile"]);

/** Digest of everything that a package's image depends on, hexadecimal. */
export function imageKey(inputs: ImageInputs): string {
  return digestOf({
    dockerfile: inputs.dockerfile,
    locks: sortedEntries(inputs.locks),
    baseInputs: inputs.baseInputs,
  });
}

/** Digest of everything that a shard depends on, hexadecimal: the image and how it is explored. */
export function shardKey(
  image: string,
  { explorer, pkginfo, preparation, shardFormat }: ExploreInputs,
): string {
  return digestOf({
    image,
    explorer,
    env: sortedEntries(preparation.env),
    setups: preparation.setups,
    imports: pkginfo.imports ?? null,
    skip: sortedEntries(pkginfo.skip),
    timeoutSeconds: pkginfo.timeoutSeconds ?? null,
    memoryBytes: pkginfo.memoryBytes ?? null,
    shardFormat,
    platform: PLATFORM,
  });
}

/** The parts of a shard key. A part that the pkginfo does not say is left out. */
export function shardInputs(image: ImageInputs, explore: ExploreInputs): ShardInputs {
  const { explorer, pkginfo, preparation, shardFormat } = explore;
  const { env, setup, imports, skip, timeoutSeconds, memoryBytes } = pkginfo;
  const parts: Record<ShardInputName, unknown> = {
    base: image.baseInputs,
    lock: sortedEntries(image.locks),
    dockerfile: image.dockerfile,
    explorer,
    env: unlessEmpty(sortedEntries(env)),
    setup,
    rules: unlessEmpty(preparation.rules.map(({ name, env, code }) => [name, sortedEntries(env), code])),
    imports,
    skip: unlessEmpty(sortedEntries(skip)),
    timeout: timeoutSeconds,
    memory: memoryBytes,
    format: shardFormat,
    platform: PLATFORM,
  };
  const said = Object.entries(parts).filter(([, part]) => part !== undefined);
  return Object.fromEntries(said.map(([name, part]) => [name, inputDigest(part)]));
}

/** The parts in which two shards' inputs differ, in the order of {@link SHARD_INPUT_NAMES}. */
export function changedInputs(before: ShardInputs, after: ShardInputs): ShardInputName[] {
  return SHARD_INPUT_NAMES.filter((name) => before[name] !== after[name]);
}

/** Whether a change of this part changes the image. */
export function isImageInput(name: ShardInputName): boolean {
  return IMAGE_INPUT_NAMES.has(name);
}

/** The sources that decide what a shard says: the explorer, and what receives and writes its output. */
const EXPLORER_SOURCES = ["baseimage/explorer/importgraph_explorer", "src/explore", "src/shard"];

/** Digest of the explorer's and the receiver's sources, hexadecimal; tests do not count. */
export async function explorerDigest(root: string): Promise<string> {
  const files = (await Promise.all(EXPLORER_SOURCES.map((folder) => sourceFiles(join(root, folder))))).flat();
  const hash = createHash("sha256");
  for (const file of files.sort()) {
    const content = createHash("sha256")
      .update(await readFile(file))
      .digest("hex");
    hash.update(`${content} ${relative(root, file).split(sep).join("/")}\n`);
  }
  return hash.digest("hex");
}

async function sourceFiles(folder: string): Promise<string[]> {
  const paths = await readdir(folder, { recursive: true });
  return paths
    .filter((path) => /\.(ts|py)$/.test(path) && !isForTests(path))
    .map((path) => join(folder, path));
}

/** Tests stand beside the sources; what they share, in folders of their own. */
function isForTests(path: string): boolean {
  return path.includes(".test.") || path.split(sep).includes("testing");
}

function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function digestOf(content: object): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}
