/** Look-ups as they are had: the Debian archive of each base, the package index, what was explored. */

import { join } from "node:path";
import { findImage, packageImageTag } from "../../docker/image/images.ts";
import { InputError } from "../../errors/input-error.ts";
import { openOutputLog } from "../../exec/output-log.ts";
import type { OpenGraph } from "../../graph/questions/open-graph.ts";
import { backEndsAsOf } from "../../lock/back-ends-as-of.ts";
import { PREFERRED_PYTHONS } from "../../lock/choose-python.ts";
import { newestRelease, UnusableReleaseError } from "../../releases/choose-release.ts";
import { normalizeName } from "../../releases/project-name.ts";
import type { Project } from "../../releases/release.ts";
import { compareVersions, isFinal } from "../../releases/versions.ts";
import type { Workshop } from "../../run/package/workshop.ts";
import type { DebianArchive } from "../lookups/debian/archive.ts";
import { broughtAlong } from "../lookups/debian/brought-along.ts";
import { openDebianArchive } from "../lookups/debian/open-archive.ts";
import { missingLibraries, runtimeOwner } from "../lookups/linked/missing-libraries.ts";
import { type ImportOwnerTools, importOwners } from "../lookups/names/import-owner.ts";
import { doubtsOf } from "../lookups/names/trust.ts";
import { hasStill, removals } from "../lookups/python/removals.ts";
import { lastHaving } from "../lookups/releases/last-having.ts";
import { beyondPythons, lastPython } from "../lookups/sources/last-python.ts";
import { sourceNeeds } from "../lookups/sources/source-needs.ts";
import { type SourceScan, scanSources } from "../lookups/sources/source-scan.ts";
import type { LookUps, Subject } from "./look-ups.ts";

export interface LookUpsOptions {
  /** That of the store, where it has one; asked for when a look-up first needs it. */
  graph?: () => Promise<OpenGraph | undefined>;
  /** Where the output of fetching lists is kept. */
  logFolder: string;
  say: (line: string) => void;
}

/** What every build has that says nothing of itself. */
const IN_EVERY_BUILD: ReadonlySet<string> = new Set(["setuptools", "pkg_resources", "distutils", "wheel"]);
/** Of what build files import so much is looked up. */
const MOST_IMPORTS = 8;

/** Plugins and helpers of a distribution may want what nobody misses who imports it. */
function isExtensionModule(path: string): boolean {
  return /\.(?:cpython-[\w-]+|abi3)\.so$/.test(path);
}

