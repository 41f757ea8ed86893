import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { partKey } from "../../page/graph-keys.ts";
import { tinyShard } from "../../shard/testing/tiny-shard.ts";
import { writeShard } from "../../shard/writer.ts";
import { verifyStore } from "../care/verify.ts";
import { shardObjectKey } from "../layout.ts";
import type { Store } from "../store.ts";
import { type Fault, type FaultyProxy, openFaultyProxy, type SeenRequest } from "../testing/faulty-proxy.ts";
import { type S3Stand, setUpS3 } from "../testing/s3-stand.ts";
import type { S3Limits } from "./access.ts";
import { openS3Store } from "./bucket-store.ts";

let stand: S3Stand;
let proxy: FaultyProxy;
let prefix = 0;

beforeAll(async () => {
  stand = await setUpS3();
});

afterAll(() => stand.tearDown());

beforeEach(async () => {
  prefix += 1;
  proxy = await openFaultyProxy(stand.endpoint);
  useServer(proxy.endpoint);
});

afterEach(() => proxy.close());

function useServer(endpoint: string, credentials = stand.owner): void {
  for (const [name, value] of Object.entries(stand.env(credentials))) {
    vi.stubEnv(name, value);
  }
  vi.stubEnv("AWS_ENDPOINT_URL", endpoint);
}

function open(limits: Partial<S3Limits> = {}, bucket = stand.bucket): Store {
  return openS3Store(`s3://${bucket}/${prefix}`, { limits });
}

/** The same sequence of numbers from 0 to 1 each time. */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function addNumber(store: Store, number: number): Promise<void> {
  return store.update("numbers.json", (stored) => {
    const all: number[] = stored === undefined ? [] : JSON.parse(new TextDecoder().decode(stored));
    return JSON.stringify(all.includes(number) ? all : [...all, number]);
  });
}

async function numbers(store: Store): Promise<number[]> {
  return JSON.parse(new TextDecoder().decode(await store.read("numbers.json")));
}

test("a bucket that is not there", async () => {
  const store = open({}, "no-such-bucket");
  const expected = /there is no bucket "no-such-bucket" at http[\s\S]*→ check the name/;
  await expect(store.read("numbers.json")).rejects.toThrow(expected);
  await expect(store.stat("numbers.json")).rejects.toThrow(expected);
  await expect(store.write("numbers.json", "")).rejects.toThrow(expected);
  await expect(Array.fromAsync(store.list("keys/"))).rejects.toThrow(expected);
  await expect(verifyStore(store)).rejects.toThrow(expected);
});

test("a wrong key and a wrong secret", async () => {
  useServer(stand.endpoint, { accessKeyId: "nobody", secretAccessKey: "x" });
  await expect(open().stat("numbers.json")).rejects.toThrow(
    /does not know the access key[\s\S]*AWS_ACCESS_KEY_ID/,
  );
  useServer(stand.endpoint, { ...stand.owner, secretAccessKey: "wrong" });
  await expect(open().stat("numbers.json")).rejects.toThrow(
    /secret does not fit[\s\S]*AWS_SECRET_ACCESS_KEY/,
  );
});

