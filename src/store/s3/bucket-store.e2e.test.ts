import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { partKey } from "../../page/graph-keys.ts";
import { openShard } from "../../shard/open-shard.ts";
import { tinyShard } from "../../shard/testing/tiny-shard.ts";
import { writeShard } from "../../shard/writer.ts";
import { verifyStore } from "../care/verify.ts";
import { folderStore } from "../folder-store.ts";
import { shardObjectKey } from "../layout.ts";
import { openStore } from "../open-store.ts";
import { encodeVersion, type Store } from "../store.ts";
import { openFaultyProxy } from "../testing/faulty-proxy.ts";
import { type S3Stand, setUpS3 } from "../testing/s3-stand.ts";
import { openS3Store } from "./bucket-store.ts";

let stand: S3Stand;
let prefix = 0;

beforeAll(async () => {
  stand = await setUpS3();
});

afterAll(() => stand.tearDown());

beforeEach(() => {
  prefix += 1;
  for (const [name, value] of Object.entries(stand.env())) {
    vi.stubEnv(name, value);
  }
});

const address = () => `s3://${stand.bucket}/${prefix}/of test`;
const text = (body: Uint8Array | undefined) => body && new TextDecoder().decode(body);

async function shard(): Promise<{ key: string; path: string; digest: string }> {
  const path = join(stand.folder, `shard-${randomBytes(4).toString("hex")}.gz`);
  const { digest } = await writeShard(path, tinyShard());
  return { key: shardObjectKey({ name: "tiny", version: "1.0", digest }), path, digest };
}

function uploads() {
  return stand.client.send(new ListMultipartUploadsCommand({ Bucket: stand.bucket }));
}

describe.each([
  ["a folder", (): Store => folderStore(join(stand.folder, `folder-${prefix}`))],
  ["a bucket", (): Store => openS3Store(address())],
])("%s", (_kind, open) => {
  test("gives a part of an object, as far as it goes", async () => {
    const store = open();
    await store.write("a/b", "0123456789");
    expect(text(await store.readRange("a/b", 2, 5))).toBe("234");
    expect(text(await store.readRange("a/b", 8, 20))).toBe("89");
    expect(text(await store.readRange("a/b", 10, 20))).toBe("");
    expect(await store.readRange("a/missing", 0, 5)).toBeUndefined();
  });

  test("gives back what was written, and nothing of what was not", async () => {
    const store = open();
    expect(await store.read("keys/a.json")).toBeUndefined();
    expect(await store.stat("keys/a.json")).toBeUndefined();
    await store.write("keys/a.json", "one");
    await store.write("keys/a.json", "zwei");
    expect(text(await store.read("keys/a.json"))).toBe("zwei");
    expect(await store.stat("keys/a.json")).toMatchObject({ key: "keys/a.json", sizeBytes: 4 });
    await store.write("keys/empty.json", "");
    expect(text(await store.read("keys/empty.json"))).toBe("");
    expect(await store.stat("keys/empty.json")).toMatchObject({ sizeBytes: 0 });
    await store.remove("keys/a.json");
    await store.remove("keys/a.json");
    expect(await store.read("keys/a.json")).toBeUndefined();
  });

  test("lists what is below a prefix, in order, with names that need encoding", async () => {
    const store = open();
    const versions = ["1.0", "1!2.0+cpu", "2.0"].map(encodeVersion);
    for (const version of versions) {
      await store.write(`shards/a/${version}/x`, version);
    }
    await store.write("shards-of-another/b", "");
    const keys = (await Array.fromAsync(store.list("shards/"))).map(({ key }) => key);
    expect(keys).toEqual(versions.map((version) => `shards/a/${version}/x`).sort());
    expect(text(await store.read(`shards/a/${versions[1]}/x`))).toBe("1%212.0%2Bcpu");
  });

  test("creates an object once, however many want to", async () => {
    const store = open();
    const made = await Promise.all(
      Array.from({ length: 10 }, (_, at) => store.create("runs/a/run.json", `${at}`)),
    );
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(text(await store.read("runs/a/run.json"))).toBe(String(made.indexOf(true)));
  });

  test("keeps a shard that is moved in, and gives it back as a file", async () => {
    const store = open();
    const { key, path, digest } = await shard();
    await store.adopt(key, path);
    await expect(readFile(path)).rejects.toThrow("ENOENT");
    expect((await openShard(await store.localPath(key))).digest).toBe(digest);
    expect(await verifyStore(store)).toMatchObject({ shards: 1, faults: [] });
  });
});

test("objects carry what a browser or a proxy needs, and a checksum", async () => {
  const store = openS3Store(`${address()}?encryption=AES256&storage-class=STANDARD`);
  const { key, path } = await shard();
  await store.adopt(key, path);
  await store.write("keys/a.json", "{}");
  const head = (name: string) =>
    stand.client.send(
      new HeadObjectCommand({
        Bucket: stand.bucket,
        Key: `${prefix}/of test/${name}`,
        ChecksumMode: "ENABLED",
      }),
    );
  expect(await head(key)).toMatchObject({
    ContentType: "application/gzip",
    CacheControl: "public, max-age=31536000, immutable",
    ChecksumSHA256: expect.stringMatching(/^[\w+/]{43}=$/),
  });
  expect(await head("keys/a.json")).toMatchObject({
    ContentType: "application/json",
    CacheControl: "no-cache",
  });
});

