import { copyFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { INPUTS_LABEL } from "../../docker/base/pushed-base.ts";
import { type Docker, DockerError } from "../../docker/engine/docker.ts";
import { type BuildImageOptions, buildImage } from "../../docker/image/build.ts";
import { BuildError } from "../../docker/image/build-error.ts";
import { type FoundImage, findImage, IMAGE_KEY_LABEL, packageImageTag } from "../../docker/image/images.ts";
import { holdImage } from "../../docker/sandbox/hold-image.ts";
import { DOCKERFILE, generate, type Recipe } from "../../dockerfile/generate.ts";
import { InputError } from "../../errors/input-error.ts";
import { countText } from "../../exec/figure.ts";
import type { OutputLog } from "../../exec/output-log.ts";
import { type TemporaryFolder, temporaryFolder } from "../../exec/temporary-folder.ts";
import type { Lock } from "../../lock/lockfile.ts";
import { keyAdvice } from "../../pkginfo/advice.ts";
import { type PackageKeys, packageKeys } from "../../plan/package-keys.ts";
import type { StageClock } from "./events.ts";
import type { BuiltOutcome, PackageOutcome } from "./outcome.ts";
import { type Report, type RunSettings, runPackage } from "./run.ts";
import type { Target } from "./targets.ts";
import type { PackageTask } from "./task.ts";
import type { Workshop } from "./workshop.ts";

/** What a package's image is to be made of. */
export interface GeneratedPackage {
  recipe: Recipe;
  keys: PackageKeys;
  /** The minor version that the lock is for. */
  python: string;
}

/**
 * Takes one package from its name to an image.
 *
 * @throws the reason of the workshop's signal when that was aborted
 */
export function buildOnly(
  target: Target,
  settings: RunSettings & { force: boolean },
  workshop: Workshop,
  report: Report,
): Promise<PackageOutcome<BuiltOutcome>> {
  return runPackage(target, settings, workshop, report, async ({ task, clock, openLog }) => {
    const generated = await generatePackage(task, settings, workshop, clock, openLog);
    const image = await buildPackage(task, generated, settings, workshop, clock, openLog);
    return { status: "built", stem: task.stem, image: image.tag };
  });
}

const BUILD_SECONDS = 60 * 60;
/** How often an image is built that somebody deletes before it can be used. */
const MOST_BUILDS = 5;
const MOST_SOURCES = 5;

/**
 * The lock and Dockerfile of a package: kept where they are up to date, else made.
 *
 * @throws InputError where they are not up to date and `frozen`; otherwise as `generate`
 */
export async function generatePackage(
  task: PackageTask,
  { frozen }: RunSettings,
  workshop: Workshop,
  clock: StageClock,
  openLog: () => OutputLog,
): Promise<GeneratedPackage> {
  const { pkginfo, folder, origin } = task;
  if (origin.kind === "library") {
    throw new InputError({
      message:
        "the standard library has no image of its own: it is explored in the base that packages are installed on",
      fix: `run \`./scripts/explore ${pkginfo.name}==${pkginfo.version}\``,
    });
  }
  const isFrozen = frozen && origin.kind === "repository";
  const { recipe, changes } = await clock.time(
    "lock",
    () =>
      generate(folder, pkginfo, {
        check: isFrozen,
        ...(origin.kind === "local" ? { artifact: origin.artifact } : {}),
        tools: workshop,
        log: openLog,
        say: (line) => clock.progress("lock", line),
      }),
    ({ changes, recipe }) => ({ kept: changes.length === 0, detail: lockDetail(recipe) }),
  );
  if (recipe === undefined || (isFrozen && changes.length > 0)) {
    const lines = changes.map(({ path, reason }) => `${relative(process.cwd(), path)}: ${reason}`);
    throw new InputError({
      message: `with --frozen nothing is generated, and these are not up to date:\n    ${lines.join("\n    ")}`,
      fix: `run \`./scripts/importgraph generate ${task.stem}\` and commit what it writes`,
    });
  }
  const keys = await packageKeys(pkginfo, recipe, workshop.keySources);
  return { recipe, keys, python: recipe.locks.lock.python };
}

function lockDetail(recipe: Recipe | undefined): string {
  if (recipe === undefined) {
    return "";
  }
  const { python, packages } = recipe.locks.lock;
  const sources = packages.filter(({ fromSource }) => fromSource).length;
  const built = sources === 0 ? "" : `, ${sources} from source`;
  return `Python ${python}, ${countText(packages.length, "distribution")}${built}`;
}

/** What a build has to compile, since no wheel fits the Python, as a line for whoever waits; undefined where all fit. */
export function sourceBuildsText({
  python,
  packages,
}: Pick<Lock, "python" | "packages">): string | undefined {
  const sources = packages
    .filter(({ fromSource }) => fromSource)
    .map(({ name, version }) => `${name} ${version}`);
  const shown = sources.slice(0, MOST_SOURCES).join(", ");
  const more = sources.length - MOST_SOURCES;
  return sources.length === 0
    ? undefined
    : `no wheel for Python ${python} of ${shown}${more > 0 ? ` and ${more} more` : ""}: built from source, which can take many minutes`;
}

/** An image of a package that was found to be made of what its key says. */
export interface BuiltImage {
  /** What is run: a tag may lead elsewhere a moment later, since all images of a release share one. */
  id: string;
  /** For people. */
  tag: string;
  /** Whether it was there already. */
  kept: boolean;
}

/**
 * The image of a package: kept where the engine has it with the same key, else built.
 *
 * @throws BuildError with the lines that say why
 */
export async function buildPackage(
  { pkginfo, folder }: PackageTask,
  generated: GeneratedPackage,
  { force }: { force: boolean },
  workshop: Workshop,
  clock: StageClock,
  openLog: () => OutputLog,
): Promise<BuiltImage> {
  const tag = packageImageTag(pkginfo.normalizedName, pkginfo.version);
  const { signal } = workshop;
  const { docker, base } = await clock.time("base", async () => {
    const say = (line: string) => clock.progress("base", line);
    return { docker: await workshop.docker(say), base: await workshop.base(generated.python, say) };
  });
  const wanted = { [IMAGE_KEY_LABEL]: generated.keys.imageKey, [INPUTS_LABEL]: base.inputsDigest };
  return await clock.time(
    "build",
    async () => {
      const known = force ? undefined : await findImage(docker, tag, { signal });
      if (known !== undefined && hasLabels(known, wanted)) {
        return { id: known.id, tag, kept: true };
      }
      const sources = sourceBuildsText(generated.recipe.locks.lock);
      if (sources !== undefined) {
        clock.progress("build", sources);
      }
      const context = await contextOf(generated.recipe, folder);
      try {
        const build = {
          contextDirectory: context.path,
          dockerfile: join(context.path, DOCKERFILE),
          tag,
          labels: { [IMAGE_KEY_LABEL]: generated.keys.imageKey },
          buildArgs: { BASE: base.tag, ...(sources !== undefined && { BUILD_BASE: base.buildTag }) },
          secrets: await workshop.secrets(),
          log: openLog(),
          timeoutSeconds: BUILD_SECONDS,
          signal,
        };
        return { id: await buildLabelled(docker, build, wanted), tag, kept: false };
      } finally {
        await context.remove();
      }
    },
    ({ kept }) => ({ kept, detail: tag }),
  );
}

type Labels = Readonly<Record<string, string>>;

/**
 * Builds an image, and again from the engine's cache where another process has replaced and deleted it at once.
 *
 * @param wanted labels that it must have, those of the base that it was to be built on among them
 * @returns its id
 */
async function buildLabelled(docker: Docker, build: BuildImageOptions, wanted: Labels): Promise<string> {
  for (let attempt = 1; attempt <= MOST_BUILDS; attempt += 1) {
    const id = await buildImage(docker, build).catch(withAdvice);
    const built = await findImage(docker, id);
    if (built !== undefined && !hasLabels(built, wanted)) {
      throw new DockerError(`the base of ${build.tag} was replaced by something else while it was built`);
    }
    if (built !== undefined) {
      return id;
    }
  }
  throw new DockerError(`${build.tag} was deleted ${MOST_BUILDS} times as soon as it was built`);
}

/** @throws the error, which says what key of the pkginfo mends it where that is known */
function withAdvice(error: unknown): never {
  if (!(error instanceof BuildError) || error.failure !== "step") {
    throw error;
  }
  const { failure, step = "", lines } = error;
  const fix = keyAdvice(lines, /"\/bin\/sh", "-ec"/.test(step) ? "run" : "build");
  throw new BuildError(failure, error.step, lines, fix);
}

function hasLabels({ labels }: FoundImage, wanted: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

/** What a build reads, as it was when the key was made of it: the package's own folder may change meanwhile. */
async function contextOf({ locks, dockerfile, lockTexts }: Recipe, folder: string): Promise<TemporaryFolder> {
  const context = await temporaryFolder();
  try {
    for (const [name, text] of Object.entries({ ...lockTexts, [DOCKERFILE]: dockerfile })) {
      await writeFile(join(context.path, name), text);
    }
    // Of a wheel the lock has the hash, which is checked when it is installed.
    for (const wheel of locks.lock.packages.flatMap(({ wheel = [] }) => wheel)) {
      await copyFile(join(folder, wheel), join(context.path, wheel));
    }
    return context;
  } catch (error) {
    await context.remove();
    throw error;
  }
}

/**
 * Uses an image that nobody deletes meanwhile. All images of a release share a tag, so another process that builds one
 * may delete this one before it is held: then it is built again, which takes no time, as all is in the engine's cache.
 */
export async function onHeldImage<T>(
  docker: Docker,
  build: (again: boolean) => Promise<BuiltImage>,
  use: (image: BuiltImage) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const image = await build(attempt > 1);
    const used = await holdImage(docker, image.id, () => use(image));
    if (used !== undefined) {
      return used.result;
    }
    if (attempt === MOST_BUILDS) {
      throw new DockerError(`${image.tag} was deleted ${attempt} times before it could be used`);
    }
  }
}
