import { join } from "node:path";
import { Command } from "commander";
import { requirementsReader } from "../../../bump/awaited.ts";
import type { Bumped, BumpFailure, Proposal } from "../../../bump/bump.ts";
import { type CoolDown, DEFAULT_COOL_DOWN_DAYS, notAfter } from "../../../bump/cool-down.ts";
import { exploreBumped } from "../../../bump/explore-bumped.ts";
import { groupMoves, matches, namePattern, PATTERN_EXPECTED } from "../../../bump/groups.ts";
import { type HandOver, writeHandOver } from "../../../bump/hand-over.ts";
import { moveBumps, proposeBumps } from "../../../bump/move.ts";
import {
  type Reduced,
  type Repairs,
  reducePkginfos,
  repairBumps,
  repairSkipped,
  withRepaired,
} from "../../../bump/repairs.ts";
import { type Retried, retrySkipped } from "../../../bump/retry-skipped.ts";
import { generateAll, type PackageResult } from "../../../dockerfile/generate-all.ts";
import { collectLocks } from "../../../dockerfile/hand-over.ts";
import { quoted } from "../../../errors/quoted.ts";
import { UsageError } from "../../../errors/usage-error.ts";
import { countText } from "../../../exec/figure.ts";
import { openOutputLog } from "../../../exec/output-log.ts";
import { printableJson, printableLine, printableLines } from "../../../exec/printable.ts";
import type { Pkginfo } from "../../../pkginfo/pkginfo.ts";
import { readAllPkginfo } from "../../../pkginfo/read-folder.ts";
import { readSkipped, removeSkipped } from "../../../pkginfo/skipped.ts";
import { normalizeName } from "../../../releases/project-name.ts";
import { addPackage } from "../../../run/package/add.ts";
import { failureText } from "../../../run/package/outcome.ts";
import type { Workshop } from "../../../run/package/workshop.ts";
import { type Context, withWorkshop, workFolderOf } from "../../context.ts";
import { positive, repairsWithin } from "../../repairing.ts";
import { columns } from "../../text.ts";

const MOST_COOL_DOWN_DAYS = 365;

interface BumpOptions {
  dryRun?: boolean;
  coolDown: string;
  group: string[];
  skipped?: boolean;
  handOver?: string;
  explore?: boolean;
  repair?: boolean;
  minimise?: boolean;
  minutes: string;
  json?: boolean;
}

interface BumpAnswer {
  bumped: (Bumped | Proposal)[];
  /** Stems that come in one pull request. */
  groups: string[][];
  held: { stem: string; reason: string }[];
  retried: Retried[];
  reduced: Reduced[];
  failures: { package: string; message: string }[];
}

/** `importgraph bump`: newer versions for packages that are kept. */
export function bumpCommand(context: Context): Command {
  return new Command("bump")
    .description("move packages to their newest releases: pkginfo, lock and Dockerfile, for pull requests")
    .argument("[stems...]", "only these packages (default: all)")
    .option("--dry-run", "write nothing; say what there is")
    .option(
      "--cool-down <days>",
      "leave releases alone that are younger, in locks too; 0 for none",
      String(DEFAULT_COOL_DOWN_DAYS),
    )
    .option(
      "--group <pattern>",
      "keep packages with such names in one pull request, as google-cloud-*; may be repeated",
      (pattern: string, all: string[]) => [...all, pattern],
      [],
    )
    .option("--skipped", "also try the packages of skipped.md again, and add those that work by now")
    .option("--hand-over <folder>", "put versions and locks there, for the job that opens pull requests")
    .option("--explore", "hand over what the new releases have, too, so that pull requests tell what changes")
    .option("--repair", "try to repair what fails in its newest release, and what is skipped still")
    .option("--minimise", "also take keys away that a pkginfo does not need any more, of some in each week")
    .option("--minutes <number>", "with --repair and --minimise: at most so long for all of them", "60")
    .option("--json", "for a program: {bumped, groups, held, retried, reduced, failures}")
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
  options: BumpOptions,
  workshop: Workshop,
): Promise<BumpAnswer> {
  const { dryRun = false, skipped = false, handOver, explore = false } = options;
  const { root, home, say } = context;
  const seconds = positive("--minutes", options.minutes) * 60;
  const coolDown = { days: daysOf(options.coolDown), now: new Date() };
  const patterns = options.group.map(patternOf);
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
  patterns
    .filter((pattern) => !all.some(({ stem }) => matches(stem, pattern)))
    .forEach((pattern) => {
      say(`--group ${pattern} is about no package: none is called so`);
    });
  const making = {
    tools: workshop,
    openLog: (stem: string) => openOutputLog(join(workFolderOf(context), "logs", `${stem}.log`)),
    say: context.say,
    ...instantOf(coolDown),
  };
  const [index, rows] = [await workshop.index(say), await workshop.pythons()];
  const asking = { all, index, rows, coolDown, requirementsOf: requirementsReader(making) };
  const found = await proposeBumps(asking, only);
  if (dryRun) {
    return answerOf({ ...found, bumped: [], retried: [], reduced: [] }, patterns, found.proposals);
  }
  const repairs = repairsWithin(context, seconds, workshop);
  const mends = options.repair === true ? repairs : undefined;
  const { proposals, held, ...moved } = await moveBumps(root, found.proposals, asking, {
    ...making,
    onResult: (result) => context.say(`${"error" in result ? "✗" : "✓"} ${result.stem}`),
  });
  let applied = moved;
  const again = skipped
    ? await tryAgain(context, workshop, making, mends)
    : { retried: [], results: [], failures: [] };
  const logFolder = join(workFolderOf(context), "logs");
  const means = { root, home, workshop, logFolder, say };
  const isExplored = explore || mends !== undefined;
  const failed = isExplored ? await exploreBumped(applied.bumped, explore ? handOver : undefined, means) : [];
  if (mends !== undefined) {
    const unusable = new Set([...failed, ...applied.failures.map((failure) => failure.package)]);
    const destinations = proposals.filter(({ stem }) => unusable.has(stem));
    applied = withRepaired(applied, await repairBumps(root, destinations, mends, making));
  }
  const stay = stayingPackages(all, only, proposals);
  const smaller = await reducePkginfos(root, options.minimise === true ? stay : [], repairs, making);
  const { retried } = again;
  const { reduced } = smaller;
  if (handOver !== undefined) {
    const added = new Set(again.results.map(({ stem }) => stem));
    const results = [...applied.results, ...again.results, ...smaller.applied.results];
    await collectLocks(root, handOver, results, added);
    await writeHandOver(handOver, handOverOf(applied.bumped, retried, reduced));
  }
  const failures = [found, applied, again, smaller.applied].flatMap((one) => one.failures);
  const { bumped } = applied;
  return answerOf({ held: [...found.held, ...held], failures, bumped, retried, reduced }, patterns);
}