/** @param workshop is asked for what a look-up needs when that is first made */
export function openLookUps(workshop: Workshop, { logFolder, say, graph }: LookUpsOptions): LookUps {
  let opened: Promise<OpenGraph | undefined> | undefined;
  const scans = new Map<string, Promise<SourceScan | undefined>>();
  const archives = new Map<string, Promise<DebianArchive>>();

  function archiveFor(python: string): Promise<DebianArchive> {
    const archive = archives.get(python) ?? openArchive(python);
    archives.set(python, archive);
    return archive;
  }

  async function openArchive(python: string): Promise<DebianArchive> {
    const log = openOutputLog(join(logFolder, `debian-${python}.log`));
    try {
      return await openDebianArchive({
        docker: await workshop.docker(say),
        base: await workshop.base(python, say),
        secrets: await workshop.secrets(),
        ...{ log, say, signal: workshop.signal },
      });
    } finally {
      await log.close();
    }
  }

  async function withTools<T>(
    python: string,
    ask: (tools: Omit<ImportOwnerTools, "archive">) => Promise<T>,
  ): Promise<T> {
    const log = openOutputLog(join(logFolder, "look-ups.log"));
    try {
      return await ask({
        docker: await workshop.docker(say),
        base: await workshop.base(python, say),
        secrets: await workshop.secrets(),
        index: await workshop.index(say),
        graph: await storesGraph(),
        ...{ log, signal: workshop.signal },
      });
    } finally {
      await log.close();
    }
  }

  function storesGraph(): Promise<OpenGraph | undefined> {
    opened ??= graph === undefined ? Promise.resolve(undefined) : graph();
    return opened;
  }

  /** What the sources of a release say; undefined where it has none. Read once, whatever Python is asked about. */
  function scanOf({ name, version, python }: Subject): Promise<SourceScan | undefined> {
    const key = `${normalizeName(name)}==${version}`;
    const scan = scans.get(key) ?? readSources(name, version, python);
    scans.set(key, scan);
    return scan;
  }

  async function readSources(name: string, version: string, python: string) {
    const project = await projectOf(name);
    const release = project?.releases.find((one) => compareVersions(one.version, version) === 0);
    const file = release?.files.find(({ kind }) => kind === "sdist");
    return file === undefined ? undefined : await withTools(python, (tools) => scanSources(file, tools));
  }

  /** Undefined where the index has no such project. */
  async function projectOf(name: string): Promise<Project | undefined> {
    try {
      return await (await workshop.index(say)).project(name);
    } catch (error) {
      if (error instanceof InputError) {
        return undefined;
      }
      throw error;
    }
  }

  return {
    async isEstablished(distribution, { python }) {
      const project = await projectOf(distribution);
      const known = new Set((await archiveFor(python)).distributions());
      return project !== undefined && doubtsOf(project, known, new Date()).length === 0;
    },
    async whyUnusable(distribution) {
      const project = await projectOf(distribution);
      try {
        if (project !== undefined) {
          newestRelease(project);
        }
        return undefined;
      } catch (error) {
        return error instanceof UnusableReleaseError ? error.why : undefined;
      }
    },
    async owners(question, { name, python }) {
      return (await archiveFor(python)).owners(question, { distribution: name });
    },
    async debianNeeds(distribution, { python }) {
      const found = (await archiveFor(python)).distribution(distribution);
      if (found === undefined) {
        return undefined;
      }
      const wanted = (needs: typeof found.buildPackages, there: readonly unknown[]) =>
        needs
          .filter(({ strength, installed }) => strength === "depends" && !there.includes(installed))
          .map((need) => need.package);
      return {
        build: wanted(found.buildPackages, ["build", "runtime"]),
        runtime: wanted(found.runtimePackages, ["runtime"]),
        evidence: `Debian's source ${found.source}`,
      };
    },
    async importOwners(importName, { python, declared }) {
      const archive = await archiveFor(python);
      return await withTools(python, (tools) => importOwners(importName, declared, { ...tools, archive }));
    },
    async lastHaving(wanted, { python }) {
      return await withTools(python, (tools) => lastHaving(wanted, tools));
    },
    async sourceNeeds(subject) {
      const scan = await scanOf(subject);
      if (scan === undefined) {
        return [];
      }
      return sourceNeeds(await archiveFor(subject.python), scan, { distribution: subject.name })
        .filter(({ conditional }) => !conditional)
        .map(({ owner, question, asked }) => ({
          ...{ name: question.name, package: owner.package },
          evidence: `${asked.file}:${asked.line} asks for it`,
        }));
    },
    async buildImports(subject) {
      const scan = await scanOf(subject);
      const asked = (scan?.imports ?? []).filter(
        ({ inBuildFile, name }) => inBuildFile && !IN_EVERY_BUILD.has(name),
      );
      const archive = await archiveFor(subject.python);
      const found = new Set<string>();
      for (const { name } of asked.slice(0, MOST_IMPORTS)) {
        const owners = await withTools(subject.python, (tools) =>
          importOwners(name, [], { ...tools, archive }),
        );
        const owner = owners.find(({ trusted }) => trusted);
        if (owner !== undefined && owner.distribution !== normalizeName(subject.name)) {
          found.add(owner.distribution);
        }
      }
      return [...found];
    },
    async sourcePython(subject) {
      const scan = await scanOf(subject);
      return scan && lastPython(scan, subject.python);
    },
    async sourceBeyond(message, subject) {
      const scan = await scanOf(subject);
      return scan && beyondPythons(scan, message);
    },
    async backEndsOfTheDay({ uploadTime }, python) {
      // An index need not have each of them.
      const project = async (name: string) => (await projectOf(name)) ?? { name, releases: [] };
      return uploadTime === undefined ? [] : await backEndsAsOf({ uploadTime, python }, { project });
    },
    async brought(packages, { python }) {
      if (packages.length < 2) {
        return new Set();
      }
      const archive = await archiveFor(python);
      return broughtAlong(packages, (name) => archive.needsOf(name));
    },
    async missingLibraries({ name, version, python }) {
      const archive = await archiveFor(python);
      const docker = await workshop.docker(say);
      const image = await findImage(docker, packageImageTag(normalizeName(name), version));
      if (image === undefined) {
        return [];
      }
      const { missing } = await withTools(python, (tools) =>
        missingLibraries({ ...tools, docker, image: image.id }),
      );
      return missing.flatMap((one) => {
        const owner = runtimeOwner(archive, one, name);
        const [library = ""] = one.names;
        return owner === undefined || owner.installed === "runtime"
          ? []
          : [
              {
                name: library,
                package: owner.package,
                evidence: `${one.wantedBy[0] ?? name} wants ${library}`,
                isLinked: one.how === "needed" && one.wantedBy.some(isExtensionModule),
                isConditional: one.conditional,
                ...(one.wantedBy[0] !== undefined && { file: one.wantedBy[0].replace(/:\d+$/, "") }),
              },
            ];
      });
    },
    async removal(name, { python }) {
      return (await removals()).find(
        (one) => one.kind !== "syntax" && one.name === name && !hasStill(one, python),
      );
    },
    async releaseOf(distribution, before) {
      const project = await projectOf(distribution);
      return project?.releases.findLast(
        ({ version, yanked, uploadTime }) =>
          !yanked && isFinal(version) && uploadTime !== undefined && uploadTime <= before,
      )?.version;
    },
    async pythons({ pythons: some }) {
      // Those that can be had everywhere: an image alone needs a registry that answers.
      const rows = (await workshop.pythons()).filter(({ debian }) => debian !== undefined);
      const rank = (python: string) => {
        const at = PREFERRED_PYTHONS.indexOf(python);
        return at < 0 ? PREFERRED_PYTHONS.length : at;
      };
      const all = rows.map(({ python }) => python).filter((python) => some?.includes(python) ?? true);
      return all.sort((left, right) => rank(left) - rank(right));
    },
  };
}
