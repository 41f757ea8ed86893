import { Command } from "commander";
import { countText, figure, secondsText } from "../../../exec/figure.ts";
import { printableJson } from "../../../exec/printable.ts";
import type { StageTime } from "../../../run/package/events.ts";
import { explorePackage, refuseToPublish } from "../../../run/package/explore.ts";
import type { ExploredOutcome, FailedOutcome, PackageOutcome } from "../../../run/package/outcome.ts";
import { findTargets, type Target } from "../../../run/package/targets.ts";
import { openShard } from "../../../shard/open-shard.ts";
import { importsNothing, shardObjectKey } from "../../../store/layout.ts";
import type { Store } from "../../../store/store.ts";
import { type Context, storeFlag, storeOf, withWorkshop } from "../../context.ts";
import {
  isFailed,
  type PackageOptions,
  runSettings,
  runTargets,
  withPackageOptions,
} from "../../package-jobs.ts";
import type { Conclusion } from "../../progress/package-progress.ts";
import { isRepairTarget, repairOne } from "../../repairing.ts";
import {
  askedAs,
  exploredText,
  failedText,
  importAdvice,
  nothingImportedText,
} from "../../results/package-summary.ts";
import { columns, shownPath, sizeText } from "../../text.ts";

interface ExploreCommandOptions extends PackageOptions {
  repair?: boolean;
}

type Outcome = PackageOutcome<ExploredOutcome>;
type Done = Exclude<Outcome, FailedOutcome>;

/** `importgraph explore`: everything from a name to a shard. */
export function exploreCommand(context: Context): Command {
  const command = new Command("explore")
    .description("build packages where needed, explore them, and say what was found")
    .argument(
      "<packages...>",
      "a name, NAME==VERSION, the stem of a pkginfo, a wheel, source distribution or project folder, or python==3.13",
    );
  command.option("--repair", "what can't be explored is repaired first: see `importgraph help repair`");
  return withPackageOptions(command).action(async (packages: string[], options: ExploreCommandOptions) => {
    const targets = await findTargets(context.root, packages);
    const store = await storeOf(context, options.store);
    refuseToPublish(targets, store);
    const settings = { ...runSettings(context, options, store), store };
    const explore = (some: readonly Target[]) =>
      runTargets(
        ...([context, some, store, options] as const),
        (target, workshop, report) => explorePackage(target, settings, workshop, report),
        conclude,
      );
    const first = await explore(targets);
    const outcomes =
      options.repair === true
        ? await repairAndExplore(context, targets, first, store, options, explore)
        : first;
    if (outcomes.some((outcome) => isFailed(outcome) || importsNothing(outcome.entry))) {
      context.fail();
    }
    if (options.json === true) {
      context.out(printableJson(outcomes.map((outcome) => outcomeJson(store, outcome))));
    } else {
      await printOutcomes(context, store, outcomes);
      const hopeful = targets.filter((target, at) => {
        const outcome = outcomes[at];
        return isRepairTarget(target) && outcome !== undefined && canBeRepaired(outcome);
      });
      if (options.repair !== true && hopeful.length > 0) {
        context.out(`\ntry: ./scripts/explore ${hopeful.map(({ label }) => label).join(" ")} --repair`);
      }
    }
  });
}

/** Those that can't be explored are repaired; what was found for them is explored in their place. */
async function repairAndExplore(
  context: Context,
  targets: readonly Target[],
  outcomes: readonly Outcome[],
  store: Store,
  options: ExploreCommandOptions,
  explore: (some: readonly Target[]) => Promise<Outcome[]>,
): Promise<Outcome[]> {
  const repaired = new Map<Outcome, Target>();
  await withWorkshop(
    context,
    async (workshop) => {
      for (const [at, outcome] of outcomes.entries()) {
        const target = targets[at];
        if (target !== undefined && isRepairTarget(target) && canBeRepaired(outcome)) {
          const { written: stem } = await repairOne(
            context,
            target,
            { json: options.json === true },
            workshop,
          );
          if (stem !== undefined) {
            repaired.set(outcome, { kind: "pkginfo", label: stem, stem });
          }
        }
      }
    },
    store,
  );
  const again = repaired.size === 0 ? [] : await explore([...repaired.values()]);
  const replaced = new Map([...repaired.keys()].map((outcome, at) => [outcome, again[at]]));
  return outcomes.map((outcome) => replaced.get(outcome) ?? outcome);
}

