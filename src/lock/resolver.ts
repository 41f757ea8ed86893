/** The resolver's container: uv in the base that will be installed on, with the pkginfo's Debian packages. */

import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import type { BaseImage } from "../docker/base-image.ts";
import { buildImage } from "../docker/build.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { aptStep } from "./apt-step.ts";
import { backEndInstant } from "./as-of.ts";
import { type ContainerJob, type ContainerTools, runInContainer } from "./container-run.ts";
import { parsePylock, type ResolvedPackage, UnlockableError } from "./pylock.ts";
import { ResolutionError } from "./resolution-error.ts";

export interface ResolverOptions extends ContainerTools {
  base: BaseImage;
  pkginfo: Pkginfo;
  /** The index is read as it stood at this instant (RFC 3339, UTC); null: as it is. */
  asOf: string | null;
  /** A wheel of this machine that requirements may name by {@link Resolver.wheelAddress}. */
  wheelPath?: string;
}

interface Question {
  /** PEP 508 requirements. */
  requirements: readonly string[];
  constraints: readonly string[];
  /** What the answer is for, as the subject of an error. */
  what: string;
}

/** Answers questions for one pkginfo; disposing of it removes what it put on the disk. */
export interface Resolver extends AsyncDisposable {
  /** `file:` address of the local wheel, as the container sees it. */
  readonly wheelAddress: string;
  /**
   * The newest releases that fit together, as of the instant.
   *
   * @throws ResolutionError when none do.
   */
  compile(question: Question): Promise<ResolvedPackage[]>;
  /**
   * What source distributions ask for to be built, as PEP 508 requirements.
   *
   * @throws ResolutionError when one can't be read, or its back end does not start.
   */
  backEndRequirements(sources: readonly ResolvedPackage[], what: string): Promise<string[]>;
}

const INPUTS = "/inputs";
const BUILD_CONSTRAINTS = "build-constraints.txt";
const CONSTRAINTS = "constraints.txt";
const SDIST_SCRIPT = "sdist_requirements.py";
const PYTHON = "/opt/venv/bin/python";
const APT_SECONDS = 15 * 60;

/** @throws BuildError when the pkginfo's Debian packages can't be installed. */
export async function openResolver(options: ResolverOptions): Promise<Resolver> {
  const { pkginfo, wheelPath } = options;
  const work = await mkdtemp(join(tmpdir(), "importgraph-resolver-"));
  try {
    // Containers run as nobody; other users of this machine don't get past the working folder.
    const folder = join(work, "inputs");
    await mkdir(folder);
    await chmod(folder, 0o755);
    await writeFile(join(folder, BUILD_CONSTRAINTS), listText(pkginfo.buildWith));
    await copyFile(join(import.meta.dirname, SDIST_SCRIPT), join(folder, SDIST_SCRIPT));
    if (wheelPath !== undefined) {
      await copyFile(wheelPath, join(folder, basename(wheelPath)));
    }
    return new UvResolver(options, folder, await resolverImage(options, folder));
  } catch (error) {
    await rm(work, { recursive: true, force: true });
    throw error;
  }
}

class UvResolver implements Resolver {
  readonly #options: ResolverOptions;
  readonly #folder: string;
  readonly #image: string;
  /** What every question to uv has in common. */
  readonly #flags: readonly string[];

  constructor(options: ResolverOptions, folder: string, image: string) {
    this.#options = options;
    this.#folder = folder;
    this.#image = image;
    this.#flags = ["--no-progress", "--color=never", ...instantFlags(options.asOf, options.base.python)];
  }

  get wheelAddress(): string {
    return `file://${INPUTS}/${this.#wheelName ?? ""}`;
  }

