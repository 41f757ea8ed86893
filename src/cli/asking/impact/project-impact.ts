import { resolve } from "node:path";
import { InputError } from "../../../errors/input-error.ts";
import { quoted } from "../../../errors/quoted.ts";
import { UsageError } from "../../../errors/usage-error.ts";
import { openOutputLog } from "../../../exec/output-log.ts";
import { declaredBy, requiredPython } from "../../../impact/dependencies.ts";
import type { InstalledRelease } from "../../../impact/follow/world.ts";
import { type Impact, impactOn } from "../../../impact/impact.ts";
import { type ProjectLock, readProjectLock } from "../../../impact/locks/project-lock.ts";
import type { Project } from "../../../impact/sources/project.ts";
import { scanProject } from "../../../impact/sources/scan-project.ts";
import { isProjectName, normalizeName, STANDARD_LIBRARY } from "../../../releases/project-name.ts";
import { allowsPython, compareVersions, normalizeVersion } from "../../../releases/versions.ts";
import type { Workshop } from "../../../run/package/workshop.ts";
import type { Shard } from "../../../shard/shard.ts";
import { openKeptShard } from "../../../store/kept-shard.ts";
import { type Asked, findAnswering } from "../shard-choice.ts";

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

/** So many shards are kept that were read: both releases of what is upgraded are asked twice. */
type Shards = Map<string, Promise<Shard>>;

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
  let asked = await sources.asked();
  const wanted = await upgradesOf(question, lock, asked, sources);
  if (sources.explore !== undefined) {
    const missing = toExplore(project, lock, wanted, declared, asked);
    if (missing.length > 0) {
      await sources.explore(missing);
      asked = await sources.asked();
    }
  }
  const shards: Shards = new Map();
  const releases = lock.pins.map(({ name, version }) => releaseOf(asked, name, version));
  const library = findAnswering(asked, `${STANDARD_LIBRARY}==${python}`);
  const impact = await impactOn({
    ...{ project, lock, declared },
    releases: library === undefined ? releases : [...releases, library.entry],
    upgrades: new Map([...wanted].map(([name, version]) => [name, releaseOf(asked, name, version)])),
    load: (name, version) => loaded(shards, asked, name, version),
    otherReleases: (name) => othersOf(asked, name, lock),
    giversOf: (top) => giversIn(asked, top),
    wantsLowest: question.wantsLowest === true,
  });
  return { impact, lock, python };
}

function releaseOf(asked: Asked, name: string, version: string): InstalledRelease {
  const found = findAnswering(asked, `${name}==${version}`);
  return { name, version, ...(found !== undefined && { importNames: found.entry.importNames }) };
}

function loaded(shards: Shards, asked: Asked, name: string, version: string): Promise<Shard> {
  const key = `${name}==${version}`;
  const known = shards.get(key);
  if (known !== undefined) {
    return known;
  }
  const found = findAnswering(asked, key);
  if (found === undefined) {
    throw new InputError({
      message: `${key} is not in ${asked.store.address}`,
      fix: `explore it: ./scripts/explore ${key}`,
    });
  }
  const reading = openKeptShard(asked.store, found.entry);
  shards.set(key, reading);
  return reading;
}

/** Other explored versions of a distribution, those next to the installed one first. */
function othersOf(asked: Asked, name: string, lock: ProjectLock): InstalledRelease[] {
  const installed = lock.pins.find((pin) => pin.name === name)?.version;
  const all = Object.values(asked.shards).filter(
    (entry) => entry.name === name && entry.version !== installed,
  );
  const versions = [...new Map(all.map((entry) => [entry.version, entry])).values()];
  return versions.toSorted((a, b) => compareVersions(b.version, a.version));
}

function giversIn(asked: Asked, top: string): string[] {
  const givers = Object.values(asked.shards).filter(
    ({ name, importNames }) => name !== STANDARD_LIBRARY && importNames.includes(top),
  );
  return [...new Set(givers.map(({ name }) => name))];
}

async function choosePython(
  folder: string,
  wanted: string | undefined,
  { workshop }: ImpactSources,
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

async function readSources(folder: string, python: string, sources: ImpactSources): Promise<Project> {
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
  asked: Asked,
  sources: ImpactSources,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const pin of isAllUpgraded ? lock.pins : []) {
    const newest = await newestOf(pin.name, asked, sources);
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
    const to = version ?? (await newestOf(name, asked, sources));
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
async function newestOf(name: string, asked: Asked, sources: ImpactSources): Promise<string | undefined> {
  return sources.explore === undefined
    ? findAnswering(asked, name)?.entry.version
    : await sources.newestVersion(name);
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

/** Of what was not explored: what the project asks for, what is called as it imports, and what is upgraded. */
function toExplore(
  project: Project,
  lock: ProjectLock,
  upgrades: ReadonlyMap<string, string>,
  declared: ReadonlyMap<string, unknown>,
  asked: Asked,
): string[] {
  const tops = new Set(
    project.sources.flatMap(({ imports }) =>
      imports.map(({ module }) => normalizeName(module.split(".", 1)[0] ?? "")),
    ),
  );
  const wanted = lock.pins
    .filter(({ name }) => declared.has(name) || tops.has(name) || upgrades.has(name))
    .map(({ name, version }) => `${name}==${version}`);
  const next = [...upgrades].map(([name, version]) => `${name}==${version}`);
  return [...new Set([...wanted, ...next])].filter((named) => findAnswering(asked, named) === undefined);
}
