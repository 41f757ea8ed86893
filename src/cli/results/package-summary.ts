import { KIND_NAMES } from "../../ask/kind-names.ts";
import { briefSignature } from "../../ask/signature.ts";
import { type ShardSummary, shardSummary } from "../../ask/summary.ts";
import { countText, secondsText } from "../../exec/figure.ts";
import { printableLine, printableLines } from "../../exec/printable.ts";
import { keyAdvice } from "../../pkginfo/advice.ts";
import type { ExploredOutcome, FailedOutcome, PackageOutcome } from "../../run/package/outcome.ts";
import type { NodeKind } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";
import { openKeptShard } from "../../store/kept-shard.ts";
import { importsNothing, shardObjectKey } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { type Context, storeFlag } from "../context.ts";
import { shownPath, sizeText } from "../text.ts";
import { problemText } from "./problem-text.ts";

type Explored = Extract<PackageOutcome<ExploredOutcome>, ExploredOutcome>;
type Failed = Extract<PackageOutcome<never>, FailedOutcome>;

const MOST_PROBLEMS = 5;
const MOST_WANTS = 6;
const LONGEST_ENTRY = 100;

/** What a person wants to know of a package that was explored: what is in it, what is missing, where it is, what next. */
export async function exploredText(context: Context, store: Store, outcome: Explored): Promise<string> {
  const shard = await openKeptShard(store, outcome.entry);
  const summary = shardSummary(shard);
  const flag = storeFlag(context, store);
  return [
    headingLine(context, outcome, summary),
    ...(summary.counts.length === 0 ? [] : [`  ${countsText(summary)}`]),
    ...block(
      importsNothing(outcome.entry)
        ? [nothingImportedText(context, outcome, "for the reasons below", importAdvice(shard))]
        : notableLines(context, summary, outcome),
    ),
    ...block(problemLines(context, summary, `${askedAs(outcome)} --problems${flag}`)),
    "",
    ...placeLines(store, outcome),
    ...block(nextLines(context, outcome, summary, flag)),
  ].join("\n");
}

function countsText({ counts }: ShardSummary): string {
  const found = new Map(counts);
  const texts = Object.entries(KIND_NAMES).flatMap(([kind, [one, many]]) => {
    const count = found.get(kind as NodeKind);
    return count === undefined ? [] : [countText(count, one, many)];
  });
  return texts.join(" · ");
}

function headingLine({ colors }: Context, outcome: Explored, { distribution, python }: ShardSummary): string {
  const name = colors.bold(`${printableLine(distribution.displayName)} ${outcome.entry.version}`);
  const done =
    outcome.status === "kept"
      ? "nothing changed since it was explored"
      : `explored in ${secondsText(outcome.seconds)}`;
  return `${name} on Python ${python}, ${done}`;
}

function notableLines(
  { colors }: Context,
  { notable, installs }: ShardSummary,
  { entry }: Explored,
): string[] {
  if (entry.importNames.length === 0) {
    const what = "  It has no modules: a metapackage, or only scripts, data or type stubs.";
    return installs.length === 0
      ? [`${what} Explore what it is for.`]
      : [what, `  Explore what it installs: ./scripts/explore ${installs.join(" ")}`];
  }
  return notable.flatMap(({ kind, name, signature, doc }) => {
    const head = printableLine(`${kind === "class" ? "class " : ""}${name}`);
    const entry = `${head}${printableLine(briefSignature(signature, LONGEST_ENTRY - head.length))}`;
    const line = `  ${colors.cyan(entry)}`;
    return doc === "" ? [line] : [line, `      ${colors.dim(cut(printableLine(doc)))}`];
  });
}

function problemLines(
  { colors }: Context,
  { problems, problemsByStage, wants }: ShardSummary,
  asked: string,
): string[] {
  if (problems === 0) {
    return ["  No problems."];
  }
  const all = problemsByStage.flatMap(([, list]) => list);
  const lines = all.slice(0, MOST_PROBLEMS).map((problem) => {
    return cut(`    ${problemText(problem)}`);
  });
  const more = problems - lines.length;
  return [
    `  ${colors.yellow(countText(problems, "problem"))}, where something could not be explored:`,
    ...lines,
    ...(more > 0 ? [`    … and ${more} more: ./scripts/importgraph names ${asked}`] : []),
    ...wantLines("modules", wants.modules, "what brings them: `extras` or `with` in its pkginfo"),
    ...wantLines("libraries", wants.libraries, "what brings them: `apt` in its pkginfo"),
  ];
}

