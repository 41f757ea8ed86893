import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { programFile } from "../../../files/home.ts";
import { verifyStore } from "../../../store/care/verify.ts";
import { openStore } from "../../../store/open-store.ts";
import { type RunPackages, readLatest, readRunPackages } from "../../../store/runs/record.ts";
import { type S3Stand, setUpS3 } from "../../../store/testing/s3-stand.ts";
import { startIdentityStand } from "../identity-stand.ts";
import { type ActStand, REPOSITORY, type RunOptions, setUpAct } from "./stand.ts";

let stand: ActStand;
let s3: S3Stand;

/** Packages of this repository that are built and explored within seconds, and one that is left out at first. */
const PACKAGES = ["attrs", "beautifulsoup4", "python-dateutil", "requests", "setuptools"];
const LATER = "flask";
/** What they all need. */
const LIBRARY = "python@3.13";

beforeAll(async () => {
  [stand, s3] = [await setUpAct(), await setUpS3()];
  for (const stem of PACKAGES) {
    await take(stem);
  }
  await stand.commit("main", "Begin");
});

afterAll(async () => {
  await stand?.tearDown();
  await s3?.tearDown();
});

beforeEach(() => stand.newRun());

async function take(stem: string): Promise<void> {
  const { folder } = stand.clone;
  await mkdir(join(folder, "pkginfo"), { recursive: true });
  await cp(programFile("pkginfo", `${stem}.yaml`), join(folder, "pkginfo", `${stem}.yaml`));
  await cp(programFile("dockerfiles", stem), join(folder, "dockerfiles", stem), { recursive: true });
}

const address = (prefix = "graph") =>
  `s3://${s3.bucket}/${prefix}?region=us-east-1&path-style=true&endpoint=${encodeURIComponent(s3.endpoint)}`;

function fullRun(
  event: "push" | "workflow_dispatch",
  inputs: Record<string, string> = {},
  more: RunOptions = {},
) {
  const { accessKeyId, secretAccessKey } = s3.owner;
  return stand.run("full-run.yml", event, event === "push" ? { ref: "refs/heads/main" } : { inputs }, {
    ...more,
    vars: { IMPORTGRAPH_STORE: address(), ...more.vars },
    secrets: {
      IMPORTGRAPH_READER_KEY_ID: accessKeyId,
      IMPORTGRAPH_READER_KEY: secretAccessKey,
      IMPORTGRAPH_S3_KEY_ID: accessKeyId,
      IMPORTGRAPH_S3_KEY: secretAccessKey,
      ...more.secrets,
    },
  });
}

async function inBucket<T>(
  ask: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>,
  prefix?: string,
): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, s3.env());
  try {
    return await ask(await openStore(address(prefix)));
  } finally {
    process.env = before;
  }
}

async function latest(): Promise<{ run: string; packages: RunPackages }> {
  return await inBucket(async (store) => {
    const run = (await readLatest(store))?.run ?? expect.fail("there is no run");
    return { run, packages: (await readRunPackages(store, run)) ?? {} };
  });
}

/** Of all packages but those of skipped.md. */
const statuses = (packages: RunPackages) =>
  Object.fromEntries(
    Object.entries(packages).flatMap(([stem, { status }]) => (status === "skipped" ? [] : [[stem, status]])),
  );

test("a dry run plans, and does nothing", async () => {
  const run = await fullRun("workflow_dispatch", { "dry-run": "true", "max-jobs": "2" });
  expect(run.jobs, run.log).toEqual({ plan: "succeeded" });
  expect(run.log).toContain("never explored");
});

test("a push to main explores everything once, and publishes it whole", async () => {
  const run = await fullRun("push");
  expect(run.jobs, run.log).toMatchObject({
    plan: "succeeded",
    "explore 0": "succeeded",
    publish: "succeeded",
  });
  const { packages } = await latest();
  expect(statuses(packages)).toEqual(
    Object.fromEntries([...PACKAGES, LIBRARY].map((stem) => [stem, "explored"])),
  );
  expect(await inBucket((store) => verifyStore(store))).toMatchObject({ faults: [] });
});

test("where nothing changed nothing runs, and nothing is published", async () => {
  const before = await latest();
  const run = await fullRun("push");
  expect(run.jobs, run.log).toEqual({ plan: "succeeded", publish: "succeeded" });
  expect((await latest()).run).toBe(before.run);
});