  get #wheelName(): string | undefined {
    return this.#options.wheelPath === undefined ? undefined : basename(this.#options.wheelPath);
  }

  async compile({ requirements, constraints, what }: Question): Promise<ResolvedPackage[]> {
    await writeFile(join(this.#folder, CONSTRAINTS), listText(constraints));
    const compile = ["pip", "compile", "-", "--format=pylock.toml", "--no-header", `--python=${PYTHON}`];
    const limits = [
      `--constraints=${INPUTS}/${CONSTRAINTS}`,
      `--build-constraints=${INPUTS}/${BUILD_CONSTRAINTS}`,
    ];
    const { answer, errors } = await this.#run(
      what,
      ["uv", ...compile, ...limits, ...this.#flags],
      listText(requirements),
    );
    const unknownExtra = /^warning: (The package .* does not have an extra named .*)$/m.exec(errors)?.[1];
    if (unknownExtra !== undefined) {
      throw this.#failure(what, unknownExtra);
    }
    try {
      return parsePylock(answer, this.#wheelName);
    } catch (error) {
      throw error instanceof UnlockableError ? this.#failure(what, error.message) : error;
    }
  }

  async backEndRequirements(sources: readonly ResolvedPackage[], what: string): Promise<string[]> {
    const job = {
      flags: [`--constraints=${INPUTS}/${BUILD_CONSTRAINTS}`, ...this.#flags],
      sdists: sources.map(({ name, sdistUrl, hashes: [sha256] }) => ({ name, url: sdistUrl, sha256 })),
    };
    const { answer } = await this.#run(
      what,
      [PYTHON, "-I", `${INPUTS}/${SDIST_SCRIPT}`],
      JSON.stringify(job),
    );
    const requirements = requirementsSchema.safeParse(JSON.parse(answer));
    if (!requirements.success) {
      throw this.#failure(what, `a back end asks for something other than releases of the index: ${answer}`);
    }
    return requirements.data;
  }

  async #run(what: string, command: ContainerJob["command"], stdin: string) {
    const mounts = [{ source: this.#folder, target: INPUTS }];
    const outcome = await runInContainer(this.#options, { image: this.#image, command, stdin, mounts });
    if ("failure" in outcome) {
      throw this.#failure(what, outcome.failure);
    }
    return outcome;
  }

  #failure(what: string, output: string): ResolutionError {
    return new ResolutionError({ file: this.#options.pkginfo.path }, what, output);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(dirname(this.#folder), { recursive: true, force: true });
  }
}

/** A back end's own words: one requirement of a release of the index each, no option of uv and no address. */
const requirement = z
  .string()
  .max(1000)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*\s*(\[[A-Za-z0-9._,\s-]*\])?\s*(\(?[<>=!~][^;@\n\r]*)?(;[^\n\r]*)?$/);
const requirementsSchema = z.array(requirement).max(1000);

function instantFlags(asOf: string | null, python: string): string[] {
  if (asOf === null) {
    return [];
  }
  const backEnds = backEndInstant(asOf, python);
  const exempt = ["setuptools", "wheel"].flatMap((name) => [
    "--exclude-newer-package",
    `${name}=${backEnds}`,
  ]);
  return ["--exclude-newer", asOf, ...exempt];
}

/** The build base itself where nothing has to be added. Resolving may build, hence the one with compilers. */
async function resolverImage(options: ResolverOptions, folder: string): Promise<string> {
  const { docker, base, pkginfo, log, signal } = options;
  if (pkginfo.apt.length === 0) {
    return base.buildTag;
  }
  const dockerfile = join(folder, "Dockerfile");
  await writeFile(dockerfile, `FROM ${base.buildTag}\n${aptStep(pkginfo.apt).join("\n")}\n`);
  const tag = `importgraph/resolver:${pkginfo.normalizedName}`;
  await buildImage(docker, {
    contextDirectory: folder,
    dockerfile,
    tag,
    log,
    timeoutSeconds: APT_SECONDS,
    ...(signal && { signal }),
  });
  return tag;
}

function listText(requirements: readonly string[]): string {
  return requirements.map((line) => `${line}\n`).join("");
}
