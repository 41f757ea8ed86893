/** The resolver's container: uv in the base that will be installed on, with the pkginfo's Debian packages. */

import { randomBytes } from "node:crypto";
import { chmod, copyFile, mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import type { BaseImage } from "../../docker/base/base-image.ts";
import { buildImage } from "../../docker/image/build.ts";
import { supervisorLabels } from "../../docker/sandbox/supervisor.ts";
import { type TemporaryFolder, temporaryFolder } from "../../exec/temporary-folder.ts";
import { programFile } from "../../files/home.ts";
import type { Pkginfo } from "../../pkginfo/pkginfo.ts";
import { normalizeName } from "../../releases/project-name.ts";
import { aptStep } from "../apt-step.ts";
import { backEndInstant, COMPILERS, compilerInstant } from "../as-of.ts";
import { ResolutionError } from "../resolution-error.ts";
import { BUILT_AGAINST, type Lift } from "../wheels.ts";
import { buildNeedsText } from "./build-needs.ts";
import { type ContainerJob, type ContainerTools, runInContainer } from "./container-run.ts";
import { parsePylock, type ResolvedPackage, UnlockableError } from "./pylock.ts";
import { REPACK_SCRIPT } from "./repack.ts";

export interface ResolverOptions extends ContainerTools {
  base: BaseImage;
  pkginfo: Pkginfo;
  /** The index is read as it stood at this instant (RFC 3339, UTC); null: as it is. */
  asOf: string | null;
  /** What is taken as of later instants. */
  lifts?: readonly Pick<Lift, "name" | "instant">[];
  /** Whether uv is shown a view of the index, since it refused something of it: of all resolvers for one pkginfo. */
  view: { isNeeded: boolean; told?: Set<string> };
  /** A wheel of this machine that requirements may name by {@link Resolver.wheelAddress}. */
  wheelPath?: string;
  /** Gets a line where uv refuses what the index has, and is asked in another way. */
  say: (line: string) => void;
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
/** uv reads it where it is started. */
const SETTINGS = "uv.toml";
const SDIST_SCRIPT = "sdist_requirements.py";
const VIEW_SCRIPT = "index_view.py";
const SCRIPTS = [SDIST_SCRIPT, VIEW_SCRIPT, REPACK_SCRIPT, "loosened.py"];
/** What uv says of a release that it takes from a view of the index only. */
const REFUSES =
  /non-PEP 625-compliant|has invalid metadata|Metadata for .* could not be parsed|Failed to parse metadata/;
/** What uv says where it can't have what a source is built with. */
const BUILD_REQUIREMENTS = /Failed to (?:resolve|install) requirements from `build-system\.requires`/;
/** What uv says where it may not build what others are compiled against. */
const HAS_NO_WHEEL = /building from source is disabled for `[\w-]+`/;
/** So many at most: each of them costs a question, and what a build prints could name ever others. */
const MOST_NEEDY = 8;
/** What uv says of a source that it can't build. */
const FAILED_BUILD = /Failed to (?:download and )?build `([A-Za-z0-9][\w.-]{0,100})(?:==| @ |`)/g;
/** What `repack.py` says of a pin of a build that it loosens. */
const LOOSENED = /^mended: ('[^'\n]{1,100}' has no wheel for Python [^\n]{1,200})$/gm;
const PYTHON = "/opt/venv/bin/python";
const APT_SECONDS = 15 * 60;

/** @throws BuildError when the pkginfo's Debian packages can't be installed. */
export async function openResolver(options: ResolverOptions): Promise<Resolver> {
  const { pkginfo, wheelPath } = options;
  const work = await temporaryFolder();
  try {
    // Containers run as nobody; other users of this machine don't get past the working folder.
    const folder = join(work.path, "inputs");
    await mkdir(folder);
    await chmod(folder, 0o755);
    await writeShared(join(folder, BUILD_CONSTRAINTS), listText(pkginfo.buildWith));
    for (const script of SCRIPTS) {
      await copyShared(programFile("src", "lock", "uv", script), folder);
    }
    if (wheelPath !== undefined) {
      await copyShared(wheelPath, folder);
    }
    const image = await resolverImage(options, work.path);
    const resolver = new UvResolver(options, { work, folder, image });
    await resolver.buildWithNeeds([pkginfo.normalizedName]);
    return resolver;
  } catch (error) {
    await work.remove();
    throw error;
  }
}

class UvResolver implements Resolver {
  readonly #options: ResolverOptions;
  readonly #work: TemporaryFolder;
  readonly #folder: string;
  readonly #image: ResolverImage;
  /** Whether what others are compiled against is built, too: there is no other way to have it. */
  #buildsAll = false;
  /** Distributions whose sources are built with what the pkginfo says that its sources need; normalised names. */
  readonly #needy = new Set<string>();

  constructor(
    options: ResolverOptions,
    { work, folder, image }: { work: TemporaryFolder; folder: string; image: ResolverImage },
  ) {
    this.#work = work;
    this.#options = options;
    this.#folder = folder;
    this.#image = image;
  }

  /** What every question to uv has in common. */
  get #flags(): string[] {
    const { pkginfo } = this.#options;
    const wheels = BUILT_AGAINST.filter((name) => !this.#buildsAll && name !== pkginfo.normalizedName);
    return [
      ...["--no-progress", "--color=never", ...instantFlags(this.#options)],
      ...wheels.flatMap((name) => ["--only-binary", name]),
    ];
  }

  /**
   * Has sources built with what they need and do not ask for. That of all is written down where they are installed; to resolve
   * them uv must be told their names, and these show only when they can't be built.
   *
   * @returns whether any of them was not before
   */
  async buildWithNeeds(names: readonly string[]): Promise<boolean> {
    const { buildNeeds } = this.#options.pkginfo;
    const room = buildNeeds.length > 0 ? MOST_NEEDY - this.#needy.size : 0;
    const added = names.filter((name) => !this.#needy.has(name)).slice(0, Math.max(0, room));
    added.forEach((name) => {
      this.#needy.add(name);
    });
    if (added.length > 0) {
      await writeShared(join(this.#folder, SETTINGS), buildNeedsText([...this.#needy], buildNeeds));
    }
    return added.length > 0;
  }

  get wheelAddress(): string {
    return `file://${INPUTS}/${this.#wheelName ?? ""}`;
  }

  get #wheelName(): string | undefined {
    return this.#options.wheelPath === undefined ? undefined : basename(this.#options.wheelPath);
  }

  async compile({ requirements, constraints, what }: Question): Promise<ResolvedPackage[]> {
    await writeShared(join(this.#folder, CONSTRAINTS), listText(constraints));
    const compile = [
      "pip",
      "compile",
      "-",
      "--format=pylock.toml",
      "--no-header",
      `--python=${PYTHON}`,
      `--directory=${INPUTS}`,
    ];
    const limits = [
      `--constraints=${INPUTS}/${CONSTRAINTS}`,
      `--build-constraints=${INPUTS}/${BUILD_CONSTRAINTS}`,
    ];
    const { answer, errors } = await this.#run(what, "dependencies", () => ({
      command: ["uv", ...compile, ...limits, ...this.#flags],
      stdin: listText(requirements),
    }));
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
    const job = () => ({
      flags: [`--constraints=${INPUTS}/${BUILD_CONSTRAINTS}`, ...this.#flags],
      needs: this.#options.pkginfo.buildNeeds,
      loosened: this.#options.view.isNeeded,
      sdists: sources.map(({ name, sdistUrl, hashes: [sha256] }) => ({ name, url: sdistUrl, sha256 })),
    });
    const { answer } = await this.#run(what, "back ends", () => ({
      command: [PYTHON, "-I", `${INPUTS}/${SDIST_SCRIPT}`],
      stdin: JSON.stringify(job()),
    }));
    const requirements = requirementsSchema.safeParse(JSON.parse(answer));
    if (!requirements.success) {
      throw this.#failure(what, `a back end asks for something other than releases of the index: ${answer}`);
    }
    return requirements.data;
  }

  /** @param ask is asked again where uv is asked in another way */
  async #run(
    what: string,
    of: "dependencies" | "back ends",
    ask: () => Required<Pick<ContainerJob, "command" | "stdin">>,
  ): Promise<{ answer: string; errors: string }> {
    const { view } = this.#options;
    const { command, stdin } = ask();
    const outcome = await runInContainer(this.#options, {
      image: this.#image.id,
      command: view.isNeeded ? [PYTHON, "-I", `${INPUTS}/${VIEW_SCRIPT}`, INPUTS, ...command] : command,
      stdin,
      mounts: [{ source: this.#folder, target: INPUTS }],
      env: this.#options.pkginfo.buildEnv,
    });
    this.#tellLoosened("failure" in outcome ? outcome.failure : outcome.errors);
    if (!("failure" in outcome)) {
      return outcome;
    }
    const { failure } = outcome;
    const unbuilt = [...failure.matchAll(FAILED_BUILD)].map(([, name = ""]) => normalizeName(name));
    if (await this.buildWithNeeds(unbuilt)) {
      return await this.#run(what, of, ask);
    }
    const hasNoWheel = HAS_NO_WHEEL.test(failure);
    const isOfBuild = BUILD_REQUIREMENTS.test(failure) || (hasNoWheel && of === "back ends");
    if (!view.isNeeded && (isOfBuild || REFUSES.test(failure))) {
      view.isNeeded = true;
      const why = REFUSES.test(failure) ? "refuses a release" : "can't have what a source pins";
      this.#options.say(`uv ${why} for ${what}: asking it again with a view of the index that mends it`);
    } else if (hasNoWheel && !this.#buildsAll) {
      this.#buildsAll = true;
    } else {
      throw this.#failure(what, failure);
    }
    return await this.#run(what, of, ask);
  }

  /** What is built with other releases than it pins: once for each pkginfo. */
  #tellLoosened(output: string): void {
    const { view, say } = this.#options;
    view.told ??= new Set();
    for (const [, line = ""] of output.matchAll(LOOSENED)) {
      if (!view.told.has(line)) {
        view.told.add(line);
        say(`of what its build pins, ${line}`);
      }
    }
  }

  #failure(what: string, output: string): ResolutionError {
    return new ResolutionError({ file: this.#options.pkginfo.path }, what, output);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#image.temporaryTag !== undefined) {
      // What it was made of stays in BuildKit's cache, from which the package's own image then has it.
      await this.#options.docker.run(["image", "rm", "--force", this.#image.temporaryTag], {
        timeoutSeconds: 60,
      });
    }
    await this.#work.remove();
  }
}