/** Whether the package itself is the matter, and not the machine. */
function canBeRepaired(outcome: Outcome): boolean {
  return isFailed(outcome) ? !outcome.isTransient : importsNothing(outcome.entry);
}

function conclude(outcome: ExploredOutcome & { seconds: number }): Conclusion {
  const { status, entry, seconds } = outcome;
  if (importsNothing(entry)) {
    return { failed: true, headline: `${entry.version}: no module of it could be imported` };
  }
  const what =
    status === "kept"
      ? "kept: nothing changed since it was explored"
      : `explored in ${secondsText(seconds)}: ${countText(entry.nodes, "node")}, ${countText(entry.problems, "problem")}`;
  return { failed: false, headline: `${entry.version} ${what}` };
}

/** One package gets a page; of several, a line each is enough beside the failures. */
async function printOutcomes(context: Context, store: Store, outcomes: readonly Outcome[]): Promise<void> {
  const [only] = outcomes;
  if (outcomes.length === 1 && only !== undefined && !isFailed(only)) {
    context.out(`\n${await exploredText(context, store, only)}`);
    return;
  }
  const failed = outcomes.filter(isFailed);
  const done = outcomes.filter((outcome) => !isFailed(outcome));
  if (done.length > 0) {
    context.out(
      `\n${outcomeTable(done)}\n\n${countText(done.length, "package")} in ${shownPath(store.address)}.${keepText(done)}`,
    );
  }
  for (const outcome of done.filter(({ entry }) => importsNothing(entry))) {
    const asked = askedAs(outcome);
    const reasons = `for the reasons that \`./scripts/importgraph names ${asked} --problems${storeFlag(context, store)}\` tells`;
    const shard = await openShard(await store.localPath(shardObjectKey(outcome.entry)));
    context.out(`\n${nothingImportedText(context, outcome, reasons, importAdvice(shard))}`);
  }
  for (const outcome of failed) {
    context.out(`\n${failedText(context, outcome)}`);
  }
}

/** How to keep what was explored without being in pkginfo/. */
function keepText(outcomes: readonly Done[]): string {
  const scratch = outcomes.filter(({ origin }) => origin === "scratch").map(({ label }) => label);
  return scratch.length === 0
    ? ""
    : `\nNot in pkginfo/ yet; to keep: ./scripts/importgraph add ${scratch.join(" ")}`;
}

function outcomeTable(outcomes: readonly Done[]): string {
  const timed = ["lock", "build", "explore"] as const;
  const rows = outcomes.map(({ stem, entry, stages }) => [
    stem,
    entry.version,
    entry.python,
    figure(entry.nodes),
    String(entry.problems),
    ...timed.map((stage) => secondsOrKept(stages.find((time) => time.stage === stage))),
    sizeText(entry.sizeBytes),
  ]);
  return columns([["package", "version", "python", "nodes", "problems", ...timed, "shard"], ...rows]);
}

function secondsOrKept(time: StageTime | undefined): string {
  return time === undefined || time.kept ? "kept" : secondsText(time.seconds);
}

function outcomeJson(store: Store, outcome: Outcome): object {
  const { label, status, seconds, stages, logPath } = outcome;
  const rest = { package: label, status, seconds, stages, log: logPath ?? null };
  return isFailed(outcome)
    ? { ...rest, stage: outcome.stage, message: outcome.message }
    : {
        ...rest,
        sessions: outcome.sessions,
        moduleReports: Object.fromEntries(outcome.moduleReports),
        ...outcome.entry,
        shard: `${store.address}/${shardObjectKey(outcome.entry)}`,
      };
}
