import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type S3Stand, setUpS3 } from "../store/testing/s3-stand.ts";
import { ended, type RunStand, setUpRuns, storeFaults } from "./testing/run-stand.ts";

const STEMS = ["attrs", "python-dateutil"];

/** Of the Python that both are explored on. */
const LIBRARY = "python@3.13";

let s3: S3Stand;
const stands: RunStand[] = [];
/** A store with nothing but the standard library, which takes longer to explore than all else here. */
let libraryStore: string;

beforeAll(async () => {
  s3 = await setUpS3();
  const { importgraph, address } = await stand([]);
  const { code, err } = await importgraph(["explore", LIBRARY.replace("@", "==")]);
  expect(code, err).toBe(0);
  libraryStore = address;
});

afterAll(async () => {
  await Promise.all(stands.map((stand) => stand.tearDown()));
  await s3.tearDown();
});

async function stand(...arguments_: Parameters<typeof setUpRuns>): Promise<RunStand> {
  const made = await setUpRuns(...arguments_);
  stands.push(made);
  return made;
}

async function standWithLibrary(stems: readonly string[]): Promise<RunStand> {
  const made = await stand(stems);
  await cp(libraryStore, made.address, { recursive: true });
  return made;
}

interface RunAnswer {
  run: string | null;
  counts: Record<string, number>;
  packages: Record<
    string,
    {
      status: string;
      version: string;
      reason: string;
      attempts: number;
      shard?: { digest: string };
      failure?: { stage: string };
    }
  >;
}