/** A back end's own words: one requirement of a release of the index each, no option of uv and no address. */
const requirement = z
  .string()
  .max(1000)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*\s*(\[[A-Za-z0-9._,\s-]*\])?\s*(\(?[<>=!~][^;@\n\r]*)?(;[^\n\r]*)?$/);
const requirementsSchema = z.array(requirement).max(1000);

function instantFlags({ asOf, lifts = [], base: { python } }: ResolverOptions): string[] {
  if (asOf === null) {
    return [];
  }
  const instants = new Map([
    ...["setuptools", "wheel"].map((name) => [name, backEndInstant(asOf, python)] as const),
    ...COMPILERS.map((name) => [name, compilerInstant(asOf, python)] as const),
    ...lifts.map(({ name, instant }) => [name, instant] as const),
  ]);
  const exempt = [...instants].flatMap(([name, instant]) => [
    "--exclude-newer-package",
    `${name}=${instant}`,
  ]);
  return ["--exclude-newer", asOf, ...exempt];
}

interface ResolverImage {
  id: string;
  /** Of an image that was made for this resolver only. */
  temporaryTag?: string;
}

/** The build base itself where nothing has to be added. Resolving may build, hence the one with compilers. */
async function resolverImage(options: ResolverOptions, contextDirectory: string): Promise<ResolverImage> {
  const { docker, base, pkginfo, log, signal } = options;
  const apt = [...pkginfo.apt, ...pkginfo.buildApt];
  if (apt.length === 0) {
    return { id: base.buildId };
  }
  const dockerfile = join(contextDirectory, "Dockerfile");
  await writeFile(dockerfile, `FROM ${base.buildTag}\n${aptStep(apt, base.python).join("\n")}\n`);
  const tag = `importgraph/resolver:${randomBytes(8).toString("hex")}`;
  const labels = supervisorLabels();
  const image = { contextDirectory, dockerfile, tag, labels, log, timeoutSeconds: APT_SECONDS };
  return { id: await buildImage(docker, { ...image, ...(signal && { signal }) }), temporaryTag: tag };
}

/** Whatever this process's umask is, containers run as nobody and have to read it. */
async function writeShared(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await chmod(path, 0o644);
}

async function copyShared(path: string, folder: string): Promise<void> {
  const copy = join(folder, basename(path));
  await copyFile(path, copy);
  await chmod(copy, 0o644);
}

function listText(requirements: readonly string[]): string {
  return requirements.map((line) => `${line}\n`).join("");
}
