import { countText, secondsText } from "../../exec/figure.ts";
import { printableLine, printableLines } from "../../exec/printable.ts";
import { hasWork, type PlannedPackage } from "../../plan/plan.ts";
import type { FullRunOptions, FullRunResult } from "../../run/whole/full-run.ts";
import { importsNothing } from "../../store/layout.ts";
import { countStatuses, type RunPackage, runKeys } from "../../store/runs/record.ts";
import { type Context, storeFlag } from "../context.ts";
import { columns, shownPath } from "../text.ts";

interface Said {
  planned: PlannedPackage;
  result: RunPackage;
}

/** What failed of that which was asked for: it makes the exit code 1. A shard with problems is no failure. */
export function faultsOf({ plan, packages }: FullRunResult): Said[] {
  return plan.packages.flatMap((planned) => {
    const result = packages[planned.stem];
    const isOurs = hasWork(planned) || planned.todo.work === "refuse";
    const isFault = result !== undefined && (result.failure !== undefined || isUseless(result));
    return isOurs && isFault ? [{ planned, result }] : [];
  });
}

function isUseless({ attempts, shard }: RunPackage): boolean {
  return attempts > 0 && shard !== undefined && importsNothing(shard);
}

/** What a person wants to know of a run: what came of it, where the data is, how long it took. */
export function runSummary(
  context: Context,
  options: FullRunOptions,
  result: FullRunResult,
  seconds: number,
): string {
  const address = shownPath(options.store.address);
  const lines = [
    ...newsLines(result),
    ...lockLines(result),
    ...unstableLines(result),
    ...faultLines(context, options, result),
  ];
  const news = lines.length === 0 ? [] : ["", ...lines];
  return [
    headline(context, result, address, seconds),
    ...news,
    ...placeLines(context, options, result, address),
  ].join("\n");
}

function headline(
  { colors }: Context,
  { packages, published, plan }: FullRunResult,
  address: string,
  seconds: number,
): string {
  const counts = Object.entries(countStatuses(packages)).filter(([, count]) => count > 0);
  const counted = counts.map(([status, count]) => `${count} ${status}`).join(", ");
  const took = `in ${secondsText(seconds)}`;
  if (published === undefined) {
    const since = plan.latest === undefined ? "" : ` since run ${plan.latest}`;
    return `${colors.bold("Nothing new")}${since}: nothing published into ${address}, ${took}. ${countText(Object.keys(packages).length, "package")}: ${counted}.`;
  }
  return `${colors.bold(`Run ${published.id}`)} published into ${address} ${took}: ${counted}.`;
}

function newsLines({ plan, packages }: FullRunResult): string[] {
  const rows = plan.packages.flatMap(({ stem, previous }) => {
    const said = packages[stem];
    if (said?.shard === undefined || said.status !== "explored") {
      return [];
    }
    const { shard } = said;
    const before = previous?.shard;
    const kind = before === undefined ? "new" : before.digest === shard.digest ? "same as before" : "changed";
    const version =
      before === undefined || before.version === shard.version
        ? shard.version
        : `${before.version} → ${shard.version}`;
    const found = `${countText(shard.nodes, "node")}, ${countText(shard.problems, "problem")}`;
    return [["", kind, stem, version, found, printableLine(said.reason)]];
  });
  return rows.length === 0 ? [] : [columns(rows)];
}

/** What the run wrote into the repository. */
function lockLines({ packages }: FullRunResult): string[] {
  const made = Object.keys(packages).filter((stem) => packages[stem]?.secondsByStage?.lock !== undefined);
  return made.length === 0
    ? []
    : ["", `  Locks or Dockerfiles were made anew; commit dockerfiles/ of: ${made.join(", ")}`];
}

function unstableLines({ packages }: FullRunResult): string[] {
  return Object.entries(packages)
    .filter(([, { status, failure }]) => status === "unstable" && failure === undefined)
    .map(([stem, { version }]) => {
      return `  ${stem} ${version} is unstable: time or memory did not suffice, twice; the next run tries again. Where it always hangs: \`skip\`, \`timeout\` or \`memory\` in pkginfo/${stem}.yaml`;
    });
}

const MOST_LINES = 12;

function faultLines({ colors }: Context, { logFolder }: FullRunOptions, result: FullRunResult): string[] {
  return faultsOf(result).flatMap(
    ({ planned: { stem }, result: { failure, version, shard, shardOf, attempts, status } }) => {
      if (failure === undefined) {
        return [
          `${colors.red("✗")} ${colors.bold(`${stem} ${version}`)}: no module of it could be imported; \`./scripts/explore ${stem}\` tells why`,
        ];
      }
      const lines = printableLines(failure.message);
      const carried =
        shard === undefined
          ? "nothing of it is in the run"
          : `the run has its shard of ${shard.version}${shardOf === undefined ? "" : ` from run ${shardOf}`}`;
      return [
        `${colors.red("✗")} ${colors.bold(`${stem} ${version}`)} ${status === "unstable" ? "failed twice" : "failed"} at the stage "${failure.stage}":`,
        ...lines.slice(0, MOST_LINES).map((line) => `    ${line}`),
        ...(lines.length > MOST_LINES ? ["    …"] : []),
        `    ${carried}${attempts > 0 ? `; the whole output: ${shownPath(logFolder)}/${stem}.log` : ""}`,
      ];
    },
  );
}

function placeLines(
  context: Context,
  { store }: FullRunOptions,
  { published }: FullRunResult,
  address: string,
): string[] {
  if (published === undefined) {
    return [];
  }
  const keys = runKeys(published.id);
  return [
    "",
    `  data    ${address}/${published.manifest}, which names every object`,
    `  log     ${address}/${keys.log}`,
    `  next    ./scripts/importgraph runs show ${published.id}${storeFlag(context, store)}`,
  ];
}
