/** Runs the explorer's own checks in the base images: ruff and mypy once, pytest on every Python. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Docker } from "../../src/docker/engine/docker.ts";
import { buildImage } from "../../src/docker/image/build.ts";
import { InputError } from "../../src/errors/input-error.ts";
import { nodeExec } from "../../src/exec/node-exec.ts";
import { openOutputLog } from "../../src/exec/output-log.ts";
import { openWorkshop, type Workshop } from "../../src/run/package/workshop.ts";
import { addedCounts, type Counts } from "./counts.ts";

/** Static checks need one Python; the newest that every machine can have reads all the syntax we use. */
const CHECKED_ON = "3.13";
const SECONDS = 20 * 60;

type Say = (line: string) => void;

/** Brings the Docker engine, and makes the base images that this machine can have, before suites ask for them side by side. */
export function prepareBases(root: string, say: Say): Promise<void> {
  return inWorkshop(root, async (workshop) => {
    await workshop.docker(say);
    for (const { python, debian } of await workshop.pythons()) {
      await baseHere(workshop, python, debian, say);
    }
  });
}

export function testExplorer(root: string, say: Say): Promise<Counts> {
  return inWorkshop(root, async (workshop, folder) => {
    const all: Counts[] = [];
    const docker = await workshop.docker(say);
    for (const { python, debian } of await workshop.pythons()) {
      const base = await baseHere(workshop, python, debian, say);
      if (base === undefined) {
        say(
          `  – Python ${python}: no base on this machine (only the official image has it, and no registry answers)`,
        );
        continue;
      }
      const tag = `importgraph/explorer-tests:${python}`;
      const log = openOutputLog(join(folder, `${python}.log`));
      const image = await buildImage(docker, {
        contextDirectory: join(root, "baseimage", "explorer"),
        dockerfile: join(root, "baseimage", "explorer", "tests", "Dockerfile"),
        tag,
        buildArgs: { BASE: base.tag },
        secrets: await workshop.secrets(),
        log,
        timeoutSeconds: SECONDS,
      });
      await log.close();
      const commands = python === CHECKED_ON ? [...STATIC_CHECKS, PYTEST] : [PYTEST];
      for (const command of commands) {
        const what = `Python ${python}: ${command.filter((word) => !word.startsWith("-")).join(" ")}`;
        const { passed, failed, failures } = await check(docker, root, image, command, say);
        all.push({ passed, failed, failures: failures.map((failure) => `${what}\n    ${failure}`) });
        say(`  ${failed === 0 ? "✓" : "✗"} ${what}: ${passed} passed, ${failed} failed`);
      }
    }
    return addedCounts(all);
  });
}

