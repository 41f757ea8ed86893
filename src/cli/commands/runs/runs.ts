import { Command } from "commander";
import { InputError } from "../../../errors/input-error.ts";
import { countText, secondsText } from "../../../exec/figure.ts";
import { printableJson, printableLine } from "../../../exec/printable.ts";
import { OpenGraph } from "../../../graph/questions/open-graph.ts";
import { readGraph } from "../../../page/graph-document.ts";
import { digestOfPack, runGraphKey } from "../../../page/graph-keys.ts";
import { parseRunId } from "../../../store/runs/id.ts";
import { findLatest, findLatestIfPossible } from "../../../store/runs/latest.ts";
import { listRuns, type RunSummary } from "../../../store/runs/list.ts";
import {
  type ManifestObject,
  type RunManifest,
  type RunPackages,
  type RunRecord,
  readManifest,
  readRunPackages,
  readRunRecord,
  runKeys,
} from "../../../store/runs/record.ts";
import type { Store } from "../../../store/store.ts";
import { type Context, storeFlag, storeOf } from "../../context.ts";
import { type PackageProblem, runPage } from "../../results/run-page.ts";
import { columns, shownPath, sizeText } from "../../text.ts";
import { warn } from "../../warning.ts";
import { setLatestCommand } from "./set-latest.ts";

const PROBLEM_COLUMNS = ["module", "stage", "error", "message"] as const;

interface RunsOptions {
  store?: string;
  json?: boolean;
  markdown?: boolean;
}

const STORE_OPTION = [
  "--store <place>",
  "where results are kept (default: out, or IMPORTGRAPH_STORE)",
] as const;

/** `importgraph runs`: when was what run, and where is the data. */
export function runsCommand(context: Context): Command {
  const command = new Command("runs").description("when was what run, and where is the data");
  command
    .command("list")
    .description("all runs, newest first")
    .option(...STORE_OPTION)
    .option(
      "--json",
      "for a program: [{id, state, isLatest, isFuture, startedAt, finishedAt, commit, counts, sizeBytes, place}]",
    )
    .action((options: RunsOptions) => list(context, options));
  command
    .command("show")
    .description("one run: what it was made of, and what became of each package")
    .argument("[run]", "its id, such as 2026-11-23.2 (default: the latest)")
    .option(...STORE_OPTION)
    .option(
      "--json",
      "for a program: {run, manifest, packages}; manifest and packages are null for an unfinished run",
    )
    .option("--markdown", "as a page: what it was, what could not be explored by kind, each package")
    .action((id: string | undefined, options: RunsOptions) => show(context, id, options));
  command.addCommand(setLatestCommand(context));
  return command;
}

async function list(context: Context, options: RunsOptions): Promise<void> {
  const store = await storeOf(context, options.store);
  const runs = await listRuns(store);
  warn(context, (await findLatestIfPossible(store)).problem);
  if (options.json === true) {
    context.out(printableJson(runs));
    return;
  }
  if (runs.length === 0) {
    context.say(`There are no runs in ${shownPath(store.address)} yet.`);
    return;
  }
  context.out(columns(runs.map(cells)));
  context.say(
    store.isReadOnly === true
      ? "\nThe latest run; which others there are, a server of files does not tell."
      : `\n${countText(runs.length, "run")} in ${shownPath(store.address)}.`,
  );
}

