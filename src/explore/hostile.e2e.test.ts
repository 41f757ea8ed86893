import { readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pLimit from "p-limit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dockerOutput } from "../docker/engine/docker.ts";
import { type Stand, setUpStand } from "../docker/testing/e2e-stand.ts";
import { openOutputLog } from "../exec/output-log.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import type { Exploration } from "./exploration.ts";
import { exploreImage } from "./explore-image.ts";
import {
  buildHostileImages,
  type HostilePackage,
  memoryBytesOf,
  readHostilePackages,
  unmetExpectations,
} from "./testing/hostile-corpus.ts";
import { describeOutcome, HOSTILE_TABLE_HEAD } from "./testing/hostile-table.ts";
import { explorerOfStand } from "./testing/stand-explorer.ts";

// The names are needed to list the tests; what else there is to know is read again when they run.
const CORPUS = join(import.meta.dirname, "..", "..", "baseimage", "explorer", "tests", "hostile");
const BEHAVIOURS = (await readdir(CORPUS, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory() && !["wellbehaved", "__pycache__"].includes(entry.name))
  .map(({ name }) => name)
  .sort();

/** Much of the time is spent waiting for what hangs. */
const AT_ONCE = 4;
/**
 * Seconds that a step may take: enough for innocent modules on an idle machine. Where an expectation is not met it is
 * looked at once more with the larger number, since on a busy machine the innocent seem to hang too.
 */
const STEP_SECONDS = 3;
const PATIENT_STEP_SECONDS = 25;

let stand: Stand;
let explorerDirectory: string;
let packages: ReadonlyMap<string, HostilePackage>;
let images: readonly string[] = [];
const table = new Map<string, string>();

beforeAll(async () => {
  stand = await setUpStand();
  explorerDirectory = await explorerOfStand(stand);
  const folder = join(stand.folder, "hostile");
  packages = new Map((await readHostilePackages(folder)).map((one) => [one.behaviour, one]));
  images = await buildHostileImages(stand.docker, { folder, base: stand.base, log: stand.log });
});

afterAll(async () => {
  const { HOSTILE_TABLE } = process.env;
  if (HOSTILE_TABLE !== undefined) {
    const rows = BEHAVIOURS.flatMap((behaviour) => table.get(behaviour) ?? []);
    await writeFile(HOSTILE_TABLE, `${[...HOSTILE_TABLE_HEAD, ...rows].join("\n")}\n`);
  }
  await stand.docker.run(["image", "rm", ...images]);
  await stand.tearDown();
});

function pkginfoOf(hostile: HostilePackage): Pkginfo {
  const { distribution, version } = hostile;
  return {
    ...{ stem: distribution, path: `pkginfo/${distribution}.yaml`, name: distribution, version },
    ...{
      normalizedName: distribution,
      extras: [],
      with: [],
      constraints: [],
      buildWith: [],
      buildNeeds: [],
      apt: [],
      buildApt: [],
      buildEnv: {},
      run: [],
    },
    ...{ env: {}, skip: {}, timeoutSeconds: 300, memoryBytes: memoryBytesOf(hostile) },
  };
}

async function explored(
  hostile: HostilePackage,
  stepTimeoutSeconds: number,
): Promise<{ outcome: { shard: Exploration } | { error: unknown }; said: string[] }> {
  const log = openOutputLog(join(stand.folder, "logs", `${hostile.behaviour}.log`));
  try {
    const shard = await exploreImage({
      docker: stand.docker,
      image: hostile.image,
      explorerDirectory,
      pkginfo: pkginfoOf(hostile),
      preparation: { env: {}, setups: [], rules: [] },
      python: stand.base.python,
      log,
      stepTimeoutSeconds,
    });
    return { outcome: { shard }, said: log.tail(1_000_000) };
  } catch (error) {
    return { outcome: { error }, said: log.tail(1_000_000) };
  } finally {
    await log.close();
  }
}

describe("a package that misbehaves", () => {
  const turn = pLimit(AT_ONCE);

  it.concurrent.each(BEHAVIOURS)("%s", async (behaviour) => {
    const hostile = packages.get(behaviour);
    if (hostile === undefined) {
      throw new Error(`there is no package for ${behaviour}`);
    }
    let { outcome, said } = await turn(() =>
      explored(hostile, hostile.expected.limits?.step ?? STEP_SECONDS),
    );
    if (unmetExpectations(hostile, outcome).length > 0) {
      ({ outcome, said } = await turn(() => explored(hostile, PATIENT_STEP_SECONDS)));
    }
    table.set(behaviour, describeOutcome(hostile, outcome));
    expect(unmetExpectations(hostile, outcome)).toEqual([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal obeys.
    const commands = /^\s*::|##\[|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
    expect(said.filter((line) => commands.test(line))).toEqual([]);
  });
});

it("leaves no container behind", async () => {
  const filters = images.map((image) => `--filter=ancestor=${image}`);
  expect((await dockerOutput(stand.docker, ["ps", "--all", "--quiet", ...filters])).trim()).toBe("");
});

it("leaves nothing in the machine's folder for temporary files", async () => {
  const names = await readdir(tmpdir());
  expect(names.filter((name) => name.startsWith("h_") || name.includes("forged"))).toEqual([]);
});

it("keeps what was printed as it was, in a file that nobody prints", async () => {
  const raw = await readFile(join(stand.folder, "logs", "workflow-commands.log"), "utf8");
  expect(raw).toContain("::add-mask::a");
});
