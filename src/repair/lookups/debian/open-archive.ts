/** Makes, keeps and opens what was boiled down of the Debian archive of a base. */

import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { z } from "zod";
import { runResolver } from "../../../docker/sandbox/resolver.ts";
import { InputError } from "../../../errors/input-error.ts";
import { withProcessLock } from "../../../exec/process-lock.ts";
import { cacheFolder } from "../../../files/cache-folder.ts";
import { programFile } from "../../../files/home.ts";
import { writeWholeFile } from "../../../files/whole-file.ts";
import type { DebianArchive, FileOwner, OpenArchiveOptions } from "./archive.ts";
import { fileOwners } from "./file-owners.ts";
import { debianDistribution, debianModuleOwners } from "./oracle.ts";
import { Packages } from "./packages.ts";
import { areSortedLines, SortedLines } from "./sorted-lines.ts";

const DAY_MILLISECONDS = 24 * 3600 * 1000;
const MAX_AGE_DAYS = 7;
const MAX_LIST_BYTES = 1024 ** 3;
const LIMITS = { memoryBytes: 4 * 1024 ** 3, scratchBytes: 2 * 1024 ** 3, pids: 64, timeoutSeconds: 15 * 60 };
const SCRIPT = ["src", "repair", "lookups", "debian", "debian_lists.py"] as const;
const INSTALLED = ["dpkg-query", "--show", "--showformat", "$" + "{Package}\\n"] as const;

/** The first line of the file. The letters are the kinds of lines that the script writes. */
const headSchema = z.object({ format: z.literal(1), fetchedAt: z.iso.datetime(), sha256: z.string() });
const KINDS = "dfimnoprsv";

/**
 * Opens the Debian archive of a base. Its lists are fetched by the base's own apt in a container and boiled down to one
 * file in the cache folder, which is made again when it is damaged or old. Where that fails, an old one does.
 *
 * @throws InputError where the lists can't be fetched and there are no older ones; the signal's reason when aborted
 */
export async function openDebianArchive(options: OpenArchiveOptions): Promise<DebianArchive> {
  const { base, say, signal, keptIn = cacheFolder("debian"), maxAgeDays = MAX_AGE_DAYS } = options;
  const script = await readFile(programFile(...SCRIPT), "utf8");
  const digest = createHash("sha256")
    .update(`${base.inputsDigest} ${base.provenance}\n${script}`)
    .digest("hex");
  const path = join(keptIn, `${digest.slice(0, 32)}.gz`);
  const isFresh = (kept: Kept | undefined) =>
    kept !== undefined && Date.now() - Date.parse(kept.fetchedAt) < maxAgeDays * DAY_MILLISECONDS;
  let kept = await readKept(path);
  if (!isFresh(kept)) {
    kept = await withProcessLock(
      `debian-archive ${digest.slice(0, 32)}`,
      async () => {
        const meanwhile = await readKept(path);
        return isFresh(meanwhile) ? meanwhile : await remake(path, script, meanwhile, options);
      },
      { onWait: () => say("Waiting: another importgraph fetches Debian's lists"), ...(signal && { signal }) },
    );
  }
  return archiveOf((kept as Kept).lines);
}

interface Kept {
  fetchedAt: string;
  lines: SortedLines;
}

/** What is kept, if it is there and whole. */
async function readKept(path: string): Promise<Kept | undefined> {
  try {
    const bytes = await promisify(gunzip)(await readFile(path), { maxOutputLength: MAX_LIST_BYTES });
    const end = bytes.indexOf("\n");
    const { fetchedAt } = headSchema.parse(JSON.parse(bytes.toString("utf8", 0, end)));
    return { fetchedAt, lines: new SortedLines(bytes.subarray(end + 1)) };
  } catch {
    // Missing, cut off, changed (gzip has a checksum), or of another program: it is made again.
    return undefined;
  }
}