test("each permission that is missing is named", async () => {
  await open().write("numbers.json", "{}");
  const allow = async (user: string, ...actions: string[]) => ({
    Effect: "Allow",
    Principal: { AWS: [(await stand.addUser(user)).accessKeyId] },
    Action: actions,
    Resource: [`arn:aws:s3:::${stand.bucket}`, `arn:aws:s3:::${stand.bucket}/*`],
  });
  const Statement = [
    await allow("reader", "s3:GetObject", "s3:ListBucket"),
    await allow("writer", "s3:PutObject"),
  ];
  const Policy = JSON.stringify({ Statement });
  await stand.client.send(new PutBucketPolicyCommand({ Bucket: stand.bucket, Policy }));
  useServer(stand.endpoint, { accessKeyId: "reader", secretAccessKey: "secret-of-reader" });
  const reader = open();
  expect(await Array.fromAsync(reader.list(""))).toHaveLength(1);
  expect(await reader.read("numbers.json")).toBeDefined();
  await expect(reader.write("numbers.json", "")).rejects.toThrow(/no permission to write \(s3:PutObject\)/);
  await expect(reader.remove("numbers.json")).rejects.toThrow(/no permission to delete \(s3:DeleteObject\)/);
  useServer(stand.endpoint, { accessKeyId: "writer", secretAccessKey: "secret-of-writer" });
  const writer = open();
  await writer.write("keys/a.json", "{}");
  await expect(writer.read("numbers.json")).rejects.toThrow(/no permission to read \(s3:GetObject\)/);
  await expect(Array.fromAsync(writer.list(""))).rejects.toThrow(/no permission to list \(s3:ListBucket\)/);
});

test.each<[string, Fault, RegExp]>([
  [
    "a clock that is wrong",
    {
      kind: "answer",
      status: 403,
      code: "RequestTimeTooSkewed",
      headers: { date: "Tue, 01 Jan 2030 00:00:00 GMT" },
    },
    /clock differs too much from the server's: here .*, there Tue, 01 Jan 2030/,
  ],
  ["an old token", { kind: "answer", status: 400, code: "ExpiredToken" }, /session token has expired/],
  [
    "a bucket of another region",
    { kind: "answer", status: 400, code: "AuthorizationHeaderMalformed" },
    /is in another region[\s\S]*AWS_REGION/,
  ],
  [
    "a storm that does not end",
    { kind: "answer", status: 503, code: "SlowDown" },
    /overloaded: .* SlowDown 3 times/,
  ],
  ["a server that fails", { kind: "answer", status: 500, code: "InternalError" }, /is overloaded/],
  ["an error that we know nothing of", { kind: "answer", status: 418, code: "Teapot" }, /Teapot.*HTTP 418/],
  ["a connection that is always cut", { kind: "refuse" }, /cannot be reached.*ECONNRESET/],
  ["a server that says nothing", { kind: "slow", milliseconds: 3000 }, /does not answer/],
])("%s", async (_what, fault, expected) => {
  proxy.fault = () => fault;
  const store = open({ attempts: 3, idleSeconds: 0.3 });
  await expect(store.read("numbers.json")).rejects.toThrow(expected);
  await expect(store.write("numbers.json", "{}")).rejects.toThrow(expected);
});

test("a server that is not there", async () => {
  useServer("http://127.0.0.1:9");
  await expect(open({ attempts: 2 }).read("numbers.json")).rejects.toThrow(/cannot be reached.*ECONNREFUSED/);
});

test("a page of the web is not taken for S3", async () => {
  proxy.fault = () => ({ kind: "answer", status: 404, code: "</Code><html>" });
  await expect(open({ attempts: 2 }).read("numbers.json")).rejects.toThrow(/HTTP 404|as S3 does/);
});

test("in a storm of errors, cuts and lost answers two writers lose nothing", async () => {
  const chance = chances(7);
  const faults: Fault[] = [
    { kind: "answer", status: 503, code: "SlowDown" },
    { kind: "answer", status: 500, code: "InternalError" },
    { kind: "refuse" },
    { kind: "lose" },
    { kind: "cut", afterBytes: 3 },
  ];
  proxy.fault = () => (chance() < 0.3 ? faults[Math.floor(chance() * faults.length)] : undefined);
  const work = async (store: Store, first: number) => {
    for (let number = first; number < first + 20; number += 1) {
      await addNumber(store, number);
    }
  };
  await Promise.all([work(open(), 0), work(open(), 20)]);
  proxy.fault = () => undefined;
  expect((await numbers(open())).sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, at) => at));
});

