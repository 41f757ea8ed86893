/** What the release after a project's changed of what it takes of others: what its authors had to adapt, among all else. */

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Finding } from "../../src/impact/finding.ts";
import { type Taken, takenBy } from "../../src/impact/follow/taken.ts";
import type { Project } from "../../src/impact/sources/project.ts";

const run = promisify(execFile);

/** A call of more lines is not followed. */
const MOST_LINES = 80;

/** What became of a file of the older release. */
interface ChangedFile {
  /** What it is called in the newer one; undefined where it has gone. */
  now: string | undefined;
  /** Its lines that are not there any more. */
  lines: Set<number>;
}

/** The two releases of a project, side by side. */
export class Successor {
  readonly #folder: string;
  readonly #changed: ReadonlyMap<string, ChangedFile>;
  readonly #before: ReadonlyMap<string, number>;
  readonly #now: ReadonlyMap<string, number>;

  private constructor(
    folder: string,
    changed: ReadonlyMap<string, ChangedFile>,
    old: Project,
    next: Project,
  ) {
    this.#folder = folder;
    this.#changed = changed;
    this.#before = countsOf(old);
    this.#now = countsOf(next);
  }

  /** @param folders of both, as they were read */
  static async of(folders: readonly [string, string], old: Project, next: Project): Promise<Successor> {
    return new Successor(folders[0], await changedFiles(...folders), old, next);
  }

  /** Whether the successor changed the lines, or takes what it names less often in the file, or behind a guard. */
  hasAdapted({ place: { file, line, cell }, name, misfit }: Finding): boolean {
    const changed = this.#changed.get(file);
    if (changed === undefined || cell !== undefined) {
      return changed !== undefined;
    }
    // What a call gives may stand below the name that is called.
    const last = misfit === undefined ? line : this.#endOfCall(file, line);
    const lines = Array.from({ length: last - line + 1 }, (_, at) => line + at);
    const isFewer = misfit === undefined && this.#isFewer(file, changed.now, name);
    return lines.some((one) => changed.lines.has(one)) || isFewer;
  }

  /** The line on which the brackets of a line are closed. */
  #endOfCall(file: string, line: number): number {
    const lines = readFileSync(join(this.#folder, file), "utf8").split("\n");
    let open = 0;
    for (let at = line; at <= Math.min(lines.length, line + MOST_LINES); at += 1) {
      const text = lines[at - 1] ?? "";
      open += (text.match(/[([{]/g) ?? []).length - (text.match(/[)\]}]/g) ?? []).length;
      if (open <= 0) {
        return at;
      }
    }
    return line;
  }

  /** Names that a file of the older release takes without a guard, and nothing of the newer one. */
  hasDropped({ file, name }: { file: string; name: string }): boolean {
    const changed = this.#changed.get(file);
    const isLeft = [...this.#now].some(([key, count]) => count > 0 && key.split(" ", 2)[1] === name);
    return changed?.now !== undefined && !isLeft;
  }

  #isFewer(file: string, now: string | undefined, name: string): boolean {
    const before = this.#before.get(`${file} ${name}`) ?? 0;
    return before > 0 && (this.#now.get(`${now ?? file} ${name}`) ?? 0) < before;
  }
}

/** The dotted name that a place writes, as far as it begins with a module. */
export function writtenName({ symbol }: Taken): string | undefined {
  return typeof symbol.of === "string" && symbol.kind === "module" && symbol.set !== true
    ? [symbol.of, ...(symbol.attributes ?? [])].join(".")
    : undefined;
}

function countsOf(project: Project): Map<string, number> {
  const counts = new Map<string, number>();
  for (const taken of takenBy(project)) {
    const name = writtenName(taken);
    if (name !== undefined && taken.guards.length === 0) {
      const key = `${taken.place.file} ${name}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

/** By file of the older folder, for those that differ. */
async function changedFiles(old: string, next: string): Promise<Map<string, ChangedFile>> {
  const { stdout } = await run(
    "git",
    ["diff", "--no-index", "--no-color", "--no-ext-diff", "--unified=0", "-M40", "--", old, next],
    { maxBuffer: 1024 ** 3, env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null" } },
  ).catch((error: { code?: number; stdout?: string }) => {
    // 1 says that they differ.
    if (error.code === 1 && error.stdout !== undefined) {
      return { stdout: error.stdout };
    }
    throw error;
  });
  return parsedDiff(stdout, old, next);
}

function parsedDiff(text: string, old: string, next: string): Map<string, ChangedFile> {
  const found = new Map<string, ChangedFile>();
  let current: ChangedFile = { now: undefined, lines: new Set() };
  for (const line of text.split("\n")) {
    // A line that is taken away may begin like these.
    const file = line.startsWith("--- ") ? inside(line.slice(4), `a${old}`) : undefined;
    if (file !== undefined) {
      current = { now: undefined, lines: new Set() };
      found.set(file, current);
    }
    if (line.startsWith("+++ ")) {
      current.now = inside(line.slice(4), `b${next}`) ?? current.now;
    }
    const [, start, count = "1"] = /^@@ -(\d+)(?:,(\d+))? /.exec(line) ?? [];
    for (let at = 0; start !== undefined && at < Number(count); at += 1) {
      current.lines.add(Number(start) + at);
    }
  }
  return found;
}

function inside(path: string, folder: string): string | undefined {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1).trimEnd() : undefined;
}
