import { join } from "node:path";
import { Command } from "commander";
import {
  applyBumps,
  type Bumped,
  type BumpFailure,
  type Proposal,
  proposeBumps,
} from "../../../bump/bump.ts";
import { exploreBumped } from "../../../bump/explore-bumped.ts";
import { groupMoves } from "../../../bump/groups.ts";
import { type HandOver, writeHandOver } from "../../../bump/hand-over.ts";
import { type Retried, retrySkipped } from "../../../bump/retry-skipped.ts";
import { generateAll, type PackageResult } from "../../../dockerfile/generate-all.ts";
import { collectLocks } from "../../../dockerfile/hand-over.ts";
import { UsageError } from "../../../errors/usage-error.ts";
import { openOutputLog } from "../../../exec/output-log.ts";
import { printableJson, printableLine, printableLines } from "../../../exec/printable.ts";
import { readAllPkginfo } from "../../../pkginfo/read-folder.ts";
import { readSkipped, removeSkipped } from "../../../pkginfo/skipped.ts";
import { addPackage } from "../../../run/package/add.ts";
import { failureText } from "../../../run/package/outcome.ts";
import type { Workshop } from "../../../run/package/workshop.ts";
import { type Context, withWorkshop, workFolderOf } from "../../context.ts";
import { columns, countText } from "../../text.ts";

interface BumpOptions {
  dryRun?: boolean;
  skipped?: boolean;
  handOver?: string;
  explore?: boolean;
  json?: boolean;
}

interface BumpAnswer {
  bumped: (Bumped | Proposal)[];
  /** Stems that move in step. */
  groups: string[][];
  held: { stem: string; reason: string }[];
  retried: Retried[];
  failures: { package: string; message: string }[];
}

/** `importgraph bump`: newer versions for packages that are kept. */
export function bumpCommand(context: Context): Command {
  return new Command("bump")
    .description("move packages to their newest releases: pkginfo, lock and Dockerfile, for pull requests")
    .argument("[stems...]", "only these packages (default: all)")
    .option("--dry-run", "write nothing; say what there is")
    .option("--skipped", "also try the packages of skipped.md again, and add those that work by now")
    .option("--hand-over <folder>", "put versions and locks there, for the job that opens pull requests")
    .option("--explore", "hand over what the new releases have, too, so that pull requests tell what changes")
    .option("--json", "for a program: {bumped, groups, held, retried, failures}")
    .action(async (stems: string[], options: BumpOptions) => {
      const answer = await withWorkshop(context, (workshop) => bump(context, stems, options, workshop));
      if (options.json === true) {
        context.out(printableJson(answer));
      } else {
        context.out(answerText(answer, options.dryRun === true));
      }
      if (answer.failures.length > 0) {
        context.fail();
      }
    });
}

async function bump(
  context: Context,
  stems: readonly string[],
  { dryRun = false, skipped = false, handOver, explore = false }: BumpOptions,
  workshop: Workshop,
): Promise<BumpAnswer> {
  const { root, home, say } = context;
  if (explore && handOver === undefined) {
    throw new UsageError({
      message: "--explore is for --hand-over: what is explored is handed over",
      fix: "give --hand-over FOLDER too, or explore a package by ./scripts/explore NAME",
    });
  }
  const all = await readAllPkginfo(root);
  const unknown = stems.filter((stem) => !all.some((pkginfo) => pkginfo.stem === stem));
  if (unknown.length > 0) {
    throw new UsageError(
      unknown.map((stem) => ({ message: `there is no pkginfo/${printableLine(stem)}.yaml` })),
    );
  }
  const only = stems.length === 0 ? undefined : new Set(stems);
  const found = await proposeBumps(all, await workshop.index(context.say), await workshop.pythons(), only);
  if (dryRun) {
    return answerOf({ ...found, bumped: [], retried: [] }, found.proposals);
  }
  const options = {
    tools: workshop,
    openLog: (stem: string) => openOutputLog(join(workFolderOf(context), "logs", `${stem}.log`)),
    say: context.say,
  };
  const applied = await applyBumps(root, found.proposals, {
    ...options,
    onResult: (result) => context.say(`${"error" in result ? "✗" : "✓"} ${result.stem}`),
  });
  const again = skipped
    ? await tryAgain(context, workshop, options)
    : { retried: [], results: [], failures: [] };
  if (handOver !== undefined) {
    const added = new Set(again.results.map(({ stem }) => stem));
    await collectLocks(root, handOver, [...applied.results, ...again.results], added);
    if (explore) {
      const logFolder = join(workFolderOf(context), "logs");
      await exploreBumped(applied.bumped, handOver, { root, home, workshop, logFolder, say });
    }
    await writeHandOver(handOver, handOverOf(applied.bumped, again.retried));
  }
  const failures = [...found.failures, ...applied.failures, ...again.failures];
  return answerOf({ held: found.held, failures, bumped: applied.bumped, retried: again.retried });
}

