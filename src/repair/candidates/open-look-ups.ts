/** Look-ups as they are had: the Debian archive of each base, the package index, what was explored. */

import { join } from "node:path";
import { findImage, packageImageTag } from "../../docker/image/images.ts";
import { InputError } from "../../errors/input-error.ts";
import { openOutputLog } from "../../exec/output-log.ts";
import { PREFERRED_PYTHONS } from "../../lock/choose-python.ts";
import { normalizeName } from "../../releases/project-name.ts";
import type { Project } from "../../releases/release.ts";
import { compareVersions, isFinal } from "../../releases/versions.ts";
import type { Workshop } from "../../run/package/workshop.ts";
import type { DebianArchive } from "../lookups/debian/archive.ts";
import { openDebianArchive } from "../lookups/debian/open-archive.ts";
import { missingLibraries, runtimeOwner } from "../lookups/linked/missing-libraries.ts";
import { type ImportOwnerTools, importOwners } from "../lookups/names/import-owner.ts";
import { doubtsOf } from "../lookups/names/trust.ts";
import { hasStill, removals } from "../lookups/python/removals.ts";
import { lastHaving } from "../lookups/releases/last-having.ts";
import { sourceNeeds } from "../lookups/sources/source-needs.ts";
import { scanSources } from "../lookups/sources/source-scan.ts";
import type { LookUps } from "./look-ups.ts";

export interface LookUpsOptions {
  /** Where the output of fetching lists is kept. */
  logFolder: string;
  say: (line: string) => void;
}

/** @param workshop is asked for what a look-up needs when that is first made */
export function openLookUps(workshop: Workshop, { logFolder, say }: LookUpsOptions): LookUps {
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
        ...{ log, signal: workshop.signal },
      });
    } finally {
      await log.close();
    }
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

  const isEstablished = async (distribution: string) => {
    const project = await projectOf(distribution);
    return project !== undefined && doubtsOf(project, new Set(), new Date()).length === 0;
  };

  return {
    isEstablished,
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
    async sourceNeeds({ name, version, python }) {
      const project = await projectOf(name);
      const release = project?.releases.find((one) => compareVersions(one.version, version) === 0);
      const file = release?.files.find(({ kind }) => kind === "sdist");
      if (file === undefined) {
        return [];
      }
      const archive = await archiveFor(python);
      const scan = await withTools(python, (tools) => scanSources(file, tools));
      return sourceNeeds(archive, scan, { distribution: name })
        .filter(({ conditional }) => !conditional)
        .map(({ owner, question, asked }) => ({
          ...{ name: question.name, package: owner.package },
          evidence: `${asked.file}:${asked.line} asks for it`,
        }));
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
      return missing
        .filter(({ conditional }) => !conditional)
        .flatMap((one) => {
          const owner = runtimeOwner(archive, one, name);
          const [library = ""] = one.names;
          return owner === undefined || owner.installed === "runtime"
            ? []
            : [
                {
                  name: library,
                  package: owner.package,
                  evidence: `${one.wantedBy[0] ?? name} wants ${library}`,
                },
              ];
        });
    },
    async removal(name, { python }) {
      return (await removals()).find(
        (one) =>
          (one.kind === "module" || one.kind === "name") && one.name === name && !hasStill(one, python),
      );
    },
    async releaseOf(distribution, before) {
      const project = await projectOf(distribution);
      return project?.releases.findLast(
        ({ version, yanked, uploadTime }) =>
          !yanked && isFinal(version) && uploadTime !== undefined && uploadTime <= before,
      )?.version;
    },
    async pythons() {
      // Those that can be had everywhere: an image alone needs a registry that answers.
      const rows = (await workshop.pythons()).filter(({ debian }) => debian !== undefined);
      const rank = (python: string) => {
        const at = PREFERRED_PYTHONS.indexOf(python);
        return at < 0 ? PREFERRED_PYTHONS.length : at;
      };
      return rows.map(({ python }) => python).sort((left, right) => rank(left) - rank(right));
    },
  };
}
