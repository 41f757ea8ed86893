import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { prune } from "../care/prune.ts";
import { verifyStore } from "../care/verify.ts";
import { folderStore } from "../folder-store.ts";
import type { S3Limits } from "../s3/access.ts";
import { openS3Store } from "../s3/bucket-store.ts";
import type { Store } from "../store.ts";
import { type Fault, type FaultyProxy, openFaultyProxy } from "../testing/faulty-proxy.ts";
import { type S3Stand, setUpS3 } from "../testing/s3-stand.ts";
import { completeTinyRun, exploredPackage, keepTinyShard } from "../testing/tiny-run.ts";
import { copyRun } from "./copy.ts";
import { readLatest } from "./record.ts";

const run = promisify(execFile);

let stand: S3Stand;
let proxy: FaultyProxy;
let source: Store;
let number = 0;

beforeAll(async () => {
  stand = await setUpS3();
  source = folderStore(join(stand.folder, "source"));
  for (const version of ["1.0", "1!2.0+cpu"]) {
    await completeTinyRun(source, { tiny: exploredPackage(await keepTinyShard(source, version)) });
  }
});

afterAll(() => stand.tearDown());

beforeEach(async () => {
  number += 1;
  proxy = await openFaultyProxy(stand.endpoint);
  use(stand.owner);
});

afterEach(() => proxy.close());

function use(credentials: { accessKeyId: string; secretAccessKey: string }): void {
  for (const [name, value] of Object.entries(stand.env(credentials))) {
    vi.stubEnv(name, value);
  }
  vi.stubEnv("AWS_ENDPOINT_URL", proxy.endpoint);
}

function target(limits: Partial<S3Limits> = {}): Store {
  return openS3Store(`s3://${stand.bucket}/faults-${number}`, { limits });
}

/** The first run is there; then the second one fails, leaves all as it was, and succeeds when nothing is wrong. */
async function expectHarmless(breakIt: () => void, mendIt: () => void, expected: RegExp): Promise<void> {
  await copyRun(source, target(), "2026-11-23");
  breakIt();
  await expect(copyRun(source, target({ attempts: 2, idleSeconds: 0.5 }), "2026-11-23.2")).rejects.toThrow(
    expected,
  );
  mendIt();
  expect((await readLatest(target()))?.run).toBe("2026-11-23");
  expect((await verifyStore(target())).faults).toEqual([]);
  expect((await copyRun(source, target(), "2026-11-23.2")).manifest.id).toBe("2026-11-23.2");
  expect(await verifyStore(target())).toMatchObject({ runs: 2, unfinishedRuns: 0, faults: [] });
}

test.each<[string, { accessKeyId: string; secretAccessKey: string }, RegExp]>([
  ["a wrong key", { accessKeyId: "nobody", secretAccessKey: "x" }, /does not know the access key/],
  ["a wrong secret", { accessKeyId: "owner", secretAccessKey: "x" }, /the secret does not fit it/],
])("%s", async (_what, credentials, expected) => {
  await expectHarmless(
    () => use(credentials),
    () => use(stand.owner),
    expected,
  );
});

test.each<[string, Fault, RegExp]>([
  ["a clock that is wrong", { kind: "answer", status: 403, code: "RequestTimeTooSkewed" }, /clock differs/],
  ["a storm that does not end", { kind: "answer", status: 503, code: "SlowDown" }, /is overloaded/],
  ["connections that are cut", { kind: "refuse" }, /cannot be reached/],
  ["a server that falls silent", { kind: "slow", milliseconds: 3000 }, /does not answer/],
])("%s, from any request on", async (_what, fault, expected) => {
  const firstBad = 2 + Math.floor(Math.random() * 8);
  let requests = 0;
  await expectHarmless(
    () => {
      proxy.fault = () => {
        requests += 1;
        return requests >= firstBad ? fault : undefined;
      };
    },
    () => {
      proxy.fault = () => undefined;
    },
    expected,
  );
});

test("a permission that is missing is named, of publishing and of pruning", async () => {
  const user = await stand.addUser("reader");
  const Statement = [
    {
      Effect: "Allow",
      Principal: { AWS: [user.accessKeyId] },
      Action: ["s3:GetObject", "s3:ListBucket"],
      Resource: [`arn:aws:s3:::${stand.bucket}`, `arn:aws:s3:::${stand.bucket}/*`],
    },
  ];
  const Policy = JSON.stringify({ Statement });
  await stand.client.send(new PutBucketPolicyCommand({ Bucket: stand.bucket, Policy }));
  await expectHarmless(
    () => use(user),
    () => use(stand.owner),
    /no permission to write \(s3:PutObject\)/,
  );
  use(user);
  await expect(prune(target(), { keep: 1 })).rejects.toThrow(/no permission to delete \(s3:DeleteObject\)/);
  use(stand.owner);
  expect((await verifyStore(target())).faults).toEqual([]);
});

test("a bucket that is not there", async () => {
  await expect(copyRun(source, openS3Store("s3://no-such-bucket/x"), undefined)).rejects.toThrow(
    /there is no bucket "no-such-bucket"/,
  );
});

test("a server without conditional writes is told before anything is published", async () => {
  const old = await setUpS3(["--nometa"]);
  try {
    const store = openS3Store(`s3://${old.bucket}/p?endpoint=${old.endpoint}`);
    await expect(copyRun(source, store, undefined)).rejects.toThrow(/does not keep conditional writes/);
    expect(await Array.fromAsync(store.list("shards/"))).toEqual([]);
  } finally {
    await old.tearDown();
  }
});

test("in a storm of errors, cuts and lost answers a run is published whole", async () => {
  const faults: Fault[] = [
    { kind: "answer", status: 503, code: "SlowDown" },
    { kind: "refuse" },
    { kind: "lose" },
    { kind: "cut", afterBytes: 3 },
  ];
  proxy.fault = () => (Math.random() < 0.25 ? faults[Math.floor(Math.random() * faults.length)] : undefined);
  await copyRun(source, target(), "2026-11-23");
  await copyRun(source, target(), "2026-11-23.2");
  proxy.fault = () => undefined;
  expect((await readLatest(target()))?.run).toBe("2026-11-23.2");
  expect(await verifyStore(target())).toMatchObject({ runs: 2, unfinishedRuns: 0, faults: [] });
});

/** Mounting needs root: by sudo where one is somebody else, as on GitHub's runners. */
async function asRoot(program: string, given: readonly string[]): Promise<void> {
  await (process.getuid?.() === 0
    ? run(program, given)
    : run("sudo", ["--non-interactive", program, ...given]));
}

test("a full disk", async () => {
  const disk = join(stand.folder, "disk");
  await mkdir(disk);
  await asRoot("mount", ["-t", "tmpfs", "-o", "size=256k,mode=1777", "tmpfs", disk]);
  try {
    const store = folderStore(disk);
    await copyRun(source, store, "2026-11-23");
    await run("sh", ["-c", 'head -c 1000000 /dev/zero > "$1"/filled 2>/dev/null || true', "sh", disk]);
    await expect(copyRun(source, store, "2026-11-23.2")).rejects.toThrow(/the disk is full \(ENOSPC/);
    expect((await readLatest(store))?.run).toBe("2026-11-23");
    expect((await verifyStore(store)).faults).toEqual([]);
    await run("rm", [join(disk, "filled")]);
    expect((await copyRun(source, store, "2026-11-23.2")).manifest.id).toBe("2026-11-23.2");
  } finally {
    await asRoot("umount", [disk]);
  }
});
