/** A wheel, source distribution or project folder of this machine, to be explored like a release of the index. */

import { chmod, copyFile, mkdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { InputError } from "../../errors/input-error.ts";
import { quoted } from "../../errors/quoted.ts";
import { temporaryFolder } from "../../exec/temporary-folder.ts";
import { fileSha256 } from "../../files/file-digest.ts";
import { writeWholeText } from "../../files/whole-file.ts";
import { parseWheelName } from "../../releases/file-name.ts";
import { isProjectName, normalizeName } from "../../releases/project-name.ts";
import type { ReleaseFile } from "../../releases/release.ts";
import { normalizeVersion } from "../../releases/versions.ts";
import { choosePython, type PythonChoice } from "../choose-python.ts";
import type { LockWork } from "../lock-work.ts";
import {
  type ArtifactFacts,
  type ArtifactInputs,
  buildArtifact,
  inspectArtifact,
} from "./artifact-script.ts";
import { copyProject } from "./project-copy.ts";

export interface LocalArtifact {
  /** As its metadata spells it. */
  name: string;
  version: string;
  /**
   * SHA-256 of what was given, hexadecimal: of the file, or over the project's files. Tells two states of the same
   * version apart.
   */
  contentDigest: string;
  /** The wheel that stands for it: the given one, or the one that was built of it. */
  wheelPath: string;
  wheelName: string;
  /** SHA-256 of the wheel, hexadecimal. */
  wheelDigest: string;
  python: PythonChoice;
}

/**
 * Finds out what a path holds, and builds its wheel where it is none, in a container with the network but nothing of
 * this machine. The same content is built once.
 *
 * @param folder where wheels are kept, in a folder of their own for each content
 * @throws InputError when it is nothing that can be installed on Linux, or does not build
 */
export async function prepareLocalArtifact(
  path: string,
  folder: string,
  options: LockWork,
): Promise<LocalArtifact> {
  const kind = await kindOf(path);
  const work = await temporaryFolder();
  try {
    const given = await copyIn(path, kind, join(work.path, "inputs"));
    const shelf = join(folder, `local-${given.contentDigest.slice(0, 16)}`);
    const known = await readKept(shelf, given.contentDigest);
    if (known !== undefined) {
      return known;
    }
    const made = await prepare(kind, given, work.path, options);
    options.tools.signal.throwIfAborted();
    return await keep(shelf, made, given.contentDigest);
  } finally {
    await work.remove();
  }
}

type Kind = "wheel" | "sdist" | "project";

const SDIST = /\.(tar\.gz|tgz|tar\.bz2|tar\.xz|zip)$/;
const PROJECT_FILES = ["pyproject.toml", "setup.py"];

async function kindOf(path: string): Promise<Kind> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const why =
      error.code === "ENOENT" ? "there is no such file or folder" : `it can't be read (${error.code})`;
    throw new InputError({ message: `${quoted(path)}: ${why}`, fix: "correct the path" }, { cause: error });
  });
  if (found.isDirectory()) {
    const files = await Promise.all(
      PROJECT_FILES.map((name) => stat(join(path, name)).catch(() => undefined)),
    );
    if (files.every((file) => file?.isFile() !== true)) {
      throw new InputError({
        message: `${quoted(path)} is not a Python project: it has neither pyproject.toml nor setup.py`,
        fix: "name the project's own folder, a wheel, or a source distribution",
      });
    }
    return "project";
  }
  if (found.isFile() && path.endsWith(".whl")) {
    checkWheelName(path);
    return "wheel";
  }
  if (found.isFile() && SDIST.test(path)) {
    return "sdist";
  }
  throw new InputError({
    message: `${quoted(path)} is neither a wheel (.whl), nor a source distribution (.tar.gz, .zip), nor a folder`,
    fix: "name one of these",
  });
}

function checkWheelName(path: string): void {
  const parts = parseWheelName(basename(path));
  if (parts === undefined) {
    throw new InputError({
      message: `${quoted(path)} is not named as a wheel is, such as example-1.0-py3-none-any.whl`,
      fix: "give the file the name it was built with (PEP 427)",
    });
  }
  if (!parts.tags.platforms.some((platform) => platform === "any" || /linux.*_x86_64$/.test(platform))) {
    throw new InputError({
      message: `${quoted(path)} is not for Linux on x86-64, only for ${parts.tags.platforms.join(", ")}`,
      fix: "name a wheel for Linux, or the project that it was built from",
    });
  }
}

/** What was given, in a folder that a container can read. */
interface Given extends ArtifactInputs {
  contentDigest: string;
}

