import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { briefSignature } from "../ask/signature.ts";
import { shardSummary } from "../ask/summary.ts";
import { explainMissingModule, undeclaredNeeds } from "../ask/taken/missing-module.ts";
import { canDeclare, requirementsOf } from "../ask/taken/requirements.ts";
import { writeWholeText } from "../files/whole-file.ts";
import { LOCK_FILE_NAMES } from "../lock/lockfile.ts";
import type { Proposal } from "../repair/outcome/proposal.ts";
import type { ReportableOutcome } from "../run/package/outcome.ts";
import { openKeptShard } from "../store/kept-shard.ts";
import { importsNothing } from "../store/layout.ts";
import type { Store } from "../store/store.ts";
import {
  REPORT_FILE,
  REPORT_FORMAT,
  REPORT_LIMITS,
  type Report,
  type ReportedPackage,
  reportSchema,
} from "./report.ts";

const LONGEST_SIGNATURE = 120;

/**
 * What is reported of one package that was explored, or was to be.
 *
 * @param stem of its pkginfo
 * @param folder of its lock and Dockerfile
 * @param store where its shard is
 */
export async function reportedPackage(
  stem: string,
  folder: string,
  outcome: ReportableOutcome,
  store: Store,
): Promise<ReportedPackage> {
  const seconds = Math.round(outcome.seconds * 10) / 10;
  const locks = await readLocks(folder);
  const common = { stem, seconds, ...(locks === undefined ? {} : { locks }) };
  if (outcome.status === "failed") {
    return { ...failedPackage(stem, outcome), ...common };
  }
  const shard = await openKeptShard(store, outcome.entry);
  const { counts, problems, problemsByStage, notable, distribution, python, nodes } = shardSummary(shard);
  const view = requirementsOf(shard);
  const { importNames } = shard.header;
  return {
    ...common,
    status: outcome.status,
    name: cut(distribution.displayName),
    version: cut(distribution.version),
    python,
    importNames: outcome.entry.importNames.slice(0, REPORT_LIMITS.importNames).map(cut),
    modules: outcome.entry.modules,
    nodes,
    kinds: Object.fromEntries(counts),
    problems,
    stages: Object.fromEntries(problemsByStage.map(([stage, list]) => [stage, list.length])),
    examples: problemsByStage
      .flatMap(([, list]) => list)
      .slice(0, REPORT_LIMITS.problems)
      .map(({ module, stage, error, message }) => {
        const missing = canDeclare(shard) ? explainMissingModule(view, importNames, message) : undefined;
        return {
          ...{ module: cut(module), stage, error: cut(error), message: cut(message) },
          ...(missing !== undefined && { missing: cut(missing) }),
        };
      }),
    undeclared: (canDeclare(shard) ? undeclaredNeeds(view) : [])
      .slice(0, REPORT_LIMITS.undeclared)
      .map(({ distribution, version, importNames: names, first }) => ({
        name: cut(names.join(", ")),
        ...(distribution !== undefined && { givenBy: cut(`${distribution} ${version}`) }),
        ...{ module: cut(first.module), line: first.line },
      })),
    notable: notable.slice(0, REPORT_LIMITS.notable).map(({ kind, name, signature, doc }) => ({
      ...{ kind, name: cut(name), doc: cut(doc) },
      signature: cut(briefSignature(signature, LONGEST_SIGNATURE)),
    })),
  };
}

/** What is reported of a package that failed: what matters most, the reason, comes first and last; the middle is output. */
export function failedPackage(
  stem: string,
  { stage, message }: { stage: string; message: string },
): Extract<ReportedPackage, { status: "failed" }> {
  const text = withoutMiddle(message, REPORT_LIMITS.message);
  return { stem, seconds: 0, status: "failed", stage, message: text };
}

/** The report with what a repair of the package came to, where there was one. */
export function withRepair(reported: ReportedPackage, repair: Proposal | undefined): ReportedPackage {
  return repair === undefined ? reported : { ...reported, repair };
}

/** Whether a package failed, or nothing of it can be imported. */
export function isUnusable(reported: ReportedPackage): boolean {
  return reported.status === "failed" || importsNothing(reported);
}

/**
 * Writes the report of one job into a folder, as the only file of the artifact that it becomes.
 *
 * @returns its path
 */
export async function writeReport(
  folder: string,
  { bin, plan }: { [Name in "bin" | "plan"]?: Report[Name] | undefined },
  packages: readonly ReportedPackage[],
): Promise<string> {
  const report = reportSchema.parse({ format: REPORT_FORMAT, bin, plan, packages: [...packages] });
  const path = join(folder, REPORT_FILE);
  await writeWholeText(path, fittingText(report));
  return path;
}

/** The locks are the largest part, and what the reader can do without. */
function fittingText(report: Report): string {
  const text = JSON.stringify(report);
  if (Buffer.byteLength(text) <= REPORT_LIMITS.bytes) {
    return text;
  }
  const packages = report.packages.map(({ locks: _locks, ...rest }) => rest);
  return JSON.stringify({ ...report, packages });
}

async function readLocks(folder: string): Promise<ReportedPackage["locks"]> {
  const read = (name: string) => readFile(join(folder, name), "utf8").catch(() => undefined);
  const install = await read(LOCK_FILE_NAMES.install);
  const build = await read(LOCK_FILE_NAMES.build);
  const fits = (text: string | undefined) => text === undefined || text.length <= REPORT_LIMITS.lock;
  return install === undefined || !(fits(install) && fits(build))
    ? undefined
    : { install, ...(build === undefined ? {} : { build }) };
}

function cut(text: string): string {
  return text.length <= REPORT_LIMITS.line ? text : `${text.slice(0, REPORT_LIMITS.line - 1)}…`;
}

function withoutMiddle(text: string, longest: number): string {
  const half = Math.floor((longest - 10) / 2);
  return text.length <= longest ? text : `${text.slice(0, half)}\n…\n${text.slice(-half)}`;
}
