/**
 * What questions on a graph cost: in a warm process, as a whole command, and over HTTP; beside what people do without one.
 *
 * Usage: npm run bench -- graph [STORE] [--runs=N] [--no-network]
 * STORE is a folder (default: out); what its graph lacks is made first. Peers that have to fetch something (pip, griffe) are
 * left out with --no-network. Prints one table for the questions and one for the peers, each figure beside its goal or as a ratio.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { showNode } from "../../src/ask/view.ts";
import { importgraphIn } from "../../src/cli/testing/in-process.ts";
import { temporaryFolder } from "../../src/exec/temporary-folder.ts";
import { PartialShard } from "../../src/graph/objects/partial-shard.ts";
import { dependents } from "../../src/graph/questions/dependents.ts";
import { findObjects } from "../../src/graph/questions/find-objects.ts";
import { OpenGraph } from "../../src/graph/questions/open-graph.ts";
import { whereis } from "../../src/graph/questions/whereis.ts";
import { graphRun } from "../../src/graph/testing/graph-run.ts";
import { readGraph } from "../../src/page/graph-document.ts";
import { HEAD_GRAPH_KEY } from "../../src/page/graph-keys.ts";
import { type Manner, serveFiles } from "../../src/page/testing/file-server.ts";
import { folderStore } from "../../src/store/folder-store.ts";
import { eachOnce, readHead } from "../../src/store/layout.ts";
import type { Store } from "../../src/store/store.ts";
import { median, ROOT } from "../prepared.ts";
import { benchPeers } from "./peers.ts";
import { type CommandCost, cells, costText, medianCost, milliseconds, secondsOf } from "./timing.ts";

const RUNS = 7;

const GOALS = { warmMilliseconds: 20, requests: 4, kilobytes: 300 };

/** Asked where the store has it: of each kind the first of these that is there. */
const QUESTIONS: readonly (readonly [
  command: "whereis" | "show" | "dependents",
  names: readonly string[],
])[] = [
  ["whereis", ["yaml", "requests", "six"]],
  ["whereis", ["requests.Session", "click.Command", "attr.define"]],
  ["whereis", ["DataFrame.merge", "Command.invoke", "Session.mount"]],
  ["show", ["requests.Session.get", "click.Command.invoke"]],
  ["show", ["pandas.DataFrame.merge", "numpy.ndarray"]],
  ["show", ["pandas.DataFrame", "click.Command"]],
  ["dependents", ["requests", "click", "typing-extensions"]],
  ["dependents", ["numpy.ndarray", "click.Command"]],
];

const PROGRAM = join(ROOT, "scripts", "importgraph");

interface Question {
  command: "whereis" | "show" | "dependents";
  name: string;
}

export async function benchGraph(args: readonly string[], say: (line: string) => void): Promise<void> {
  const [folder = join(ROOT, "out")] = args.filter((argument) => !argument.startsWith("--"));
  const given = args.find((argument) => argument.startsWith("--runs="))?.slice("--runs=".length);
  const runs = z.coerce.number().int().positive().default(RUNS).parse(given);
  // As users have it, whose sources do not change.
  await run(process.execPath, [join(ROOT, "scripts", "generate", "program.ts")]);
  await run(PROGRAM, ["merge", "--store", folder]);
  const store = folderStore(folder);
  const graph = await openHead(store);
  say(
    `${graph.releases().length} releases in ${graph.graph.layers.length} layers, median of ${runs} runs in turn`,
  );
  const floor = await medianCost(process.execPath, ["-e", "0"], runs);
  const allowed = { wall: 2 * floor.wall + 0.15, cpu: 2 * floor.cpu + 0.15 };
  say(
    `\`node -e 0\`: ${costText(floor)}; a whole command may take twice that and 150 ms: ${costText(allowed)}`,
  );
  say(cells(HEADS));
  say(cells(HEADS.map(() => "---")));
  const published = await temporaryFolder();
  try {
    const served = await publishedCopy(folder, published.path);
    for (const question of await questionsOf(graph)) {
      say(cells(await figuresOf(question, { store, folder, served, runs, allowed })));
    }
  } finally {
    await published.remove();
  }
  say("");
  await benchPeers(store, graph, { runs, hasNetwork: !args.includes("--no-network") }, say);
}

const HEADS = [
  ...[
    "question",
    "warm: first of a name, again (goal: 20 ms)",
    "whole command (of it CPU)",
    "of what is allowed (CPU)",
  ],
  ...["HTTP, ranges: requests (goal: 4), kB (goal: 300)", "HTTP, no ranges: requests, kB", "met"],
];

