/** What people do who have no graph, on the same packages. */

import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import { type TemporaryFolder, temporaryFolder } from "../../src/exec/temporary-folder.ts";
import type { OpenGraph } from "../../src/graph/questions/open-graph.ts";
import { whereis } from "../../src/graph/questions/whereis.ts";
import { fileOfPart } from "../../src/page/graph-keys.ts";
import type { Store } from "../../src/store/store.ts";
import { median } from "../prepared.ts";
import { cells, medianSeconds, milliseconds, secondsOf } from "./timing.ts";

export interface PeerOptions {
  runs: number;
  /** Whether peers are measured that have to fetch packages. */
  hasNetwork: boolean;
}

const run = promisify(execFile);

/** Prints a line for each peer: how long it takes for a question, and how many times as long as ours in a warm process. */
export async function benchPeers(
  store: Store,
  graph: OpenGraph,
  options: PeerOptions,
  say: (line: string) => void,
): Promise<void> {
  const scratch = await temporaryFolder();
  try {
    say(cells(["peer", "what it answers", "takes", "times ours", "has to have"]));
    say(cells(Array.from({ length: 5 }, () => "---")));
    await grepPeer(graph, scratch, options, say);
    await duckdbPeer(store, graph, options, say);
    if (options.hasNetwork) {
      await packagePeers(scratch, graph, options, say);
    }
  } finally {
    await scratch.remove();
  }
}

/** Import names of modules and who has them, as conda-forge publishes them: one JSON. */
async function grepPeer(
  graph: OpenGraph,
  scratch: TemporaryFolder,
  { runs }: PeerOptions,
  say: (line: string) => void,
): Promise<void> {
  const owners = new Map<string, Set<string>>();
  for (const release of graph.releases()) {
    for await (const { id, kind } of graph.allRowsOf(release, "nodes", ["id", "kind"])) {
      if (kind === "module") {
        owners.set(String(id), (owners.get(String(id)) ?? new Set()).add(release.distribution));
      }
    }
  }
  const content = Object.fromEntries([...owners].map(([name, all]) => [name, [...all].sort()]));
  const text = JSON.stringify(content, undefined, 1);
  const path = join(scratch.path, "import-names.json");
  await writeFile(path, text);
  const name = owners.has("yaml") ? "yaml" : ([...owners.keys()][0] ?? "");
  const theirs = await medianSeconds(() => run("grep", ["-A3", `^ "${name}":`, path]), runs);
  const parsed = await medianSeconds(async () => JSON.parse(await readFile(path, "utf8"))[name], runs);
  const ours = await medianSeconds(() => whereis(graph, name), runs);
  const has = `${(text.length / 1000).toFixed(0)} kB for ${graph.releases().length} releases, modules only`;
  say(cells(["grep of a JSON of import names", `who has ${name}`, ...against(theirs, ours), has]));
  say(cells(["the same JSON, parsed", `who has ${name}`, ...against(parsed, ours), has]));
}

/** The Parquet files of the tables, without our indexes. */
async function duckdbPeer(
  store: Store,
  graph: OpenGraph,
  { runs }: PeerOptions,
  say: (line: string) => void,
): Promise<void> {
  const { folder } = store;
  if (folder === undefined) {
    throw new Error("only the files of a folder are measured");
  }
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const parts = await graph.releaseParts();
    const filesOf = (table: "nodes" | "uses") =>
      `[${[
        ...new Set(
          parts.flatMap(({ shard, parts: { [table]: facts } }) =>
            facts === undefined ? [] : [`'${join(folder, fileOfPart(table, shard, facts))}'`],
          ),
        ),
      ].join(", ")}]`;
    const tail = "DataFrame.merge";
    const questions = [
      {
        what: `whose name ends in ${tail}`,
        query: `SELECT distribution, id FROM read_parquet(${filesOf("nodes")}) WHERE id LIKE '%.${tail}'`,
        ours: () => whereis(graph, tail),
      },
      {
        what: "who uses numpy",
        query: `SELECT distribution, to_id, sum(count) FROM read_parquet(${filesOf("uses")}) WHERE to_distribution = 'numpy' GROUP BY ALL`,
        ours: () => graph.withPrefix("dependents", "numpy "),
      },
    ];
    for (const { what, query, ours } of questions) {
      const theirs = await medianSeconds(() => connection.runAndReadAll(query), runs);
      say(
        cells([
          ...["DuckDB on the same Parquet, warm", what],
          ...[...against(theirs, await medianSeconds(ours, runs)), "all parts of a table"],
        ]),
      );
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** What a package itself tells: imported and inspected, and read by griffe. */
async function packagePeers(
  scratch: TemporaryFolder,
  graph: OpenGraph,
  { runs }: PeerOptions,
  say: (line: string) => void,
): Promise<void> {
  const release = graph.releasesOf("requests")[0];
  if (release === undefined) {
    return;
  }
  const name = "requests.Session.get";
  const ours = await medianSeconds(() => whereis(graph, name), runs);
  const [wheels, modules, tools] = ["wheels", "modules", "tools"].map((part) => join(scratch.path, part)) as [
    string,
    string,
    string,
  ];
  await mkdir(modules);
  const pip = ["-m", "pip", "--quiet", "--disable-pip-version-check"];
  const wanted = `requests==${release.version}`;
  const fetched = await secondsOf(() => run("python3", [...pip, "download", "--dest", wheels, wanted]));
  await run("python3", ["-c", UNPACK, wheels, modules]);
  const env = { ...process.env, PYTHONPATH: modules };
  const inspect =
    "import inspect, requests; print(inspect.signature(requests.Session.get), requests.Session.get.__doc__)";
  const inspected = await medianSeconds(() => run("python3", ["-c", inspect], { env }), runs);
  say(
    cells([
      ...[`pip download ${wanted}, then inspect`, `what ${name} is`],
      ...[...against(fetched + inspected, ours), "the name of the distribution, and all that it requires"],
    ]),
  );
  say(
    cells(["of it inspect alone", `what ${name} is`, ...against(inspected, ours), "the package, unpacked"]),
  );
  await run("python3", [...pip, "install", "--target", tools, "griffe"]);
  const load = `import griffe, time
started = time.perf_counter()
griffe.load("requests", search_paths=["${modules}"])["Session.get"].docstring
print(time.perf_counter() - started)`;
  const griffe = async () => {
    const { stdout } = await run("python3", ["-c", load], { env: { ...env, PYTHONPATH: tools } });
    return Number(stdout);
  };
  const seconds: number[] = [];
  for (let count = 0; count < runs; count += 1) {
    seconds.push(await griffe());
  }
  say(
    cells([
      ...["griffe loading one package, its own start not counted", `what ${name} is`],
      ...[...against(median(seconds), ours), "the package, unpacked"],
    ]),
  );
}

const UNPACK = `
import sys, pathlib, zipfile
for wheel in pathlib.Path(sys.argv[1]).glob("*.whl"):
    zipfile.ZipFile(wheel).extractall(sys.argv[2])`;

function against(theirs: number, ours: number): [takes: string, ratio: string] {
  return [milliseconds(theirs), `${(theirs / ours).toFixed(1)}×`];
}
