/** Asks a program that shares nothing with the explorer, in the image of a package, and keeps what it said. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { z } from "zod";
import { dockerOutput } from "../src/docker/engine/docker.ts";
import { runSandbox } from "../src/docker/sandbox/sandbox.ts";
import { openOutputLog } from "../src/exec/output-log.ts";
import { writeWholeText } from "../src/files/whole-file.ts";
import { floorJob, type Prepared, PYTHON } from "./prepared.ts";

/** A program in Python. */
export interface Oracle {
  folder: string;
  /** Its files, from that folder, which is one of this one's; the first one is a module whose `main` is called. */
  modules: readonly [string, ...string[]];
}

/** What an oracle takes that begins with a {@link Run} of `oracle_run.py`. */
export const ORACLE_RUN = "../oracle_run";

/** So many modules may end the interpreter. */
const MOST_DEATHS = 10;

const MOUNT = "/oracle";

const kept = z.array(z.string());
const answer = z.tuple([z.string()]).rest(z.unknown());

/**
 * The lines that the oracle prints for a job. It is asked once: for the same job, oracle and image they are the same.
 *
 * @param workFolder what it said and printed is kept there
 * @throws Error where it prints nothing
 */
export async function oracleLines(
  prepared: Prepared,
  oracle: Oracle,
  workFolder: string,
  job: object,
): Promise<string[]> {
  const { docker, image, pkginfo, preparation } = prepared;
  const files = oracle.modules.map((name) => join(oracle.folder, `${name}.py`));
  const texts = await Promise.all(files.map((path) => readFile(path, "utf8")));
  const imageId = await dockerOutput(docker, ["image", "inspect", "--format={{.Id}}", image]);
  const given = JSON.stringify([imageId, preparation, texts, job]);
  const key = createHash("sha256").update(given).digest("hex");
  const path = join(workFolder, "oracle", `${pkginfo.stem}-${key.slice(0, 16)}.json`);
  if (!existsSync(path)) {
    const lines = await run(prepared, oracle, workFolder, job);
    await mkdir(dirname(path), { recursive: true });
    await writeWholeText(path, JSON.stringify(lines));
  }
  return kept.parse(JSON.parse(await readFile(path, "utf8")));
}

/**
 * The answers of an oracle that takes its job by `oracle_run.py`. A module may end the interpreter: the others are gone on with.
 *
 * @param more what its job has besides modules, setups and the name of the distribution
 * @throws Error where it comes to no end, or says that it fails (`["lost", why]`)
 */
export async function oracleAnswers(
  prepared: Prepared,
  oracle: Oracle,
  workFolder: string,
  more: object,
): Promise<unknown[][]> {
  const { shard } = prepared;
  const modules = prepared.modules.filter((name) => shard.node(name)?.imported !== false);
  const skip: string[] = [];
  while (skip.length < MOST_DEATHS) {
    const job = { ...floorJob({ ...prepared, modules }), skip, ...more };
    const lines = (await oracleLines(prepared, oracle, workFolder, job)).map((text) =>
      answer.parse(JSON.parse(text)),
    );
    const lost = lines.find(([kind]) => kind === "lost");
    if (lost !== undefined) {
      throw new Error(`the oracle fails: ${lost[1]}`);
    }
    if (lines.at(-1)?.[0] === "end") {
      return lines.filter(([kind]) => kind !== "begin" && kind !== "end");
    }
    const begun = lines.findLast(([kind]) => kind === "begin");
    if (begun === undefined) {
      break;
    }
    skip.push(String(begun[1]));
  }
  throw new Error(`the oracle does not come to its end; without ${skip.join(", ")} neither`);
}

async function run(
  { docker, image, pkginfo, preparation }: Prepared,
  { folder, modules: [first] }: Oracle,
  workFolder: string,
  job: object,
): Promise<string[]> {
  const start = [
    "import importlib, sys",
    `sys.path[:0] = ${JSON.stringify([join(MOUNT, relative(import.meta.dirname, folder)), MOUNT])}`,
    `oracle = importlib.import_module(${JSON.stringify(first)})`,
    "del sys.path[:2]",
    "oracle.main()",
  ];
  const log = openOutputLog(join(workFolder, "logs", `${pkginfo.stem}.oracle.log`));
  try {
    const chunks: Uint8Array[] = [];
    await runSandbox(docker, {
      ...{ image, env: preparation.env, log, command: [PYTHON, "-I", "-S", "-c", start.join("\n")] },
      mounts: [{ source: import.meta.dirname, target: MOUNT }],
      stdin: JSON.stringify(job),
      ...{ memoryBytes: 4 * 1024 ** 3, pids: 256, timeoutSeconds: 900 },
      onStdout: (chunk) => void chunks.push(chunk),
    });
    const lines = Buffer.concat(chunks).toString("utf8").split("\n").slice(0, -1);
    if (lines.length === 0) {
      throw new Error(`the oracle does not start: ${log.tail(1).join("")}`);
    }
    return lines;
  } finally {
    await log.close();
  }
}