test("who creates an object knows it though the answer was lost", async () => {
  let lost = 0;
  proxy.fault = ({ method, url }) => {
    lost += method === "PUT" && url.includes("run.json") ? 1 : 0;
    return lost === 1 && url.includes("run.json") && method === "PUT" ? { kind: "lose" } : undefined;
  };
  expect(await open().create("runs/a/run.json", "mine")).toBe(true);
  expect(await open().create("runs/a/run.json", "theirs")).toBe(false);
});

test("a download goes on where the connection was cut", async () => {
  const content = randomBytes(3_000_000);
  const path = join(stand.folder, "cut");
  await writeFile(path, content);
  await open().adopt(partKey("nodes", "c".repeat(64)), path);
  proxy.fault = () => ({ kind: "cut", afterBytes: 700_000 });
  const back = await open().read(partKey("nodes", "c".repeat(64)));
  expect(Buffer.from(back ?? []).equals(content)).toBe(true);
  expect(proxy.seen.filter(({ method }) => method === "GET").length).toBeGreaterThanOrEqual(5);
});

test("a download that another writer changes is that of one writer", async () => {
  const [first, second] = ["1", "2"].map((digit) => digit.repeat(2_000_000)) as [string, string];
  const store = open();
  await store.write("latest.json", first);
  let gets = 0;
  const isGet = ({ method }: SeenRequest) => method === "GET";
  proxy.fault = (request) => {
    gets += isGet(request) ? 1 : 0;
    return isGet(request) && gets <= 3 ? { kind: "cut", afterBytes: 500_000 } : undefined;
  };
  const reading = open().read("latest.json");
  while (gets < 2) {
    await sleep(5);
  }
  await store.write("latest.json", second);
  expect([first, second]).toContain(new TextDecoder().decode(await reading));
});

test("a slow answer is waited for", async () => {
  await open().write("numbers.json", "[]");
  proxy.fault = () => ({ kind: "slow", milliseconds: 400 });
  expect(await numbers(open({ idleSeconds: 5 }))).toEqual([]);
});

test("an abort ends the wait for a server at once", async () => {
  const controller = new AbortController();
  proxy.fault = () => ({ kind: "answer", status: 503, code: "SlowDown" });
  const store = openS3Store(`s3://${stand.bucket}/${prefix}`, { signal: controller.signal });
  const reading = store.read("numbers.json");
  setTimeout(() => controller.abort(new Error("enough")), 300);
  const started = performance.now();
  await expect(reading).rejects.toThrow("enough");
  expect(performance.now() - started).toBeLessThan(1500);
});

test("a server that is gone for a moment ends none of many requests", async () => {
  const store = open();
  await stand.kill();
  const keys = Array.from({ length: 100 }, (_, at) => `keys/${at}.json`);
  const writing = Promise.all(keys.map((key) => store.write(key, key)));
  await sleep(1000);
  await stand.start();
  await writing;
  expect(await Array.fromAsync(store.list("keys/"))).toHaveLength(keys.length);
});

test("a server that is killed again and again in the middle of writing loses nothing that was written", async () => {
  const store = open({ attempts: 12 });
  const written: string[] = [];
  let done = false;
  const write = async () => {
    for (let version = 0; version < 20; version += 1) {
      const content = tinyShard();
      content.header.distribution.version = `${version}`;
      const path = join(stand.folder, `made-${version}`);
      const { digest } = await writeShard(path, content);
      const key = shardObjectKey({ name: "tiny", version: `${version}`, digest });
      await store.adopt(key, path);
      await addNumber(store, version);
      written.push(key);
    }
    done = true;
  };
  const disturb = async () => {
    const chance = chances(11);
    while (!done) {
      await sleep(50 + chance() * 300);
      await stand.kill();
      await sleep(chance() * 200);
      await stand.start();
    }
  };
  await Promise.all([write(), disturb()]);
  expect(written).toHaveLength(20);
  const keys = (await Array.fromAsync(store.list("shards/"))).map(({ key }) => key);
  expect(keys.sort()).toEqual(written.sort());
  expect((await numbers(store)).length).toBe(20);
  expect((await verifyStore(store)).faults).toEqual([]);
});
