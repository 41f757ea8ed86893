/**
 * What a run costs in which nothing changed.
 *
 * Usage: npm run bench -- plan [PACKAGES]
 * Makes a repository of so many packages (default 300) that have all been explored, in a folder and in a bucket of a real
 * S3 server, and prints the seconds of the whole command `run --all`, start of the program included.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setUpRuns } from "../src/cli/testing/run-stand.ts";
import { generate } from "../src/dockerfile/generate.ts";
import { inputsDigest } from "../src/lock/inputs.ts";
import { lockText } from "../src/lock/lockfile.ts";
import { readAllPkginfo, readPkginfo } from "../src/pkginfo/read-folder.ts";
import { keySources } from "../src/plan/package-keys.ts";
import { hasWork, makePlan } from "../src/plan/plan.ts";
import { recordExplored, shardObjectKey } from "../src/store/layout.ts";
import { completeRun } from "../src/store/runs/complete.ts";
import type { RunPackages } from "../src/store/runs/record.ts";
import { reserveRun } from "../src/store/runs/reservation.ts";
import type { Store } from "../src/store/store.ts";
import { setUpS3 } from "../src/store/testing/s3-stand.ts";
import { median, ROOT } from "./prepared.ts";

const RUNS = 5;
/** As many as a package of some size installs. */
const LOCKED = 12;

/** @param args how many packages */
export async function benchPlan(args: readonly string[], say: (line: string) => void): Promise<void> {
  const packages = Number(args[0] ?? 300);
  const s3 = await setUpS3();
  Object.assign(process.env, s3.env());
  for (const [kind, options] of [
    ["folder", {}],
    ["S3", { address: `s3://${s3.bucket}/plan`, env: s3.env() }],
  ] as const) {
    const runs = await setUpRuns([], options);
    try {
      await makePackages(runs.root, packages);
      await publish(runs.root, await runs.store());
      const seconds: number[] = [];
      for (let run = 0; run < RUNS; run += 1) {
        const started = performance.now();
        const { code, out, err } = await runs.importgraph(["run", "--all"]);
        seconds.push((performance.now() - started) / 1000);
        if (code !== 0 || !out.startsWith("Nothing new")) {
          throw new Error(`there was something to do: ${out}${err}`);
        }
      }
      const figures = seconds.map((figure) => figure.toFixed(2)).join(", ");
      say(`${packages} packages, ${kind}: ${median(seconds).toFixed(2)} s (median of ${figures})`);
    } finally {
      await runs.tearDown();
    }
  }
  await s3.tearDown();
}

async function makePackages(root: string, count: number): Promise<void> {
  const refuse = () => {
    throw new Error("nobody is to be asked");
  };
  const tools = {
    signal: new AbortController().signal,
    ...{ docker: refuse, base: refuse, secrets: refuse, pythons: refuse, index: refuse },
  };
  for (let number = 0; number < count; number += 1) {
    const stem = `package-${number}`;
    await writeFile(
      join(root, "pkginfo", `${stem}.yaml`),
      `name: ${stem}\nversion: "1.${number}"\nenv: {A: b}\n`,
    );
    const pkginfo = await readPkginfo(root, stem);
    const python = "3.13";
    const names = [stem, ...Array.from({ length: LOCKED }, (_, other) => `requirement-${other}`)].sort();
    const lock = {
      ...{
        name: stem,
        version: pkginfo.version,
        python,
        asOf: null,
        inputsDigest: inputsDigest(pkginfo, python),
      },
      packages: names.map((name) => ({
        ...{ name, version: name === stem ? pkginfo.version : "1.0", fromSource: false },
        hashes: ["a".repeat(64), "b".repeat(64)],
      })),
    };
    const folder = join(root, "dockerfiles", stem);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "requirements.txt"), lockText(lock, "install"));
    await generate(folder, pkginfo, { tools, log: refuse, say: refuse });
  }
}

/** A run in which everything has been explored. */
async function publish(root: string, store: Store): Promise<void> {
  const sources = keySources(ROOT);
  const plan = await makePlan(await readAllPkginfo(root), { root, store, keySources: sources });
  const packages: Record<string, RunPackages[string]> = {};
  for (const { stem, name, version, python = "", todo } of plan.packages.filter(hasWork)) {
    const { shardKey = "", inputs = {} } = todo.keys ?? {};
    const shard = {
      ...{ name, version, python, importNames: [name], digest: "d".repeat(64), shardKey, inputs },
      ...{ sizeBytes: 5, nodes: 1, modules: 1, problems: 0, exploredAt: "2026-11-27T00:00:00.000Z" },
    };
    await store.write(shardObjectKey(shard), "shard");
    await recordExplored(store, shard);
    packages[stem] = {
      ...{ name, version, python, status: "explored", reason: todo.reason, attempts: 1, seconds: 5, shard },
    };
  }
  const record = await reserveRun(store, {
    startedAt: "2026-11-27T00:00:00.000Z",
    explorer: { version: "0.1.0", digest: await sources.explorer() },
    platform: "linux-x86_64",
    inputs: { selected: "all", force: false },
  });
  await completeRun(store, record, { finishedAt: "2026-11-27T01:00:00.000Z", bases: {}, packages, log: "" });
}