function handOverOf(bumped: readonly Bumped[], retried: readonly Retried[]): HandOver {
  return {
    bumps: bumped.map(({ stem, to }) => ({ stem, to })),
    unskipped: retried.flatMap((one) => (one.works ? [{ name: one.name, version: one.version }] : [])),
  };
}

/** Adds the packages of skipped.md that work by now, with the locks that were made to try them. */
async function tryAgain(
  context: Context,
  workshop: Workshop,
  options: Pick<Parameters<typeof generateAll>[2], "tools" | "openLog" | "say">,
): Promise<{ retried: Retried[]; results: PackageResult[]; failures: BumpFailure[] }> {
  const { root, home } = context;
  const added = new Set<string>();
  const logFolder = join(workFolderOf(context), "logs");
  const pythons = (await workshop.pythons()).map(({ python }) => python);
  const index = await workshop.index(context.say);
  const skipped = await readSkipped(root);
  const retried = await retrySkipped(skipped, { home, workshop, logFolder }, async (all, scratchFolder) => {
    for (const one of all) {
      if (one.works) {
        const listed = { name: one.name, version: one.version, extras: [], specifier: "" };
        const shelf = { pkginfos: await readAllPkginfo(root), skipped: [] };
        const places = { root, scratchFolder };
        await removeSkipped(root, one.name);
        added.add((await addPackage(listed, shelf, places, index, { beside: false, pythons })).stem);
      }
    }
  });
  const all = await readAllPkginfo(root);
  const { results } = await generateAll(root, all, { ...options, only: added });
  const failures = results.flatMap((result) =>
    "error" in result ? [{ package: result.stem, error: result.error }] : [],
  );
  return { retried, failures, results };
}

function answerOf(
  {
    held,
    failures,
    bumped,
    retried,
  }: {
    held: BumpAnswer["held"];
    failures: readonly BumpFailure[];
    bumped: Bumped[];
    retried: Retried[];
  },
  proposals: Proposal[] = [],
): BumpAnswer {
  return {
    bumped: [...bumped, ...proposals],
    groups: groupMoves(bumped).map((group) => group.map(({ stem }) => stem)),
    held,
    retried,
    failures: failures.map((failure) => ({ package: failure.package, message: failureText(failure.error) })),
  };
}

function answerText({ bumped, groups, held, retried, failures }: BumpAnswer, dryRun: boolean): string {
  const rows = bumped.map(({ stem, from, to }) => [stem, `${from} → ${to}`]);
  const inStep = groups.filter(({ length }) => length > 1);
  const works = retried.filter((one) => one.works);
  return [
    ...(rows.length === 0 ? ["No package has a newer release that it could move to."] : [columns(rows)]),
    ...inStep.map((group) => `in step: ${group.join(", ")}`),
    ...(works.length === 0
      ? []
      : [`work by now, and are no longer skipped: ${works.map(({ name }) => name).join(", ")}`]),
    ...failures.flatMap((failure) => [
      `✗ ${printableLine(failure.package)}`,
      ...printableLines(failure.message).map((line) => `    ${line}`),
    ]),
    "",
    `${countText(held.length, "package")} ${held.length === 1 ? "stays as it is" : "stay as they are"}${held.length === 0 ? "" : "; --json says why"}.`,
    ...(rows.length === 0 || dryRun
      ? []
      : [
          "next: ./scripts/explore NAME, see what that changes (./scripts/importgraph diff NAME==OLD NEW), and commit pkginfo and dockerfiles for a pull request",
        ]),
  ].join("\n");
}
