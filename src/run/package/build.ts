import { join, relative } from "node:path";
import { buildImage } from "../../docker/image/build.ts";
import { IMAGE_KEY_LABEL, imageKeyOf, packageImageTag } from "../../docker/image/images.ts";
import { DOCKERFILE, generate, type Recipe } from "../../dockerfile/generate.ts";
import { InputError } from "../../errors/input-error.ts";
import type { OutputLog } from "../../exec/output-log.ts";
import type { Lock } from "../../lock/lockfile.ts";
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
    return { status: "built", stem: task.stem, image };
  });
}

const BUILD_SECONDS = 60 * 60;
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
  return `Python ${python}, ${packages.length} distribution${packages.length === 1 ? "" : "s"}${built}`;
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

/**
 * The image of a package: kept where the engine has it with the same key, else built.
 *
 * @returns its tag
 * @throws BuildError with the lines that say why
 */
export async function buildPackage(
  { pkginfo, folder }: PackageTask,
  generated: GeneratedPackage,
  { force }: { force: boolean },
  workshop: Workshop,
  clock: StageClock,
  openLog: () => OutputLog,
): Promise<string> {
  const tag = packageImageTag(pkginfo.normalizedName, pkginfo.version);
  const { signal } = workshop;
  const docker = await clock.time("base", async () => {
    const engine = await workshop.docker((line) => clock.progress("base", line));
    await workshop.base(generated.python, (line) => clock.progress("base", line));
    return engine;
  });
  await clock.time(
    "build",
    async () => {
      if (!force && (await imageKeyOf(docker, tag, { signal })) === generated.keys.imageKey) {
        return { kept: true };
      }
      const sources = sourceBuildsText(generated.recipe.locks.lock);
      if (sources !== undefined) {
        clock.progress("build", sources);
      }
      await buildImage(docker, {
        contextDirectory: folder,
        dockerfile: join(folder, DOCKERFILE),
        tag,
        labels: { [IMAGE_KEY_LABEL]: generated.keys.imageKey },
        secrets: await workshop.secrets(),
        log: openLog(),
        timeoutSeconds: BUILD_SECONDS,
        signal,
      });
      return { kept: false };
    },
    ({ kept }) => ({ kept, detail: tag }),
  );
  return tag;
}
