import { join } from "node:path";
import { checkGenerated } from "../dockerfile/generate.ts";
import { DOCKERFILES_FOLDER } from "../dockerfile/generate-all.ts";
import { libraryPython } from "../pkginfo/standard-library.ts";
import { type BinItem, type Bins, packBins } from "./bins.ts";
import type { Plan, PlannedPackage, PlannedWork } from "./plan.ts";

/** Where nothing is known of any package. */
const USUAL_SECONDS = 60;

export interface JobLimits {
  maxJobs: number;
  /** What every job takes besides its packages. */
  jobSeconds: number;
}

/** Spreads work over jobs, by what each package took last time. */
export async function planJobs(
  root: string,
  plan: Plan,
  work: readonly PlannedWork[],
  limits: JobLimits,
): Promise<Bins> {
  const estimate = estimator(plan);
  const items = await Promise.all(
    work.map(async (planned): Promise<BinItem> => {
      const { stem, todo } = planned;
      const folder = join(root, DOCKERFILES_FOLDER, stem);
      const hasLock = todo.keys !== undefined && libraryPython(stem) === undefined;
      const { recipe } = hasLock ? await checkGenerated(folder, todo.pkginfo) : {};
      const dependencies = recipe?.locks.lock.packages.map(({ name }) => name) ?? [];
      return { stem, seconds: estimate(planned), dependencies };
    }),
  );
  const installSeconds = new Map(
    plan.packages.flatMap(({ name, previous }) => {
      const build = previous?.shard?.seconds?.build;
      return build === undefined ? [] : [[name, build] as const];
    }),
  );
  return packBins(items, { ...limits, installSeconds });
}

/** By what was measured; else by the size of its last shard, at the pace of the others; else as long as others take. */
function estimator(plan: Plan): (planned: PlannedWork) => number {
  const measured = plan.packages.flatMap(({ previous }) => {
    const { explore, build = 0 } = previous?.shard?.seconds ?? {};
    return explore === undefined
      ? []
      : [{ seconds: explore + build, sizeBytes: previous?.shard?.sizeBytes ?? 0 }];
  });
  const usual = median(measured.map(({ seconds }) => seconds)) ?? USUAL_SECONDS;
  const perByte = median(
    measured.flatMap(({ seconds, sizeBytes }) => (sizeBytes > 0 ? [seconds / sizeBytes] : [])),
  );
  return ({ todo, ...planned }) => todo.expectedSeconds ?? bySize(planned, perByte) ?? usual;
}

function bySize(
  { previous }: Pick<PlannedPackage, "previous">,
  perByte: number | undefined,
): number | undefined {
  const sizeBytes = previous?.shard?.sizeBytes;
  return sizeBytes === undefined || perByte === undefined ? undefined : sizeBytes * perByte;
}

function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