function daysOf(text: string): number {
  const days = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (!(days <= MOST_COOL_DOWN_DAYS)) {
    throw new UsageError({
      message: `--cool-down takes a whole number of days from 0 to ${MOST_COOL_DOWN_DAYS}, found ${quoted(text)}`,
    });
  }
  return days;
}

function patternOf(text: string): string {
  const pattern = namePattern(text);
  if (pattern === undefined) {
    throw new UsageError({ message: `--group takes ${PATTERN_EXPECTED}; found ${quoted(text)}` });
  }
  return pattern;
}

function instantOf(coolDown: CoolDown): { notAfter?: string } {
  const instant = notAfter(coolDown);
  return instant === undefined ? {} : { notAfter: instant };
}

/** Those of which no newer version is proposed: one package is one pull request. */
function stayingPackages(
  all: readonly Pkginfo[],
  only: ReadonlySet<string> | undefined,
  proposals: readonly Proposal[],
): Pkginfo[] {
  const moving = new Set(proposals.map(({ stem }) => stem));
  return all.filter(({ stem }) => (only?.has(stem) ?? true) && !moving.has(stem));
}

function handOverOf(
  bumped: readonly Bumped[],
  retried: readonly Retried[],
  reduced: readonly Reduced[],
): HandOver {
  return {
    bumps: bumped.map(({ stem, to, changes }) => ({ stem, to, ...(changes && { changes }) })),
    unskipped: retried.flatMap((one) => {
      if (!one.works) {
        return [];
      }
      const { name, version, changes } = one;
      return [{ name, version, ...(changes && { changes }) }];
    }),
    reduced: [...reduced],
  };
}

/**
 * Adds the packages of skipped.md that work by now, with the locks that were made to try them, and those that can be
 * repaired where that is wanted.
 */
async function tryAgain(
  context: Context,
  workshop: Workshop,
  options: Pick<Parameters<typeof generateAll>[2], "tools" | "openLog" | "say">,
  mends: Repairs | undefined,
): Promise<{ retried: Retried[]; results: PackageResult[]; failures: BumpFailure[] }> {
  const { root, home } = context;
  const added = new Set<string>();
  const logFolder = join(workFolderOf(context), "logs");
  const pythons = (await workshop.pythons()).map(({ python }) => python);
  const index = await workshop.index(context.say);
  const skipped = await readSkipped(root);
  const tried = await retrySkipped(skipped, { home, workshop, logFolder }, async (all, scratchFolder) => {
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
  const retried = mends === undefined ? tried : await repairSkipped(root, tried, { index, pythons }, mends);
  retried.forEach((one) => {
    if (one.works) {
      added.add(normalizeName(one.name));
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
    reduced,
  }: {
    held: BumpAnswer["held"];
    failures: readonly BumpFailure[];
    bumped: Bumped[];
    retried: Retried[];
    reduced: Reduced[];
  },
  patterns: readonly string[],
  proposals: Proposal[] = [],
): BumpAnswer {
  // What locks will take along is only known when they are made.
  const lock = { added: [], removed: [], changed: [] };
  const moves = [...bumped, ...proposals.map((one) => ({ ...one, name: one.stem, lock }))];
  return {
    bumped: [...bumped, ...proposals],
    groups: groupMoves(moves, patterns).map((group) => group.moves.map(({ stem }) => stem)),
    held,
    retried,
    reduced,
    failures: failures.map((failure) => ({ package: failure.package, message: failureText(failure.error) })),
  };
}

function answerText(answer: BumpAnswer, dryRun: boolean): string {
  const { bumped, groups, held, retried, reduced, failures } = answer;
  const rows = bumped.map(({ stem, from, to }) => [stem, `${from} → ${to}`]);
  const together = groups.filter(({ length }) => length > 1);
  const works = retried.filter((one) => one.works);
  return [
    ...(rows.length === 0 ? ["No package has a newer release that it could move to."] : [columns(rows)]),
    ...together.map((group) => `in one pull request: ${group.join(", ")}`),
    ...(works.length === 0
      ? []
      : [`work by now, and are no longer skipped: ${works.map(({ name }) => name).join(", ")}`]),
    ...(reduced.length === 0
      ? []
      : [`have keys that are not needed any more: ${reduced.map(({ stem }) => stem).join(", ")}`]),
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