async function run(
  stand: RunStand,
  ...args: string[]
): Promise<RunAnswer & { code: number | null; err: string }> {
  const { code, out, err } = await stand.importgraph(["run", ...args, "--json"]);
  // An error is JSON too.
  expect(out, err).toMatch(/^\{/);
  return { ...JSON.parse(out), code, err };
}

test.for(["a folder", "a bucket"])(
  "a run into %s: everything, nothing, what changed, with what failed",
  async (kind) => {
    const { edit, ...runs } = await stand(STEMS, {
      ...(kind === "a bucket" && { address: `s3://${s3.bucket}/runs`, env: s3.env() }),
    });
    const made = { ...runs, edit };
    const first = await run(made, "--all");
    // Both packages, and the standard library of the Python that they are explored on.
    expect(first).toMatchObject({ code: 0, counts: { explored: 3 }, run: expect.stringMatching(/^\d{4}-/) });
    expect(first.packages.attrs).toMatchObject({ status: "explored", reason: "never explored", attempts: 1 });

    const nothing = await run(made, "--all");
    expect(nothing).toMatchObject({ code: 0, run: null, counts: { carried: 3, explored: 0 } });

    await edit("attrs", (text) => `${text}notes: nothing that counts\n`);
    expect(await run(made, "--all")).toMatchObject({ run: null });

    await edit("attrs", (text) => `${text}env: {SOMETHING: else}\n`);
    const dry = await made.importgraph(["run", "--all", "--dry-run"]);
    expect(dry.out).toMatch(/attrs +explore +`env` changed/);
    const changed = await run(made, "--all");
    expect(changed).toMatchObject({ code: 0, counts: { explored: 1, carried: 2 } });
    expect(changed.packages.attrs).toMatchObject({ status: "explored", reason: "`env` changed" });
    expect(changed.packages["python-dateutil"]).toMatchObject({
      status: "carried",
      reason: "nothing changed",
    });

    // A file that was exchanged since it was locked.
    const lock = join(made.root, "dockerfiles", "attrs", "requirements.txt");
    const good = await readFile(lock, "utf8");
    await writeFile(lock, good.replaceAll(/--hash=sha256:[0-9a-f]{8}/g, "--hash=sha256:00000000"));
    const failed = await run(made, "--all");
    expect(failed).toMatchObject({ code: 1, counts: { failed: 1, carried: 2 }, run: expect.anything() });
    expect(failed.packages.attrs).toMatchObject({
      ...{ status: "failed", reason: "the lock changed", failure: { stage: "build" } },
      shard: { digest: changed.packages.attrs?.shard?.digest },
    });
    const told = await storeOf(made).then((store) => store.read(`runs/${failed.run}/logs/attrs.log`));
    expect(new TextDecoder().decode(told)).toContain("hash");

    const again = await run(made, "--all");
    expect(again).toMatchObject({ code: 1, run: null });
    expect(again.packages.attrs).toMatchObject({ reason: "failed last time" });

    await writeFile(lock, good);
    expect(await run(made, "--all")).toMatchObject({
      code: 0,
      counts: { carried: 3 },
      run: expect.anything(),
    });
    expect(await storeFaults(await storeOf(made))).toEqual([]);
  },
);

/** In this process a bucket is asked as its owner asks. */
async function storeOf(made: RunStand) {
  Object.assign(process.env, s3.env());
  return await made.store();
}

test("what hangs is tried once more alone, then unstable, and settled when the next run finds the same", async () => {
  const made = await standWithLibrary(["attrs"]);
  await edit(made, "timeout: 4s\nsetup: |\n  import time\n  time.sleep(1000)\n");
  const first = await run(made, "--all");
  // So much time was lost that no module was imported, which is a fault.
  expect(first).toMatchObject({ code: 1, counts: { unstable: 1 } });
  expect(first.packages.attrs).toMatchObject({ attempts: 2, shard: { unstable: true } });
  expect(first.err).toContain("tried once more when nothing else runs");

  const second = await run(made, "attrs");
  expect(second.packages.attrs).toMatchObject({
    ...{ status: "explored", reason: "unstable last time", attempts: 1 },
  });
  expect(await run(made, "--all")).toMatchObject({ run: null, counts: { carried: 2 } });
});

test("what hung and does not hang again is explored as if nothing had been", async () => {
  const made = await standWithLibrary(["attrs"]);
  await run(made, "--all");
  const until = Date.now() / 1000 + 20;
  await edit(made, `timeout: 12s\nsetup: |\n  import time\n  time.sleep(max(0, ${until} - time.time()))\n`);
  const { packages, counts, code } = await run(made, "--all");
  expect({ code, counts }).toMatchObject({ code: 0, counts: { explored: 1 } });
  expect(packages.attrs).toMatchObject({ status: "explored", attempts: 2 });
  expect(packages.attrs?.shard).not.toHaveProperty("unstable");
});

function edit(made: RunStand, more: string): Promise<void> {
  return made.edit("attrs", (text) => `${text}${more}`);
}

test("Ctrl-C stops a run, and --resume goes on with what it was asked for, under its id", async () => {
  const made = await stand(STEMS);
  const child = made.start(["run", "attr*", "--force"]);
  const end = ended(child);
  await expect
    .poll(() => readFile(join(made.address, "logs", "run.log"), "utf8").catch(() => ""), { timeout: 60_000 })
    .toContain("Run 2");
  child.kill("SIGINT");
  expect(await end).toMatchObject({ code: 130, err: expect.stringContaining("goes on from here") });
  const resumed = await run(made, "--resume");
  expect(resumed).toMatchObject({ code: 0, counts: { explored: 2 } });
  expect(Object.keys(resumed.packages)).toEqual(["attrs", LIBRARY]);
  expect(await made.importgraph(["run", "--resume"])).toMatchObject({
    ...{ code: 2, err: expect.stringContaining("no run into") },
  });
});

test("a run takes the standard library that its packages need, and publishing takes it along", async () => {
  const made = await stand(["attrs"]);
  const first = await run(made, "attrs");
  expect(first).toMatchObject({ code: 0, counts: { explored: 2 } });
  const { shard, version } = first.packages[LIBRARY] ?? {};
  expect(version).toMatch(/^3\.13\.\d+$/);
  // What one explores by hand is the same, and is not done again.
  const byHand = await made.importgraph(["explore", "python==3.13", "--json"]);
  expect(JSON.parse(byHand.out)).toMatchObject([{ status: "kept" }]);
  expect((await made.importgraph(["list"])).out).toMatch(
    new RegExp(`^python@3\\.13 +${version} +[\\d.]+ MB +[\\d,]+ nodes`, "m"),
  );
  expect((await made.importgraph(["runs", "show", first.run ?? ""])).out).toContain("python@3.13");

  const forced = await run(made, "python==3.13", "--force");
  expect(forced.packages).toMatchObject({
    [LIBRARY]: { status: "explored", reason: "forced", attempts: 1, shard: { digest: shard?.digest } },
    attrs: { status: "carried" },
  });
  const elsewhere = join(made.folder, "elsewhere");
  expect(await made.importgraph(["publish", "--to", elsewhere])).toMatchObject({ code: 0 });
  const shown = await made.importgraph(["show", "attr.converters.typing.Any", "--store", elsewhere]);
  expect(shown.out).toMatch(new RegExp(`of Python ${version}, which attrs .* was explored with`));
  expect(shown.out).toContain("Special type indicating an unconstrained type.");
  expect(await made.importgraph(["store", "prune", "--keep", "1", "--delete"])).toMatchObject({ code: 0 });
  expect((await made.importgraph(["show", "str.join"])).out).toContain("Concatenate any number of strings.");
  expect(await storeFaults(await made.store())).toEqual([]);
});

test("killed at any instant, a run loses nothing, and the next one goes on", async () => {
  const made = await standWithLibrary(STEMS);
  await run(made, "--all");
  const store = await made.store();
  for (let point = 0; point < KILL_POINTS; point += 1) {
    await made.edit("attrs", (text) => `${text.replace(/env: .*\n/, "")}env: {POINT: "${point}"}\n`);
    await made.importgraph(["run", "--all"], 400 + Math.random() * 2500);
    expect(await storeFaults(store)).toEqual([]);
    const next = await run(made, point % 2 === 0 ? "--resume" : "--all").catch(() => run(made, "--all"));
    expect(next.code).toBe(0);
    expect(await run(made, "--all")).toMatchObject({ run: null });
  }
});

/** `npm run bench -- kill-run` does it as often as one likes. */
const KILL_POINTS = 5;

test.for([
  { args: ["run"], says: "name what to run" },
  { args: ["run", "attrs", "--all"], says: "exclude each other" },
  { args: ["run", "no-such-thing"], says: "names nothing in pkginfo/" },
  { args: ["run", "nothing-*"], says: "names nothing in pkginfo/" },
  { args: ["run", "--all", "--jobs", "0"], says: "--jobs takes" },
  { args: ["run", "--all", "--keep-free", "much"], says: "--keep-free takes" },
])("wrong usage ends with exit code 2: $args", async ({ args, says }) => {
  const made = await stand(["attrs"]);
  const { code, out, err } = await made.importgraph(args);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(says);
  await rm(made.folder, { recursive: true, force: true });
});
