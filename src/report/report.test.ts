import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type TemporaryFolder, temporaryFolder } from "../exec/temporary-folder.ts";
import type { ExploredOutcome, PackageOutcome } from "../run/package/outcome.ts";
import { tinyShard } from "../shard/testing/tiny-shard.ts";
import { writeShard } from "../shard/writer.ts";
import { folderStore } from "../store/folder-store.ts";
import { shardObjectKey } from "../store/layout.ts";
import { readReports } from "./read-reports.ts";
import { REPORT_ARTIFACT_PREFIX, REPORT_LIMITS, type ReportedPackage } from "./report.ts";
import { zipOf } from "./testing/zip-stand.ts";
import { reportedPackage, writeReport } from "./write-report.ts";

let folder: TemporaryFolder;

beforeEach(async () => {
  folder = await temporaryFolder();
});

afterEach(() => folder.remove());

type Outcome = PackageOutcome<ExploredOutcome>;
const ran = { label: "tiny", stages: [], seconds: 2.34, logPath: undefined };

async function exploredTiny(): Promise<ReportedPackage> {
  const store = folderStore(join(folder.path, "out"));
  const path = join(folder.path, "shard.jsonl.gz");
  const deep = { distribution: "deep", version: "0.1", id: "deep" };
  const content = tinyShard();
  const imports = [
    { record: "import" as const, module: "tiny.things", of: deep, line: 8 },
    ...content.imports,
  ];
  const { digest, sizeBytes } = await writeShard(path, { ...content, imports });
  const shard = { name: "tiny", version: "1.0", digest };
  await store.adopt(shardObjectKey(shard), path);
  const made = join(folder.path, "tiny");
  await mkdir(made, { recursive: true });
  await writeFile(join(made, "requirements.txt"), "# Lock\n");
  const outcome: Outcome = {
    ...ran,
    ...{
      status: "explored",
      stem: "tiny",
      folder: made,
      origin: "repository",
      sessions: [],
      moduleReports: new Map(),
      problemsByStage: {},
    },
    entry: {
      ...shard,
      ...{ python: "3.13", importNames: ["tiny"], shardKey: "b".repeat(64), sizeBytes },
      ...{ nodes: 11, modules: 3, problems: 1, exploredAt: "2026-11-23T00:00:00Z" },
    },
  };
  return await reportedPackage("tiny", made, outcome, store);
}

const report = (packages: unknown[], bin = { number: 0, of: 1 }) =>
  JSON.stringify({ format: 1, bin, packages });
const failed = { stem: "bad", status: "failed", seconds: 1, stage: "build", message: "no compiler" };

async function faultsOf(zip: Buffer): Promise<string[]> {
  const { packages, faults } = await readReports([{ name: "package-report-0", zip }]);
  expect(packages).toEqual([]);
  return faults;
}

test("what a job reports of a package is read again by the job that comments", async () => {
  const explored = await exploredTiny();
  const outcome: Outcome = {
    ...{ ...ran, status: "failed", stage: "build", isTransient: false },
    message: `${"x".repeat(9000)}\nend`,
  };
  const broken = await reportedPackage("bad", folder.path, outcome, folderStore(folder.path));
  const path = await writeReport(folder.path, { bin: { number: 0, of: 1 } }, [explored, broken]);
  const zip = zipOf(["report.json", await readFile(path, "utf8")]);
  const { packages, faults } = await readReports([{ name: "package-report-0", zip }]);
  expect(faults).toEqual([]);
  expect(packages).toEqual([broken, explored]);
  expect(explored).toMatchObject({
    ...{ status: "explored", version: "1.0", modules: 3, problems: 1, stages: { import: 1 } },
    kinds: { module: 4, class: 1, function: 2 },
    examples: [
      {
        module: "tiny.windows",
        stage: "import",
        missing: "its distribution is not known here, and may be declared",
      },
    ],
    undeclared: [{ name: "deep", givenBy: "deep 0.1", module: "tiny.things", line: 8 }],
    locks: { install: "# Lock\n" },
  });
  expect(broken).toMatchObject({ message: expect.stringMatching(/^x+\n…\nx+\nend$/) });
});

test("an artifact that holds another path, a second entry or nothing is not read", async () => {
  const text = report([failed]);
  expect(await faultsOf(zipOf(["../../evil", text]))).toEqual([
    expect.stringMatching(/damaged or no zip file.*\.\.\/\.\.\/evil/),
  ]);
  expect(await faultsOf(zipOf(["report.json", text], ["evil.js", "x"]))).toEqual([
    'The artifact "package-report-0" holds "evil.js", expected only report.json.',
  ]);
  expect(await faultsOf(zipOf(["report.json", text], ["report.json", text]))).toEqual([
    'The artifact "package-report-0" holds report.json more than once.',
  ]);
  expect(await faultsOf(zipOf())).toEqual([expect.stringContaining("holds nothing")]);
});

test("a cut-off artifact and text that is no report are not read", async () => {
  const zip = zipOf(["report.json", report([failed])]);
  expect(await faultsOf(zip.subarray(0, zip.length - 30))).toEqual([expect.stringContaining("damaged")]);
  expect(await faultsOf(Buffer.from("not a zip"))).toEqual([expect.stringContaining("damaged")]);
  expect(await faultsOf(zipOf(["report.json", "{"]))).toEqual([expect.stringContaining("no JSON")]);
  const forged = report([{ ...failed, stem: "../x" }]);
  expect(await faultsOf(zipOf(["report.json", forged]))).toEqual([
    expect.stringContaining('"packages[0].stem"'),
  ]);
  expect(await faultsOf(zipOf(["report.json", JSON.stringify({ format: 2 })]))).toHaveLength(1);
});

test("a zip bomb ends at its limit, whatever size it claims", async () => {
  const bomb = "0".repeat(REPORT_LIMITS.bytes + 1);
  const honest = zipOf(["report.json", bomb]);
  expect(await faultsOf(honest)).toEqual([expect.stringContaining("unpacks to more than")]);
  // The sizes in the central directory and before the data say one byte.
  const claims = Buffer.from(honest);
  for (const [signature, offset] of [
    ["PK\u0003\u0004", 22],
    ["PK\u0001\u0002", 24],
  ] as const) {
    claims.writeUInt32LE(1, claims.lastIndexOf(signature, undefined, "latin1") + offset);
  }
  expect(deflateRawSync(bomb).length).toBeLessThan(20_000);
  expect(await faultsOf(claims)).toEqual([expect.stringContaining("damaged")]);
});

test("a package that two jobs report is shown once, and a job without a report is missed", async () => {
  const zip = (number: number) => zipOf(["report.json", report([failed], { number, of: 4 })]);
  const artifacts = [0, 2].map((number) => ({
    name: `${REPORT_ARTIFACT_PREFIX}${number}`,
    zip: zip(number),
  }));
  const { packages, faults } = await readReports(artifacts);
  expect(packages).toHaveLength(1);
  expect(faults).toEqual([
    '"bad" is reported more than once; only the first report of it is shown.',
    "No report came from 2 of 4 jobs (1, 3): they failed, were cancelled, or could not upload it.",
  ]);
});
