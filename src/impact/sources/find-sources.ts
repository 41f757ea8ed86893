import { lstat, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { compareText } from "../../shard/canonical.ts";

/** A file of a project that holds Python. */
export interface SourceFile {
  /** From the project's folder, with forward slashes. */
  path: string;
  content: Uint8Array;
}

/** What of a project was not read, and why. */
export interface SourceProblem {
  file: string;
  /** The number of a notebook's cell, where it is one of these. */
  line?: number;
  error: string;
  message: string;
}

export interface FoundSources {
  sources: SourceFile[];
  problems: SourceProblem[];
}

/** More a project of one lock hardly has; a folder that looks like one may be a whole disk. */
const SOURCE_LIMITS = {
  files: 20_000,
  entries: 500_000,
  depth: 40,
  fileBytes: 2 * 1024 ** 2,
  notebookBytes: 20 * 1024 ** 2,
  totalBytes: 64 * 1024 ** 2,
} as const;

type Limits = { readonly [Name in keyof typeof SOURCE_LIMITS]: number };

/** Folders that hold what was made, or what others wrote. */
const OTHERS = new Set([
  ...[
    "__pycache__",
    "node_modules",
    "site-packages",
    "dist-packages",
    "venv",
    "virtualenv",
    "__pypackages__",
  ],
  ...["build", "dist", "htmlcov", "wheels", "_build"],
]);

/**
 * Finds the sources and notebooks of a project. Links are not followed; hidden folders, virtual environments and what is
 * built are nobody's sources.
 */
export async function findSources(folder: string, limits: Limits = SOURCE_LIMITS): Promise<FoundSources> {
  const finder = new Finder(folder, limits);
  await finder.enter("", 0);
  const { sources, problems } = finder;
  sources.sort((a, b) => compareText(a.path, b.path));
  return { sources, problems };
}

class Finder {
  readonly sources: SourceFile[] = [];
  readonly problems: SourceProblem[] = [];
  readonly #folder: string;
  readonly #limits: Limits;
  #entries = 0;
  #bytes = 0;
  #isFull = false;

  constructor(folder: string, limits: Limits) {
    this.#folder = folder;
    this.#limits = limits;
  }

  async enter(inner: string, depth: number): Promise<void> {
    const entries = await readdir(join(this.#folder, inner), { withFileTypes: true }).catch(
      (error: NodeJS.ErrnoException) => {
        this.#tell(inner || ".", error.code ?? "Unreadable", "the folder can't be read");
        return [];
      },
    );
    if (inner !== "" && entries.some(({ name }) => name === "pyvenv.cfg")) {
      return;
    }
    for (const entry of entries.sort((a, b) => compareText(a.name, b.name))) {
      this.#entries += 1;
      if (this.#isFull || this.#entries > this.#limits.entries) {
        this.#fill("TooManyFiles", `the folder has more than ${this.#limits.entries} entries`);
        return;
      }
      const path = inner === "" ? entry.name : `${inner}/${entry.name}`;
      if (entry.isDirectory()) {
        await this.#enterBelow(entry.name, path, depth);
      } else if (entry.isFile() && /\.(py|ipynb)$/.test(entry.name)) {
        await this.#add(path);
      }
    }
  }

  async #enterBelow(name: string, path: string, depth: number): Promise<void> {
    if (name.startsWith(".") || OTHERS.has(name) || name.endsWith(".egg-info")) {
      return;
    }
    if (depth >= this.#limits.depth) {
      this.#tell(path, "TooDeep", `folders are nested more than ${this.#limits.depth} deep`);
      return;
    }
    await this.enter(path, depth + 1);
  }

  async #add(path: string): Promise<void> {
    const { files, fileBytes, notebookBytes, totalBytes } = this.#limits;
    const full = join(this.#folder, path);
    const most = path.endsWith(".ipynb") ? notebookBytes : fileBytes;
    const size = (await lstat(full).catch(() => undefined))?.size;
    if (size === undefined || size > most) {
      const message =
        size === undefined
          ? "the file can't be read"
          : `the file has ${size} bytes, more than ${most}: generated files say little`;
      this.#tell(path, size === undefined ? "Unreadable" : "FileTooBig", message);
      return;
    }
    this.#bytes += size;
    if (this.sources.length >= files || this.#bytes > totalBytes) {
      this.#fill("TooManyFiles", `there are more than ${files} sources, or ${totalBytes} bytes of them`);
      return;
    }
    const content = await readAtMost(full, most).catch(() => undefined);
    if (content === undefined) {
      this.#tell(path, "Unreadable", "the file can't be read");
    } else {
      this.sources.push({ path, content });
    }
  }

  #fill(error: string, message: string): void {
    if (!this.#isFull) {
      this.#isFull = true;
      this.#tell(".", error, `${message}; the rest is not read`);
    }
  }

  #tell(file: string, error: string, message: string): void {
    this.problems.push({ file, error, message });
  }
}

/** A file may grow while it is read. */
async function readAtMost(path: string, most: number): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const content = Buffer.alloc(Math.min(size, most));
    const { bytesRead } = await file.read(content, 0, content.length, 0);
    return content.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