/** What is missing in the image, and how it gets there. */
function wantLines(what: string, names: readonly string[], how: string): string[] {
  const shown = names.slice(0, MOST_WANTS).map(printableLine).join(", ");
  const more = names.length - MOST_WANTS;
  return names.length === 0
    ? []
    : [`  missing ${what}: ${shown}${more > 0 ? ` and ${more} more` : ""} (${how})`];
}

function placeLines(store: Store, outcome: Explored): string[] {
  const { entry, stages, folder } = outcome;
  const seconds = stages
    .map((time) => `${time.stage} ${time.kept ? "kept" : secondsText(time.seconds)}`)
    .join(" · ");
  return [
    ...(seconds === "" ? [] : [`  stages  ${seconds}`]),
    `  shard   ${shownPath(store.address)}/${shardObjectKey(entry)} (${sizeText(entry.sizeBytes)})`,
    `  made of ${shownPath(folder)}/`,
    ...(outcome.logPath === undefined ? [] : [`  log     ${shownPath(outcome.logPath)}`]),
  ];
}

function nextLines(
  { colors }: Context,
  outcome: Explored,
  { notable, mainModule }: ShardSummary,
  flag: string,
): string[] {
  const { name, version } = outcome.entry;
  const example = notable[0]?.name ?? mainModule;
  if (example === undefined) {
    return [];
  }
  const keep =
    outcome.origin === "scratch"
      ? [
          `    ./scripts/importgraph add ${outcome.stem.includes("@") ? `${name}==${version}` : name}   keep it: write its pkginfo, lock and Dockerfile`,
        ]
      : [];
  return [
    colors.dim("  next:"),
    `    ./scripts/importgraph show ${printableLine(example)}${flag}`,
    `    ./scripts/importgraph names ${askedAs(outcome)}${flag}`,
    ...keep,
  ];
}

/** How a question names this release. */
export function askedAs({ stem, origin, entry }: Explored): string {
  return origin === "library" ? `${entry.name}==${entry.version}` : stem.replace("@", "==");
}

/** How to have modules of a shard imported that could not be, where their problems say it. */
export function importAdvice({ problems, header }: Shard): string | undefined {
  const own = new Set(header.importNames.map((name) => name.split(".")[0]));
  const messages = problems
    .filter(({ stage }) => stage === "import")
    .map(({ error, message }) => `${error}: ${message}`)
    .filter((text) => !own.has(/No module named '([^'.]+)/.exec(text)?.[1]));
  return keyAdvice(messages, "import");
}

/**
 * Says of a package without an imported module what may be the matter; `reasons` is where its problems are told, and
 * `advice` how to mend it where that is known.
 */
export function nothingImportedText(
  { colors }: Context,
  { entry }: ExploredOutcome,
  reasons: string,
  advice: string | undefined,
): string {
  const { name, version, importNames } = entry;
  const why = `its import names (${importNames.map(printableLine).join(", ")}) all fail, ${reasons}`;
  return [
    `${colors.red("✗")} ${colors.bold(`${name} ${version}`)}: no module of it could be imported: ${why}`,
    advice === undefined
      ? `      → mend it with its pkginfo's keys, or list it: ./scripts/importgraph skip ${name} --reason '…'`
      : `      → in its pkginfo, ${printableLine(advice)}; or list it: ./scripts/importgraph skip ${name} --reason '…'`,
  ].join("\n");
}

/** What failed, at which stage, and the lines that say why. */
export function failedText({ colors }: Context, { label, stage, message, logPath }: Failed): string {
  const lines = printableLines(message).map((line) => `    ${line}`);
  return [
    `${colors.red("✗")} ${colors.bold(printableLine(label))} failed at the stage "${stage}":`,
    ...lines,
    ...(logPath === undefined ? [] : [`    the whole output: ${shownPath(logPath)}`]),
  ].join("\n");
}

function block(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", ...lines];
}

function cut(line: string): string {
  return line.length <= LONGEST_ENTRY ? line : `${line.slice(0, LONGEST_ENTRY - 1)}…`;
}
