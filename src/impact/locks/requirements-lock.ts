import { InputError } from "../../errors/input-error.ts";
import { quoted } from "../../errors/quoted.ts";
import { type ListedPackage, logicalLines, parseListedPackage } from "../../pkginfo/requirements-file.ts";
import { normalizeName } from "../../releases/project-name.ts";
import type { LeftOut, LockFile, LockPlace } from "./lock.ts";
import { LockEntries } from "./lock-entries.ts";

/** Files that lead to one another, at most. */
const MOST_FILES = 50;

/** Reads a file by its path from the project's folder; undefined where there is none. */
export type ReadLockText = (path: string) => Promise<string | undefined>;

/**
 * Reads a requirements.txt and those that it leads to (`-r`): what is pinned by `==`. Options for an index, hashes and
 * constraints (`-c`) say nothing of what is installed.
 *
 * @param path from the project's folder
 * @throws InputError with every line that is nothing of that kind, and each file that is not there
 */
export async function readRequirements(read: ReadLockText, path: string): Promise<LockFile> {
  const reader = new RequirementsReader(read);
  await reader.add(path, undefined);
  return reader.result();
}

class RequirementsReader {
  readonly #read: ReadLockText;
  readonly #files = new Set<string>();
  readonly #entries = new LockEntries();
  readonly #direct = new Set<string>();
  #tellsDirect = false;

  constructor(read: ReadLockText) {
    this.#read = read;
  }

  result(): LockFile {
    return { ...this.#entries.result(), ...(this.#tellsDirect && { direct: this.#direct }) };
  }

  async add(path: string, from: LockPlace | undefined): Promise<void> {
    if (this.#files.has(path)) {
      return;
    }
    this.#files.add(path);
    const isOutside = path.startsWith("/") || path.split("/").includes("..");
    const text = isOutside || this.#files.size > MOST_FILES ? undefined : await this.#read(path);
    if (text === undefined) {
      this.#entries.problems.push({
        ...(from !== undefined && { place: from }),
        message: isOutside
          ? `found ${quoted(path)}, expected a file of the project's folder`
          : this.#files.size > MOST_FILES
            ? `more than ${MOST_FILES} files lead to one another`
            : `there is no file ${quoted(path)}`,
        fix: "correct the line, or give a lock that is one file",
      });
      return;
    }
    await this.#addLines(text, path);
  }

  async #addLines(text: string, path: string): Promise<void> {
    const vias = viasOf(text);
    for (const { line, content } of logicalLines(text)) {
      const place = { file: path, line };
      const other = /^(?:-r|--requirement)[=\s]*(.+)$/.exec(content)?.[1];
      if (other !== undefined) {
        await this.add(besides(path, unquoted(other)), place);
      } else {
        this.#addLine(content, place, vias);
      }
    }
  }

  #addLine(content: string, place: LockPlace, vias: ReadonlyMap<number, string>): void {
    const isEditable = /^(?:-e|--editable)(?=[=\s])/.test(content);
    if (!isEditable && content.startsWith("-")) {
      return;
    }
    const subject = content.replace(/^(?:-e|--editable)[=\s]+/, "").replace(/\s+--hash.*$/, "");
    const why = isEditable ? "editable" : addressKind(subject);
    if (why !== undefined) {
      this.#entries.add({ name: nameOfAddress(subject), version: undefined, markers: [], why }, place);
      return;
    }
    try {
      this.#addPackage(parseListedPackage(content), place, vias);
    } catch (error) {
      if (!(error instanceof InputError)) {
        throw error;
      }
      this.#entries.problems.push(...error.problems.map((problem) => ({ ...problem, place })));
    }
  }

  #addPackage(
    { name: written, version, marker }: ListedPackage,
    place: LockPlace,
    vias: ReadonlyMap<number, string>,
  ): void {
    const name = normalizeName(written);
    this.#entries.add({ name, version, markers: [marker], why: undefined }, place);
    const via = vias.get(place.line);
    if (via !== undefined) {
      this.#tellsDirect = true;
      if (/(?:^|[\s,])-r |\((?:pyproject|setup)\.\w+\)|\.(?:in|toml)\b/.test(via)) {
        this.#direct.add(name);
      }
    }
  }
}

/** By the line of a pin, what the lines of comments behind it say that it is there for, as pip-compile and uv write it. */
function viasOf(text: string): Map<number, string> {
  const vias = new Map<number, string>();
  let pin = 0;
  let isVia = false;
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (/^[A-Za-z0-9]/.test(line)) {
      pin = at + 1;
      isVia = false;
    }
    const comment = /^(?:\s+|[^#]*\s)#\s*(.*)$/.exec(line)?.[1];
    const told =
      comment === undefined
        ? undefined
        : (/^via\b\s*(.*)$/.exec(comment)?.[1] ?? (isVia ? comment : undefined));
    if (told !== undefined && pin > 0) {
      isVia = true;
      vias.set(pin, `${vias.get(pin) ?? ""} ${told}`.trim());
    }
  }
  return vias;
}

function addressKind(subject: string): LeftOut["why"] | undefined {
  if (/(?:^|@\s*)(?:git|hg|svn|bzr)\+/.test(subject)) {
    return "version control";
  }
  if (
    /(?:^|@\s*)file:/.test(subject) ||
    /^\.{0,2}\//.test(subject) ||
    /^[^\s;=<>!~@]+\.(?:whl|tar\.\w+|zip)$/.test(subject) ||
    subject === "."
  ) {
    return "path";
  }
  return /^[a-z][a-z+.-]*:\/\//i.test(subject) || /^[\w.-]+\s*(?:\[[^\]]*\])?\s*@/.test(subject)
    ? "address"
    : undefined;
}

/** `demo` of `demo @ https://…` and `…#egg=demo`; of others the address without what may be a password. */
function nameOfAddress(subject: string): string {
  const [, before] = /^([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*@/.exec(subject) ?? [];
  const [, egg] = /#(?:.*&)?egg=([\w.-]+)/.exec(subject) ?? [];
  const name = before ?? egg;
  return name === undefined ? subject.replace(/\/\/[^/\s]*@/g, "//…@").slice(0, 200) : normalizeName(name);
}

function unquoted(path: string): string {
  return path.trim().replace(/^(["'])(.*)\1$/, "$2");
}

/** A path that is written in a file, from the folder of that file. */
function besides(path: string, other: string): string {
  const parts: string[] = other.startsWith("/") ? [] : path.split("/").slice(0, -1);
  for (const part of other.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") {
      parts.pop();
    } else if (part !== "." && (part !== "" || parts.length === 0)) {
      parts.push(part);
    }
  }
  return parts.join("/");
}