test("a content-addressed object that is there is not sent again, unless it has another size", async () => {
  const proxy = await openFaultyProxy(stand.endpoint);
  vi.stubEnv("AWS_ENDPOINT_URL", proxy.endpoint);
  const puts = () => proxy.seen.filter(({ method }) => method === "PUT").length;
  const store = openS3Store(address());
  const { key, path } = await shard();
  await copyFile(path, `${path}.again`);
  await store.adopt(key, path);
  await store.adopt(key, `${path}.again`);
  expect(puts()).toBe(1);
  await writeFile(join(stand.objects, `${prefix}/of test`, key), "cut");
  await writeShard(path, tinyShard());
  await store.adopt(key, path);
  expect(puts()).toBe(2);
  expect(await verifyStore(store)).toMatchObject({ faults: [] });
  await proxy.close();
});

test("a shard is fetched once; one that is not what its name says is refused and told by verify", async () => {
  const { key, path } = await shard();
  await openS3Store(address()).adopt(key, path);
  await rm(stand.env().XDG_CACHE_HOME as string, { recursive: true, force: true });
  const store = openS3Store(address());
  const first = await store.localPath(key);
  await openS3Store(address()).write(key, "something else");
  expect(await store.localPath(key)).toBe(first);
  await rm(first);
  await expect(store.localPath(key)).rejects.toThrow("its content is not what its name says");
  expect((await verifyStore(store)).faults).toMatchObject([{ key }]);
});

test("a file larger than a part is sent in parts, and comes back the same", async () => {
  const store = openS3Store(address(), { limits: { partBytes: 5 * 1024 * 1024 } });
  const content = randomBytes(23 * 1024 * 1024 + 7);
  const path = join(stand.folder, "large");
  await writeFile(path, content);
  await store.adopt(partKey("nodes", "c".repeat(64)), path);
  const back = await store.withFile(partKey("nodes", "c".repeat(64)), (file) => readFile(file));
  expect(back.equals(content)).toBe(true);
  expect((await uploads()).Uploads ?? []).toEqual([]);
});

test("an abort ends an upload and leaves neither the object nor parts of it", async () => {
  const controller = new AbortController();
  const store = openS3Store(address(), { signal: controller.signal, limits: { partBytes: 5 * 1024 * 1024 } });
  const path = join(stand.folder, "aborted");
  await writeFile(path, randomBytes(60 * 1024 * 1024));
  const adopting = store.adopt(partKey("nodes", "c".repeat(64)), path);
  const ended = expect(adopting).rejects.toThrow("enough");
  await expect.poll(async () => (await uploads()).Uploads, { interval: 5 }).toHaveLength(1);
  controller.abort(new Error("enough"));
  await ended;
  const { Contents } = await stand.client.send(
    new ListObjectsV2Command({ Bucket: stand.bucket, Prefix: `${prefix}/` }),
  );
  expect(Contents ?? []).toEqual([]);
  expect((await uploads()).Uploads ?? []).toEqual([]);
  await expect(store.read("keys/a.json")).rejects.toThrow("enough");
});

test("two processes that change one object 200 times each lose nothing", async () => {
  const module = new URL("./bucket-store.ts", import.meta.url).href;
  const script = (name: string) => `
    import { openS3Store } from ${JSON.stringify(module)};
    const store = openS3Store(${JSON.stringify(address())});
    for (let at = 0; at < 200; at += 1) {
      await store.update("head.json", (stored) => {
        const all = stored === undefined ? [] : JSON.parse(new TextDecoder().decode(stored));
        return JSON.stringify([...all, ${JSON.stringify(name)} + at]);
      });
    }
    process.exit();`;
  const children = ["a", "b"].map((name) =>
    spawn(process.execPath, ["--input-type=module", "-e", script(name)], {
      stdio: "inherit",
      env: { ...process.env, NODE_OPTIONS: "" },
    }),
  );
  const codes = await Promise.all(children.map(async (child) => (await once(child, "exit"))[0]));
  expect(codes).toEqual([0, 0]);
  const all: string[] = JSON.parse(text(await openS3Store(address()).read("head.json")) ?? "");
  expect(all).toHaveLength(400);
  expect(new Set(all).size).toBe(400);
});

test("a server that does not keep conditions is told before anything is lost", async () => {
  const old = await setUpS3(["--nometa"]);
  try {
    const store = await openStore(`s3://${old.bucket}/p?endpoint=${old.endpoint}`);
    await store.write("latest.json", "theirs");
    await expect(store.create("latest.json", "ours")).rejects.toThrow(/does not keep conditional writes/);
    await expect(store.update("latest.json", () => "ours")).rejects.toThrow(/does not keep conditional/);
    expect(text(await store.read("latest.json"))).toBe("theirs");
  } finally {
    await old.tearDown();
  }
});

test("what everybody may read is read without credentials", async () => {
  const policy = {
    Statement: [
      {
        Effect: "Allow",
        Principal: "*",
        Action: ["s3:GetObject"],
        Resource: [`arn:aws:s3:::${stand.bucket}/*`],
      },
    ],
  };
  await stand.client.send(
    new PutBucketPolicyCommand({ Bucket: stand.bucket, Policy: JSON.stringify(policy) }),
  );
  await openS3Store(address()).write("keys/a.json", "public");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "");
  const store = openS3Store(`${address()}?anonymous=true`);
  expect(text(await store.read("keys/a.json"))).toBe("public");
  await expect(store.write("keys/b.json", "")).rejects.toThrow(/no permission to write without credentials/);
  await expect(openS3Store(address()).read("keys/a.json")).rejects.toThrow(/there are no credentials/);
});