async function copyIn(path: string, kind: Kind, inputs: string): Promise<Given> {
  await mkdir(inputs);
  // Containers run as nobody.
  await chmod(inputs, 0o755);
  if (kind === "project") {
    return { path, inputs, name: "project", contentDigest: await copyProject(path, join(inputs, "project")) };
  }
  const name = basename(path);
  await copyFile(path, join(inputs, name));
  await chmod(join(inputs, name), 0o644);
  return { path, inputs, name, contentDigest: await fileSha256(join(inputs, name)) };
}

interface Made {
  name: string;
  version: string;
  python: PythonChoice;
  wheelName: string;
  /** In the working folder. */
  wheelPath: string;
}

async function prepare(kind: Kind, given: Given, work: string, options: LockWork): Promise<Made> {
  const { path, inputs, name } = given;
  const rows = await options.tools.pythons();
  const subject = { name: basename(path), version: "", path };
  const pythonFor = (facts?: ArtifactFacts) => {
    const tags = kind === "wheel" && facts !== undefined ? parseWheelName(name)?.tags : undefined;
    const requiresPython = facts?.requiresPython ?? undefined;
    const file: ReleaseFile = {
      ...{ fileName: name, url: "", yanked: false, kind: tags === undefined ? "sdist" : "wheel" },
      ...(tags && { tags }),
      ...(requiresPython !== undefined && { requiresPython }),
    };
    return choosePython(subject, { version: "", yanked: false, files: [file] }, rows);
  };
  const facts = await inspectArtifact(given, pythonFor().python, options);
  const python = pythonFor(facts);
  if (kind === "wheel") {
    return wheelOf(path, name, facts, python, join(inputs, name));
  }
  options.say(`Building a wheel of ${basename(path)} on Python ${python.python}`);
  const wheelPath = join(work, "wheel");
  const built = await buildArtifact(given, python.python, wheelPath, options);
  return wheelOf(path, built.file, built, python, wheelPath);
}

/** A wheel's name, its metadata and what it is kept as must agree: they come from code that is not trusted. */
function wheelOf(
  path: string,
  wheelName: string,
  facts: ArtifactFacts,
  python: PythonChoice,
  wheelPath: string,
): Made {
  const { name, version } = facts;
  const parts = /^[\w.+!-]+$/.test(wheelName) ? parseWheelName(wheelName) : undefined;
  const agree =
    name !== null &&
    version !== null &&
    isProjectName(name) &&
    parts?.normalizedName === normalizeName(name) &&
    parts.version === normalizeVersion(version);
  if (!agree) {
    const found =
      name === null || version === null
        ? "has no metadata with a name and a version"
        : `says in its metadata that it is ${quoted(`${name} ${version}`)}`;
    throw new InputError({
      message: `${quoted(path)}: the wheel ${quoted(wheelName)} ${found}`,
      fix: "correct the project's name and version, or how it is built",
    });
  }
  return { name, version: parts.version, python, wheelName, wheelPath };
}

/** Puts a wheel and what is known of it on its shelf, the facts last: without them the shelf is made again. */
async function keep(shelf: string, made: Made, contentDigest: string): Promise<LocalArtifact> {
  const { wheelName, name, version, python } = made;
  const wheelDigest = await fileSha256(made.wheelPath);
  await mkdir(shelf, { recursive: true });
  const wheelPath = join(shelf, wheelName);
  await copyFile(made.wheelPath, wheelPath);
  const kept = { name, version, contentDigest, wheelName, wheelDigest, python };
  await writeWholeText(join(shelf, FACTS_FILE), `${JSON.stringify(kept, undefined, 2)}\n`);
  return { ...kept, wheelPath };
}

const FACTS_FILE = "artifact.json";
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const keptSchema = z.strictObject({
  name: z.string(),
  version: z.string(),
  contentDigest: digest,
  wheelName: z.string(),
  wheelDigest: digest,
  python: z.strictObject({ python: z.string(), reason: z.string() }),
});

/** What an earlier call put on the shelf, if it is there and whole. */
async function readKept(shelf: string, contentDigest: string): Promise<LocalArtifact | undefined> {
  try {
    const kept = keptSchema.parse(JSON.parse(await readFile(join(shelf, FACTS_FILE), "utf8")));
    const wheelPath = join(shelf, kept.wheelName);
    const whole = kept.contentDigest === contentDigest && (await fileSha256(wheelPath)) === kept.wheelDigest;
    return whole ? { ...kept, wheelPath } : undefined;
  } catch {
    return undefined;
  }
}