/** What is served is a run, as of who publishes. */
async function publishedCopy(folder: string, scratch: string): Promise<string> {
  const served = join(scratch, "served");
  await cp(folder, served, { recursive: true });
  const store = folderStore(served);
  await graphRun(store, eachOnce(Object.values(await readHead(store))));
  return served;
}

interface Place {
  store: Store;
  folder: string;
  /** A copy of it that has a run. */
  served: string;
  runs: number;
  /** What a whole command may take. */
  allowed: CommandCost;
}

async function figuresOf(
  question: Question,
  { store, folder, served, runs, allowed }: Place,
): Promise<string[]> {
  const { command, name } = question;
  const warm = await warmSeconds(question, store, runs);
  const whole = await medianCost(PROGRAM, [command, name, "--store", folder], runs);
  const ranges = await overHttp(question, served, "ranges");
  const files = await overHttp(question, served, "whole");
  const missed = [
    ...(warm.again * 1000 > GOALS.warmMilliseconds ? ["warm"] : []),
    ...(whole.wall > allowed.wall ? ["whole"] : []),
    ...(whole.cpu > allowed.cpu ? ["CPU of whole"] : []),
    ...(ranges.requests > GOALS.requests ? ["requests"] : []),
    ...(ranges.kilobytes > GOALS.kilobytes ? ["kB"] : []),
  ];
  return [
    ...[`${command} ${name}`, `${milliseconds(warm.first)}, ${milliseconds(warm.again)}`],
    ...[
      costText(whole),
      `${(whole.wall / allowed.wall).toFixed(2)}× (${(whole.cpu / allowed.cpu).toFixed(2)}×)`,
    ],
    `${ranges.requests}, ${ranges.kilobytes.toFixed(0)}`,
    `${files.requests}, ${files.kilobytes.toFixed(0)}`,
    missed.length === 0 ? "yes" : `no: ${missed.join(", ")}`,
  ];
}

/** Of a process that has answered other questions: on this name for the first time, and again. */
async function warmSeconds(
  { command, name }: Question,
  store: Store,
  runs: number,
): Promise<{ first: number; again: number }> {
  const first: number[] = [];
  const again: number[] = [];
  for (let count = 0; count < runs; count += 1) {
    const graph = await openHead(store);
    await whereis(graph, "os.path.join");
    await dependents(graph, { distribution: "six" });
    const ask = asker(command, graph);
    first.push(await secondsOf(() => ask(name)));
    again.push(await secondsOf(() => ask(name)));
  }
  // What the first ones of all compile is not what a warm process does.
  return { first: median(first), again: median(again) };
}

function asker(command: Question["command"], graph: OpenGraph): (name: string) => Promise<unknown> {
  switch (command) {
    case "whereis":
      return (name) => whereis(graph, name);
    case "dependents":
      return async (name) => {
        const [object] = name.includes(".") ? await findObjects(graph, name) : [];
        const of = object ?? { distribution: name };
        return await dependents(graph, "id" in of ? { distribution: of.distribution, id: of.id } : of);
      };
    case "show": {
      return async (name) => {
        const [top = name] = name.split(".", 1);
        const release = graph.releases().find(({ importNames }) => importNames.includes(top));
        const shard = release && (await PartialShard.open(graph, release.shard));
        if (shard === undefined) {
          throw new Error(`nobody is imported by ${top}`);
        }
        return await shard.ask((one) => showNode(one, name, { isBrief: true }), name);
      };
    }
  }
}

/** The whole command on a server of the store's files. */
async function overHttp(
  { command, name }: Question,
  folder: string,
  manner: Manner,
): Promise<{ requests: number; kilobytes: number }> {
  const server = await serveFiles(folder, manner);
  const scratch = await temporaryFolder();
  try {
    await importgraphIn(scratch.path, [command, name, "--store", server.address]);
    return { requests: server.asked.length, kilobytes: server.sentBytes / 1000 };
  } finally {
    await server.close();
    await scratch.remove();
  }
}

async function openHead(store: Store): Promise<OpenGraph> {
  const graph = await readGraph(store, HEAD_GRAPH_KEY);
  if (graph === undefined) {
    throw new Error(`${store.address}/${HEAD_GRAPH_KEY} is not there`);
  }
  return new OpenGraph(store, graph);
}

async function questionsOf(graph: OpenGraph): Promise<Question[]> {
  const asked = QUESTIONS.map(async ([command, names]): Promise<Question[]> => {
    for (const name of names) {
      if ((await whereis(graph, name)).owners.length > 0) {
        return [{ command, name }];
      }
    }
    return [];
  });
  return (await Promise.all(asked)).flat();
}

/** @throws Error where it does not end well */
async function run(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(child, "exit");
  if (code !== 0) {
    throw new Error(`${command} ${args.join(" ")} ended with ${code}`);
  }
}
