import { resolve } from "node:path";
import { InputError } from "../../../errors/input-error.ts";
import { quoted } from "../../../errors/quoted.ts";
import { UsageError } from "../../../errors/usage-error.ts";
import { openOutputLog } from "../../../exec/output-log.ts";
import { declaredBy, requiredPython } from "../../../impact/dependencies.ts";
import type { Impact } from "../../../impact/impact.ts";
import { type ProjectLock, readProjectLock } from "../../../impact/locks/project-lock.ts";
import type { Project } from "../../../impact/sources/project.ts";
import { scanProject } from "../../../impact/sources/scan-project.ts";
import { isProjectName, normalizeName } from "../../../releases/project-name.ts";
import { allowsPython, compareVersions, normalizeVersion } from "../../../releases/versions.ts";
import type { Workshop } from "../../../run/package/workshop.ts";
import type { Asked } from "../shard-choice.ts";
import { ExploredReleases } from "./explored-releases.ts";

/** What is asked about a project. */
export interface ImpactQuestion {
  folder: string;
  lock: string | undefined;
  /** Such as `3.13`. */
  python: string | undefined;
  /** NAME or NAME==VERSION. */
  upgrade: readonly string[];
  isAllUpgraded: boolean;
  /** Whether the lowest versions that would do are looked for. */
  wantsLowest?: boolean;
}

/** Where answers come from. */
export interface ImpactSources {
  asked: () => Promise<Asked>;
  /** Explores releases by NAME==VERSION; undefined where that is not wanted. */
  explore: ((named: readonly string[]) => Promise<void>) | undefined;
  /** The newest version of a distribution that the index has. */
  newestVersion: (name: string) => Promise<string>;
  workshop: Pick<Workshop, "docker" | "base" | "explorer" | "pythons">;
  say: (line: string) => void;
  signal: AbortSignal;
  logFolder: string;
}

export interface AnsweredImpact {
  impact: Impact;
  lock: ProjectLock;
  python: string;
}

/**
 * Answers what an upgrade breaks of a project, or what of it the installed versions have not.
 *
 * @throws InputError for a project without a lock or sources, and an upgrade of what it has not
 */
export async function answerImpact(
  question: ImpactQuestion,
  sources: ImpactSources,
): Promise<AnsweredImpact> {
  const folder = resolve(question.folder);
  const python = await choosePython(folder, question.python, sources);
  const lock = await readProjectLock(folder, question.lock, python);
  const declared = await declaredBy(folder, lock);
  const project = await readSources(folder, python, sources);
  const read = { project, lock, declared, python };
  const known = new ExploredReleases([await sources.asked()]);
  const change = { upgrades: await upgradesOf(question, lock, known, sources), ...NOTHING_ELSE };
  const wantsLowest = question.wantsLowest === true;
  let releases = await known.withNamed(read, change, wantsLowest);
  const missing = sources.explore === undefined ? [] : releases.missing(read, change);
  if (sources.explore !== undefined && missing.length > 0) {
    await sources.explore(missing);
    releases = await new ExploredReleases([await sources.asked()]).withNamed(read, change, wantsLowest);
  }
  const impact = await releases.impactOn(read, change, wantsLowest);
  return { impact, lock, python };
}

const NOTHING_ELSE = { added: new Map<string, string>(), removed: new Set<string>() };

/**
 * The Python that a project is looked at with: the one that is asked for, else the usual one or the newest that it allows.
 *
 * @throws UsageError for one that there is no base of
 */
export async function choosePython(
  folder: string,
  wanted: string | undefined,
  { workshop }: Pick<ImpactSources, "workshop">,
): Promise<string> {
  const pythons = (await workshop.pythons()).map(({ python }) => python);
  if (wanted !== undefined) {
    if (!pythons.includes(wanted)) {
      throw new UsageError({
        message: `--python: found ${quoted(wanted)}, expected one of ${pythons.join(", ")}`,
      });
    }
    return wanted;
  }
  const required = await requiredPython(folder);
  const fitting = [USUAL_PYTHON, ...pythons.toReversed()].filter((python) => allowsPython(required, python));
  return fitting.find((python) => pythons.includes(python)) ?? USUAL_PYTHON;
}

/** Where a project does not say which Python it runs on. */
const USUAL_PYTHON = "3.13";

/**
 * Reads the sources of a project in a container of a Python.
 *
 * @throws InputError where there are none
 */
export async function readSources(
  folder: string,
  python: string,
  sources: Pick<ImpactSources, "workshop" | "say" | "signal" | "logFolder">,
): Promise<Project> {
  const { workshop, say, signal, logFolder } = sources;
  const log = openOutputLog(`${logFolder}/impact.log`);
  try {
    const [docker, base] = [await workshop.docker(say), await workshop.base(python, say)];
    const explorerDirectory = await workshop.explorer(python, say);
    return await scanProject(folder, { docker, image: base.id, explorerDirectory, log, signal });
  } finally {
    await log.close();
  }
}

/** By name the version that something is upgraded to. */
async function upgradesOf(
  { upgrade, isAllUpgraded }: ImpactQuestion,
  lock: ProjectLock,
  known: ExploredReleases,
  sources: ImpactSources,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const pin of isAllUpgraded ? lock.pins : []) {
    const newest = await newestOf(pin.name, known, sources);
    if (newest !== undefined && compareVersions(newest, pin.version) > 0) {
      found.set(pin.name, newest);
    }
  }
  for (const argument of upgrade) {
    const { name, version } = parsedUpgrade(argument);
    const pin = lock.pins.find((one) => one.name === name);
    if (pin === undefined) {
      throw new UsageError({
        message: `--upgrade ${quoted(argument)}: ${lock.file} has no ${name}`,
        fix: "name a distribution as the lock does",
      });
    }
    const to = version ?? (await newestOf(name, known, sources));
    if (to === undefined) {
      throw new InputError({
        message: `no other version of ${name} than ${pin.version} was explored`,
        fix: `name one, and explore it: --upgrade ${name}==VERSION --explore`,
      });
    }
    found.set(name, to);
  }
  return found;
}

/** The newest version of the index where exploring is wanted, else the newest one that was explored. */
async function newestOf(
  name: string,
  known: ExploredReleases,
  sources: ImpactSources,
): Promise<string | undefined> {
  return sources.explore === undefined ? known.newest(name) : await sources.newestVersion(name);
}

function parsedUpgrade(argument: string): { name: string; version?: string } {
  const [name = "", written] = argument.split("==", 2);
  const version = written === undefined ? undefined : normalizeVersion(written);
  if (!isProjectName(name) || (written !== undefined && version === undefined)) {
    throw new UsageError({
      message: `--upgrade: found ${quoted(argument)}, expected NAME or NAME==VERSION`,
      fix: "such as: --upgrade pandas==2.2.3",
    });
  }
  return { name: normalizeName(name), ...(version !== undefined && { version }) };
}