async function inWorkshop<Result>(
  root: string,
  use: (workshop: Workshop, folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "importgraph-test-explorer-"));
  const { signal } = new AbortController();
  const workshop = openWorkshop({ exec: nodeExec, home: root, logFolder: folder, signal });
  try {
    return await use(workshop, folder);
  } finally {
    await workshop.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns undefined where only the official image has it, and no registry answers */
function baseHere(workshop: Workshop, python: string, debian: string | undefined, say: Say) {
  return workshop.base(python, say).catch((error: unknown) => {
    if (error instanceof InputError && debian === undefined) {
      return undefined;
    }
    throw error;
  });
}

/** Python that is not of the explorer. */
const ELSEWHERE = [
  "../../src/lock",
  "../../src/graph",
  "../../src/repair",
  "../../scripts/spark",
  "../../bench",
];

const STATIC_CHECKS = [
  ["ruff", "check", "--no-cache", "."],
  ["ruff", "format", "--no-cache", "--check", "."],
  ["mypy", "--strict", "--cache-dir=/tmp/mypy", "importgraph_explorer"],
  // So is what runs before families of distributions are explored, and what other containers run.
  ["ruff", "check", "--no-cache", "--config=pyproject.toml", "../setups"],
  ["ruff", "format", "--no-cache", "--check", "--config=pyproject.toml", "../setups"],
  ["ruff", "check", "--no-cache", "--config=pyproject.toml", ...ELSEWHERE],
  ["ruff", "format", "--no-cache", "--check", "--config=pyproject.toml", ...ELSEWHERE],
  ["mypy", "--strict", "--cache-dir=/tmp/mypy", "../../src/lock/local/local_artifact.py"],
  // Its modules find each other in their folder.
  ...["index_view", "sdist_requirements", "test_repack"].map((module) => [
    ...["env", "MYPYPATH=../../src/lock/uv"],
    ...["mypy", "--strict", "--cache-dir=/tmp/mypy", `../../src/lock/uv/${module}.py`],
  ]),
  ["mypy", "--strict", "--cache-dir=/tmp/mypy", "../../src/repair/lookups/debian/debian_lists.py"],
  [
    ...["env", "MYPYPATH=../../src/lock/uv:../../src/repair/lookups"],
    ...["mypy", "--strict", "--exclude=/tests/", "--cache-dir=/tmp/mypy", "../../src/repair/lookups/readers"],
  ],
  ["mypy", "--strict", "--cache-dir=/tmp/mypy", "../../bench/truth/fetch_truth.py"],
  ["mypy", "--strict", "--cache-dir=/tmp/mypy", "../../bench/truth/truth_oracle.py"],
  ["mypy", "--strict", "--cache-dir=/tmp/mypy", "../../bench/truth/test_truth_oracle.py"],
  // Without the engines themselves, which are a gigabyte.
  ...["../../scripts/spark", "../../src/graph/testing"].map((path) => [
    ...["mypy", "--strict", "--ignore-missing-imports", "--cache-dir=/tmp/mypy", path],
  ]),
  // Its modules find each other in their folder.
  ...["facts", "uses"].map((bench) => [
    "env",
    `MYPYPATH=../../bench/${bench}:../../bench`,
    ...["mypy", "--strict", "--cache-dir=/tmp/mypy", `../../bench/${bench}`],
  ]),
];
// Its own options would be added to those of pyproject.toml, which may leave the counts out.
const PYTEST = [
  "pytest",
  "--override-ini=addopts=",
  "--tb=short",
  "-pno:cacheprovider",
  ".",
  "../../bench",
  "../../src/lock",
  "../../src/repair",
];

async function check(
  docker: Docker,
  root: string,
  tag: string,
  command: readonly string[],
  say: Say,
): Promise<Counts> {
  const flags = ["--rm", "--network=none", "--read-only", "--tmpfs=/tmp:exec", "--env=HOME=/tmp"];
  const mounts = [
    "baseimage/explorer",
    "baseimage/setups",
    "src/lock",
    "src/graph",
    "src/repair",
    "scripts/spark",
    "bench",
  ].map((path) => `--volume=${join(root, path)}:/repository/${path}:ro`);
  const args = [
    "run",
    ...flags,
    "--env=PYTHONDONTWRITEBYTECODE=1",
    ...mounts,
    "--workdir=/repository/baseimage/explorer",
    tag,
    ...command,
  ];
  const { exitCode, stdout, stderr } = await docker.run(args, { timeoutSeconds: SECONDS });
  if (exitCode !== 0) {
    say(`${stdout}${stderr}`);
  }
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(stdout)?.[1] ?? 0);
  if (command[0] !== "pytest") {
    return exitCode === 0
      ? { passed: 1, failed: 0, failures: [] }
      : { passed: 0, failed: 1, failures: [firstLine(stdout, stderr)] };
  }
  const [passed, failed] = [count("passed"), count("failed") + count("errors?")];
  if (exitCode === 0 && passed > 0) {
    return { passed, failed, failures: [] };
  }
  const told = stdout.split("\n").filter((line) => /^(FAILED|ERROR) /.test(line));
  // No tests at all is a wrong path, not a success.
  const failures = told.length > 0 ? told : [firstLine(stderr, stdout)];
  return { passed, failed: Math.max(1, failed), failures };
}

function firstLine(...texts: readonly string[]): string {
  const lines = texts.flatMap((text) => text.split("\n"));
  return lines.find((line) => line.trim() !== "") ?? "it ended without a word";
}
