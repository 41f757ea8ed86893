import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";

/** What an image is made of; equal digests mean that building again would be wasted. */
export interface ImageInputs {
  dockerfile: string;
  /** The lock files' texts by file name; for a local artifact also the digest of the file that is installed. */
  locks: Readonly<Record<string, string>>;
  /** Digest of the base image's own inputs, so that the same base is the same on every machine. */
  baseInputs: string;
}

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
  explorer: string,
  pkginfo: Pick<Pkginfo, "env" | "setup" | "imports" | "skip" | "timeoutSeconds" | "memoryBytes">,
  shardFormat: number,
): string {
  return digestOf({
    image,
    explorer,
    env: sortedEntries(pkginfo.env),
    setup: pkginfo.setup ?? null,
    imports: pkginfo.imports ?? null,
    skip: sortedEntries(pkginfo.skip),
    timeoutSeconds: pkginfo.timeoutSeconds ?? null,
    memoryBytes: pkginfo.memoryBytes ?? null,
    shardFormat,
    platform: "linux/amd64",
  });
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
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(ts|py)$/.test(entry.name) && !entry.name.includes(".test."))
    .map((entry) => join(entry.parentPath, entry.name));
}

function sortedEntries(map: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}

function digestOf(content: object): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}