test("a new package is explored, one that fails is told, and both that and the others carry what was there", async () => {
  await take(LATER);
  const lock = join(stand.clone.folder, "dockerfiles", "attrs", "requirements.txt");
  const text = await readFile(lock, "utf8");
  await writeFile(lock, text.replace(/(?<=--hash=sha256:)[0-9a-f]{64}/g, "0".repeat(64)));
  await stand.commit("main", "Add one, break one");
  const run = await fullRun("push");
  expect(run.jobs, run.log).toMatchObject({ publish: "succeeded" });
  const { packages } = await latest();
  expect(statuses(packages), run.log).toMatchObject({
    [LATER]: "explored",
    attrs: "failed",
    requests: "carried",
  });
  expect(packages.attrs?.shard).toBeDefined();
  await writeFile(lock, text);
  await stand.commit("main", "Mend it");
});

test("the button's inputs choose the packages, do them again, and take another store", async () => {
  const run = await fullRun("workflow_dispatch", {
    ...{ packages: "requests *dateutil", force: "true", "max-jobs": "1" },
    store: join(stand.folder, "elsewhere"),
  });
  expect(run.jobs, run.log).toMatchObject({ "explore 0": "succeeded", publish: "succeeded" });
  const store = await openStore(join(stand.folder, "elsewhere"));
  const newest = await readLatest(store);
  const packages = (newest && (await readRunPackages(store, newest.run))) ?? {};
  expect(Object.keys(packages).filter((stem) => packages[stem]?.status === "explored")).toEqual([
    "python-dateutil",
    LIBRARY,
    "requests",
  ]);
});

test("a run whose publishing was refused goes on when it is run again: nothing is built twice", async () => {
  const before = await latest();
  const inputs = { packages: "attrs", force: "true" };
  const refused = await fullRun("workflow_dispatch", inputs, { secrets: { IMPORTGRAPH_S3_KEY: "wrong" } });
  expect(refused.jobs, refused.log).toMatchObject({ "explore 0": "succeeded", publish: "failed" });
  expect(refused.log).toMatch(/::error[^:]*::.*knows the access key, but the secret does not fit it/);
  expect((await latest()).run).toBe(before.run);
  const again = await fullRun("workflow_dispatch", inputs, { env: { GITHUB_RUN_ATTEMPT: "2" } });
  expect(again.jobs, again.log).toMatchObject({ "explore 0": "succeeded", publish: "succeeded" });
  expect(again.log).not.toMatch(/attrs {2}build/);
  const { run, packages } = await latest();
  expect(run).not.toBe(before.run);
  expect(statuses(packages)).toMatchObject({ attrs: "explored", requests: "carried" });
});

const SUBJECT = `repo:${REPOSITORY}:environment:publish`;

/** A run into a store of its own that publishes as a role, which trusts one subject; the job's own is always the same. */
async function asRole(trusted: string, prefix: string) {
  const identity = await startIdentityStand(s3, { subject: SUBJECT, trusted, sessionMilliseconds: 30 });
  try {
    const run = await fullRun(
      "workflow_dispatch",
      { packages: "attrs" },
      {
        vars: {
          IMPORTGRAPH_STORE: address(prefix),
          IMPORTGRAPH_ROLE: "arn:aws:iam::123456789012:role/graph",
        },
        secrets: { IMPORTGRAPH_S3_KEY_ID: "", IMPORTGRAPH_S3_KEY: "" },
        env: { ...identity.env },
      },
    );
    const published = await inBucket(async (store) => (await readLatest(store))?.run, prefix);
    return { run, published, sessions: identity.sessions.length };
  } finally {
    await identity.close();
  }
}

test("a run publishes as a role whose sessions end while it does", async () => {
  const { run, published, sessions } = await asRole(SUBJECT, "as-role");
  expect(run.jobs, run.log).toMatchObject({ "explore 0": "succeeded", publish: "succeeded" });
  expect(sessions).toBeGreaterThan(1);
  expect(published).toBeDefined();
});

test("a role that does not trust the job: what was sent is told, and nothing is published", async () => {
  const { run, published } = await asRole("repo:example@1/graph@2:environment:publish", "as-nobody");
  expect(run.jobs, run.log).toMatchObject({ publish: "failed" });
  expect(run.log).toMatch(
    /::error.*can't be assumed by the subject "repo:example\/graph:environment:publish"/,
  );
  expect(published).toBeUndefined();
});
