import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type OutputLog, openOutputLog } from "../exec/output-log.ts";
import { type Exploration, explore } from "./exploration.ts";
import type { SessionJob } from "./session/protocol.ts";
import { done, type Life, mortal, sandboxOf, start, step } from "./testing/scripted-session.ts";

let folder: string;
let log: OutputLog;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-source-"));
  log = openOutputLog(join(folder, "out.log"));
});

afterEach(async () => {
  await log.close();
  await rm(folder, { recursive: true });
});

function exploreTiny(
  reading: Life,
  jobs: SessionJob[],
  skip: Record<string, string> = {},
): Promise<Exploration> {
  return explore(sandboxOf(mortal({ "tiny.things": { exitCode: 1 } }), jobs, reading), {
    target: { distribution: "tiny", importNames: undefined, skip, setups: [] },
    expected: { version: "1.0", python: "3.13" },
    log,
    stepTimeoutSeconds: 5,
    timeoutSeconds: 60,
  });
}

const made = { from: ["source" as const], imported: false as const, members: { f: "tiny.windows.f" } };
const windows = {
  record: "node" as const,
  id: "tiny.windows",
  kind: "module" as const,
  module: "tiny.windows",
  ...made,
};
const f = {
  record: "node" as const,
  id: "tiny.windows.f",
  kind: "function" as const,
  module: "tiny.windows",
  from: ["source" as const],
};

it("takes what a module holds from its source, which is gone through more than once", async () => {
  const exploration = await exploreTiny(
    () => ({
      events: [
        start,
        ...step("source", "tiny.windows"),
        ...step("source", "tiny.windows", [windows, f]),
        done(2),
      ],
      end: {},
    }),
    [],
  );
  expect(exploration.nodes.find(({ id }) => id === "tiny.windows.f")?.from).toEqual(["source"]);
});

it("leaves a file alone that ends the session, and reads the others", async () => {
  const jobs: SessionJob[] = [];
  const exploration = await exploreTiny((job) => {
    const begin = { event: "begin", stage: "source", module: "tiny.things" };
    return Object.hasOwn(job.skip, "tiny.things")
      ? { events: [start, ...step("source", "tiny.windows", [windows, f]), done(2)], end: {} }
      : { events: [start, begin], end: { exitCode: 139 } };
  }, jobs);
  expect(exploration.nodes.map(({ id }) => id)).toContain("tiny.windows.f");
  expect(exploration.problems).toContainEqual(
    expect.objectContaining({
      module: "tiny.things",
      stage: "source",
      message: expect.stringContaining("in source of"),
    }),
  );
  const read = jobs.filter(({ mode }) => mode === "source");
  expect(read.map(({ skip }) => Object.keys(skip))).toEqual([[], ["tiny.things"]]);
});

it("reads what the pkginfo says not to import", async () => {
  const jobs: SessionJob[] = [];
  await exploreTiny(() => ({ events: [start, done(0)], end: {} }), jobs, { "tiny.windows": "hangs" });
  const read = jobs.filter(({ mode }) => mode === "source");
  expect(read[0]?.only).toContain("tiny.windows");
  expect(read[0]?.skip).toEqual({});
});
