/** The explorer with its bytecode, which each session would make anew otherwise: a sandbox can't write. */

import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { z } from "zod";
import type { BaseImage } from "../../docker/base/base-image.ts";
import type { Docker } from "../../docker/engine/docker.ts";
import { runSandbox } from "../../docker/sandbox/sandbox.ts";
import type { OutputLog } from "../../exec/output-log.ts";
import { isMarkedProcessGone, processMark } from "../../exec/process-identity.ts";
import { cacheFolder } from "../../files/cache-folder.ts";
import { programFile } from "../../files/home.ts";

export interface CompileOptions {
  docker: Docker;
  /** The folder that holds the Python package `importgraph_explorer`. */
  explorerDirectory: string;
  /** The base of the images that it is to run in. Nothing of a package is in it. */
  base: Pick<BaseImage, "id" | "inputsDigest" | "provenance">;
  /** Gets what goes wrong in the container. */
  log: OutputLog;
  /** Told where there is no bytecode, and why. */
  say: (line: string) => void;
  signal?: AbortSignal;
  /** Where what was made is kept. Default: in the user's cache. */
  keptIn?: string;
}

const PACKAGE = "importgraph_explorer";
/** The mark of the process that makes it is the first group. */
const UNFINISHED = /^unfinished-([0-9a-f]+-\d+-\d*)-\w+$/;
/** What nobody used for so long is removed when something is made. */
const KEPT_DAYS = 30;

const LIMITS = {
  memoryBytes: 512 * 1024 ** 2,
  pids: 16,
  timeoutSeconds: 120,
  maxStdoutBytes: 64 * 1024 ** 2,
};

const compiledFiles = z.record(
  z.string().regex(/^importgraph_explorer\/(\w+\/)*__pycache__\/\w+\.[\w-]+\.pyc$/),
  z.base64().min(1),
);

/**
 * A folder that holds the explorer, to be mounted read-only: with its bytecode, which is made once for each content of
 * the explorer and each base, else as it is. Two processes at once don't disturb each other.
 *
 * @throws the signal's reason when aborted
 */
export async function compiledExplorer(options: CompileOptions): Promise<string> {
  const { explorerDirectory, say, signal, keptIn = cacheFolder("explorers") } = options;
  try {
    const sources = await sourcesOf(explorerDirectory);
    const folder = join(keptIn, await nameOf(sources, options.base));
    const now = new Date();
    const isThere = await utimes(folder, now, now).then(
      () => true,
      () => false,
    );
    if (!isThere) {
      await make(folder, sources, options);
    }
    return folder;
  } catch (error) {
    signal?.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    say(`The explorer's bytecode can't be kept, each session compiles it: ${why}`);
    return explorerDirectory;
  }
}

/** Path from the explorer's folder → content. */
type Files = ReadonlyMap<string, Uint8Array>;

async function sourcesOf(explorerDirectory: string): Promise<Files> {
  const entries = await readdir(join(explorerDirectory, PACKAGE), { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".py"))
    .map((entry) => relative(explorerDirectory, join(entry.parentPath, entry.name)))
    .sort();
  const read = paths.map(async (path) => [path, await readFile(join(explorerDirectory, path))] as const);
  return new Map(await Promise.all(read));
}

async function nameOf(sources: Files, { inputsDigest, provenance }: CompileOptions["base"]): Promise<string> {
  const hash = createHash("sha256").update(`${inputsDigest} ${provenance}\n${await script()}`);
  for (const [path, content] of sources) {
    hash.update(`\n${content.length} ${path}\n`).update(content);
  }
  return hash.digest("hex").slice(0, 32);
}

async function script(): Promise<string> {
  return await readFile(programFile("src", "explore", "session", "compile_explorer.py"), "utf8");
}

async function make(folder: string, sources: Files, options: CompileOptions): Promise<void> {
  const keptIn = dirname(folder);
  await mkdir(keptIn, { recursive: true });
  await removeUnused(keptIn);
  const unfinished = await mkdtemp(join(keptIn, `unfinished-${processMark()}-`));
  try {
    await write(unfinished, new Map([...sources, ...(await compile(options))]));
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another process was faster.
    if (!["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) {
      throw error;
    }
  }
}

async function compile({ docker, explorerDirectory, base, log, signal }: CompileOptions): Promise<Files> {
  const chunks: Uint8Array[] = [];
  const { exitCode } = await runSandbox(docker, {
    ...LIMITS,
    image: base.id,
    command: ["python", "-I", "-S", "-c", await script()],
    mounts: [{ source: explorerDirectory, target: "/explorer" }],
    log,
    ...(signal && { signal }),
    onStdout(chunk) {
      chunks.push(chunk);
    },
  });
  if (exitCode !== 0) {
    throw new Error(log.tail(1)[0] ?? `compiling it ended with exit code ${exitCode}`);
  }
  const compiled = compiledFiles.parse(JSON.parse(Buffer.concat(chunks).toString("utf8")));
  return new Map(Object.entries(compiled).map(([path, code]) => [path, Buffer.from(code, "base64")]));
}

/** The user that sessions run as must be able to read it, whatever this process's mask is. */
async function write(folder: string, files: Files): Promise<void> {
  const folders = new Set([folder]);
  for (const [path, content] of files) {
    const target = join(folder, path);
    for (let inner = dirname(target); !folders.has(inner); inner = dirname(inner)) {
      folders.add(inner);
    }
    await mkdir(dirname(target), { recursive: true });
    const file = await open(target, "wx");
    try {
      await file.writeFile(content);
      await file.chmod(0o644);
      // Python believes bytecode that was cut off, and there is no source that it would be compared with.
      await file.sync();
    } finally {
      await file.close();
    }
  }
  for (const inner of folders) {
    await chmod(inner, 0o755);
  }
}

async function removeUnused(keptIn: string): Promise<void> {
  const oldest = Date.now() - KEPT_DAYS * 24 * 3600 * 1000;
  for (const name of await readdir(keptIn)) {
    const path = join(keptIn, name);
    const found = await stat(path).catch(() => undefined);
    const isAbandoned = isMarkedProcessGone(UNFINISHED.exec(name)?.[1] ?? "");
    if (found !== undefined && (isAbandoned || found.mtimeMs < oldest)) {
      await rm(path, { recursive: true, force: true });
    }
  }
}