async function remake(
  path: string,
  script: string,
  older: Kept | undefined,
  options: OpenArchiveOptions,
): Promise<Kept> {
  const { base, say, signal } = options;
  say(`Fetching the lists of Debian's packages and files for Python ${base.python} (about 30 s)`);
  try {
    const body = await fetchLists(script, options);
    const fetchedAt = new Date().toISOString();
    const head = { format: 1, fetchedAt, sha256: createHash("sha256").update(script).digest("hex") };
    const compressed = await promisify(gzip)(Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]));
    await writeWholeFile(path, (temporary) => writeFile(temporary, compressed));
    return { fetchedAt, lines: new SortedLines(body) };
  } catch (error) {
    signal?.throwIfAborted();
    if (older === undefined) {
      throw error;
    }
    say(`Debian's lists can't be fetched; those of ${older.fetchedAt.slice(0, 10)} are used`);
    return older;
  }
}

async function fetchLists(script: string, options: OpenArchiveOptions): Promise<Buffer> {
  const { base, log } = options;
  const installed = await runApt(base.id, INSTALLED, "", options);
  const lists = await runApt(base.buildId, ["python", "-I", "-c", script], installed, options);
  if (!areSortedLines(lists, KINDS) || lists.indexOf("\nf\t") < 0) {
    throw new InputError({
      message: `the lists of Debian's archive for Python ${base.python} have no form that is known`,
      fix: `see what apt-get said in ${log.path}`,
    });
  }
  return lists;
}

async function runApt(
  image: string,
  command: readonly [string, ...string[]],
  stdin: string | Uint8Array,
  { docker, base, secrets, log, signal }: OpenArchiveOptions,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const result = await runResolver(docker, {
    ...LIMITS,
    ...{ image, command, stdin, secrets, log },
    maxStdoutBytes: MAX_LIST_BYTES,
    onStdout: (chunk) => void chunks.push(chunk),
    ...(signal && { signal }),
  });
  if (result.exitCode !== 0 || result.tooMuchOutput) {
    throw new InputError({
      message: `Debian's lists for Python ${base.python} can't be fetched: ${log.tail(3).join("\n") || `exit code ${result.exitCode}`}`,
      fix: `check that apt-get update works in the base image; all it said is in ${log.path}`,
    });
  }
  return Buffer.concat(chunks);
}

/** Questions on such lines. */
export function archiveOf(lines: SortedLines): DebianArchive {
  const packages = new Packages(lines);
  const images = new Map(lines.fields("i\t").map(([name = "", image]) => [name, image]));
  const installed = (name: string): FileOwner["installed"] => {
    const image = images.get(name);
    return image === "runtime" || image === "build" ? image : false;
  };
  const shelves = { lines, packages, installed };
  const neededFor = (distribution: string) => {
    const found = debianDistribution(shelves, distribution);
    const needs = [...(found?.buildPackages ?? []), ...(found?.runtimePackages ?? [])];
    return new Set(needs.flatMap(({ package: name }) => [name, ...packages.behind(name)]));
  };
  return {
    suites: lines.fields("r\t").flatMap(([suite]) => suite ?? []),
    outdatedLists: lines.fields("n\t").flatMap(([list]) => list ?? []),
    owners(question, options = {}) {
      return question.kind === "python-module"
        ? debianModuleOwners(shelves, question.name).map((owner, at) => ({
            package: owner.package,
            source: packages.get(owner.package)?.source ?? owner.package,
            path: `/usr/lib/python3/dist-packages/${question.name.split(".")[0]}`,
            installed: installed(owner.package),
            where: "searched" as const,
            likely: at === 0,
            evidence: owner.evidence,
          }))
        : fileOwners({ ...shelves, neededFor }, question, options);
    },
    distribution: (name) => debianDistribution(shelves, name),
    distributions: () => [...new Set(lines.fields("d\t").flatMap(([name]) => name ?? []))],
    moduleOwners: (importName) => debianModuleOwners(shelves, importName),
    hasPackage: (name) => packages.get(name) !== undefined,
    needsOf(name) {
      const found = packages.get(name);
      return (
        found?.depends.flatMap(({ alternatives }) => packages.real(alternatives[0] ?? "")?.name ?? []) ?? []
      );
    },
  };
}
