/** Look-ups as they are had: the Debian archive of each base, the package index, what was explored. */

import { join } from "node:path";
import { InputError } from "../../errors/input-error.ts";
import { openOutputLog } from "../../exec/output-log.ts";
import { PREFERRED_PYTHONS } from "../../lock/choose-python.ts";
import { normalizeName } from "../../releases/project-name.ts";
import type { Project } from "../../releases/release.ts";
import { isFinal } from "../../releases/versions.ts";
import type { Workshop } from "../../run/package/workshop.ts";
import type { DebianArchive } from "../lookups/debian/archive.ts";
import { openDebianArchive } from "../lookups/debian/open-archive.ts";
import type { LookUps } from "./look-ups.ts";

export interface LookUpsOptions {
  /** Where the output of fetching lists is kept. */
  logFolder: string;
  say: (line: string) => void;
}

/** A distribution younger than this may have been made to be taken for another one. */
const YOUNG_MILLISECONDS = 365 * 24 * 60 * 60 * 1000;

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
    const standing = project?.releases.filter(({ yanked }) => !yanked) ?? [];
    const [oldest] = standing.flatMap(({ uploadTime }) => uploadTime ?? []).sort();
    return standing.length > 1 && Date.parse(oldest ?? "") < Date.now() - YOUNG_MILLISECONDS;
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
    async importOwners(importName, { python }) {
      const owners = (await archiveFor(python)).moduleOwners(importName);
      const known = owners.flatMap(({ distribution, evidence }) =>
        distribution === undefined ? [] : [{ distribution: normalizeName(distribution), evidence }],
      );
      return await Promise.all(
        known.map(async ({ distribution, evidence }) => {
          const trusted = await isEstablished(distribution);
          const reason = trusted
            ? "Debian has it from there"
            : "the index has no such distribution of some age";
          return { distribution, declared: false, trusted, reason, evidence };
        }),
      );
    },
    lastHaving: async () => undefined,
    async releaseOf(distribution, before) {
      const project = await projectOf(distribution);
      return project?.releases.findLast(
        ({ version, yanked, uploadTime }) =>
          !yanked && isFinal(version) && uploadTime !== undefined && uploadTime <= before,
      )?.version;
    },
    async pythons() {
      const rows = (await workshop.pythons()).filter(
        ({ image, debian }) => debian !== undefined || image === undefined,
      );
      const rank = (python: string) => {
        const at = PREFERRED_PYTHONS.indexOf(python);
        return at < 0 ? PREFERRED_PYTHONS.length : at;
      };
      return rows.map(({ python }) => python).sort((left, right) => rank(left) - rank(right));
    },
  };
}