function cells(run: RunSummary): string[] {
  const { id, state, isLatest, isFuture, startedAt = "", finishedAt, counts, sizeBytes, place } = run;
  const took =
    finishedAt === undefined ? "" : secondsText((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
  return [
    id,
    `${isLatest ? "latest" : state}${isFuture ? ", of the future" : ""}`,
    startedAt.slice(0, 16).replace("T", " "),
    took,
    sizeBytes === undefined ? "" : sizeText(sizeBytes),
    shownPath(place),
    counts === undefined ? printableLine(run.message?.split("\n", 1)[0] ?? "") : countsText(counts),
  ];
}

function countsText(counts: Readonly<Record<string, number>>): string {
  const some = Object.entries(counts).filter(([, number]) => number > 0);
  return some.length === 0 ? "no packages" : some.map(([status, number]) => `${number} ${status}`).join(", ");
}

async function show(context: Context, wanted: string | undefined, options: RunsOptions): Promise<void> {
  const store = await storeOf(context, options.store);
  const id = wanted === undefined ? undefined : parseRunId(wanted, store);
  if (id === undefined) {
    warn(context, (await findLatest(store))?.problem);
  }
  const runs = await listRuns(store, id);
  const run = runs.find((one) => (id === undefined ? one.isLatest : one.id === id));
  if (run === undefined) {
    throw new InputError({
      message: `there is no ${id === undefined ? "finished run" : `run ${id}`} in ${store.address}`,
      fix: `./scripts/importgraph runs list${storeFlag(context, store)} tells which there are`,
    });
  }
  if (run.state === "damaged") {
    throw new InputError({
      message: run.message ?? "",
      fix: "`./scripts/importgraph store verify` tells what else is",
    });
  }
  const packages = await readRunPackages(store, run.id);
  if (packages === undefined && run.state === "complete") {
    context.fail();
    warn(context, {
      message: `${store.address}/${runKeys(run.id).packages} is not there, though the run is finished: what became of its packages is lost`,
      fix: `./scripts/importgraph store verify --run ${run.id}${storeFlag(context, store)} tells what else is`,
    });
  }
  if (options.json === true) {
    const manifest = (await readManifest(store, run.id)) ?? null;
    context.out(printableJson({ run, manifest, packages: packages ?? null }));
    return;
  }
  if (options.markdown === true) {
    context.out((await pageOf(context, store, run, packages)).trimEnd());
    return;
  }
  context.out(await describeRun(store, run, packages));
}

/** @throws InputError for a run that is not finished */
async function pageOf(
  context: Context,
  store: Store,
  run: RunSummary,
  packages: RunPackages | undefined,
): Promise<string> {
  const manifest = await readManifest(store, run.id);
  if (manifest === undefined || packages === undefined) {
    throw new InputError({
      message: `run ${run.id} is not finished: there is nothing to make a page of`,
      fix: `./scripts/importgraph runs list${storeFlag(context, store)} tells which are`,
    });
  }
  return runPage({ run, manifest, packages, problems: await problemsOf(store, run.id) });
}

/** What could not be explored of the shards of a run; undefined where it has no graph. */
async function problemsOf(store: Store, id: string): Promise<PackageProblem[] | undefined> {
  const graph = await readGraph(store, runGraphKey(id));
  if (graph === undefined) {
    return undefined;
  }
  const open = new OpenGraph(store, graph);
  const problems: PackageProblem[] = [];
  for (const release of open.releases()) {
    const { distribution, version } = release;
    for await (const row of open.allRowsOf(release, "problems", PROBLEM_COLUMNS)) {
      problems.push({
        ...(row as Pick<PackageProblem, (typeof PROBLEM_COLUMNS)[number]>),
        record: "problem",
        distribution,
        version,
      });
    }
  }
  return problems;
}

async function describeRun(
  store: Store,
  run: RunSummary,
  packages: RunPackages | undefined,
): Promise<string> {
  const record = (await readManifest(store, run.id)) ?? (await readRunRecord(store, run.id));
  const { startedAt = "", finishedAt, commit, counts, sizeBytes } = run;
  const rows: [string, string | undefined][] = [
    ["state", `${run.state}${run.isLatest ? ", the latest" : ""}`],
    ["begun", startedAt],
    ["finished", finishedAt],
    ["where", shownPath(run.place)],
    ["size", sizeBytes === undefined ? undefined : sizesText(sizeBytes, record)],
    ["packages", counts && countsText(counts)],
    ["asked for", record && selectionText(record.inputs)],
    ["commit", commit],
    ["explorer", record && `${record.explorer.version} (${record.explorer.digest.slice(0, 12)})`],
  ];
  const told = rows.flatMap(([name, value]) =>
    value ? [`  ${name.padEnd(9)}  ${printableLine(value)}`] : [],
  );
  return [`run ${run.id}`, ...told, ...packageLines(packages ?? {})].join("\n");
}

/** The size of a run, and of what it consists: `shards/`, `tables/`, … */
function sizesText(sizeBytes: number, record: RunManifest | RunRecord | undefined): string {
  const objects =
    record !== undefined && !Array.isArray(record.objects) ? Object.entries(record.objects) : [];
  const groups = Map.groupBy(objects, ([key]) => key.slice(0, key.indexOf("/")));
  const sizes = [...groups].map(([kind, group]) => {
    const bytes = group.reduce((sum, [, object]) => sum + (object as ManifestObject).sizeBytes, 0);
    const packs = group.filter(([key]) => digestOfPack(key) !== undefined).length;
    return `${kind} ${sizeText(bytes)}${packs === 0 ? "" : ` (${countText(packs, "pack")})`}`;
  });
  return sizes.length < 2 ? sizeText(sizeBytes) : `${sizeText(sizeBytes)}: ${sizes.sort().join(", ")}`;
}

function selectionText({ selected, force }: { selected: "all" | string[]; force: boolean }): string {
  const what = selected === "all" ? "everything in pkginfo/" : selected.join(", ");
  return force ? `${what}, changed or not` : what;
}

/** What was carried though it could have been explored is what nobody has to look at. */
function packageLines(packages: RunPackages): string[] {
  const rows = Object.entries(packages)
    .filter(([, { status }]) => status !== "carried")
    .map(([stem, { version, status, seconds, reason, failure, shardOf }]) => {
      const why = failure === undefined ? reason : `${failure.stage}: ${failure.message.split("\n", 1)[0]}`;
      const carried = shardOf === undefined ? "" : ` (the shard is of run ${shardOf})`;
      return [stem, version, status, secondsText(seconds), `${why}${carried}`].map(printableLine);
    });
  return rows.length === 0 ? [] : ["", columns(rows).replace(/^/gm, "  ")];
}
