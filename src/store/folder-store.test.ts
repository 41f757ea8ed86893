import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { InputError } from "../errors/input-error.ts";
import { processMark } from "../exec/process-identity.ts";
import { folderStore } from "./folder-store.ts";
import {
  findExplored,
  HEAD_KEY,
  readHead,
  recordExplored,
  type ShardEntry,
  shardObjectKey,
  updateHead,
} from "./layout.ts";
import { openStore } from "./open-store.ts";
import { encodeVersion } from "./store.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-store-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const digest = "a".repeat(64);
const shardKey = "b".repeat(64);

function entry(version: string): ShardEntry {
  return {
    name: "requests",
    version,
    python: "3.13",
    importNames: ["requests"],
    digest,
    shardKey,
    sizeBytes: 1,
    nodes: 1,
    modules: 1,
    problems: 0,
    exploredAt: "2026-11-23T00:00:00Z",
  };
}

test("what is written is read again, and nothing else is left in the folder", async () => {
  const store = folderStore(folder);
  await store.write("a/b.json", "one");
  await store.write("a/b.json", "two");
  expect(new TextDecoder().decode(await store.read("a/b.json"))).toBe("two");
  expect(await readdir(join(folder, "a"))).toEqual(["b.json"]);
  expect(await store.read("a/missing.json")).toBeUndefined();
  expect(await store.stat("a/b.json")).toMatchObject({ key: "a/b.json", sizeBytes: 3 });
  expect(await store.stat("a")).toBeUndefined();
});

test("of an object, a part is read, as far as it goes", async () => {
  const store = folderStore(folder);
  await store.write("a/b", "0123456789");
  const text = async (start: number, end: number) =>
    new TextDecoder().decode(await store.readRange("a/b", start, end));
  expect(await text(2, 5)).toBe("234");
  expect(await text(8, 20)).toBe("89");
  expect(await text(10, 20)).toBe("");
  expect(await store.readRange("a/missing", 0, 5)).toBeUndefined();
});

test("what is listed are the finished objects below a prefix, in order", async () => {
  const store = folderStore(folder);
  for (const key of ["shards/b/1.0/x.gz", "shards/a/1.0/x.gz", "keys/k.json"]) {
    await store.write(key, key);
  }
  await writeFile(join(folder, "shards", "a", "1.0", "y.gz.123.abcd1234.tmp"), "half");
  expect((await Array.fromAsync(store.list("shards/"))).map(({ key }) => key)).toEqual([
    "shards/a/1.0/x.gz",
    "shards/b/1.0/x.gz",
  ]);
  expect(await Array.fromAsync(store.list("runs/"))).toEqual([]);
  await store.remove("shards/a/1.0/x.gz");
  await store.remove("shards/a/1.0/x.gz");
  expect(await Array.fromAsync(store.list("shards/"))).toHaveLength(1);
});

test("whoever writes first removes what killed writers had begun anywhere in it", async () => {
  const mark = (pid: number, start: string) => processMark().replace(/-\d+-\d*$/, `-${pid}-${start}`);
  const [, pid, start] = /-(\d+)-(\d*)$/.exec(processMark()) ?? [];
  const abandoned = [
    `shards/a/1.0/x.gz.${mark(4_194_304, "1")}.abc.tmp`,
    // The same process id, which another process has by now.
    `runs/r/logs/a.log.${mark(Number(pid), `${start}0`)}.abc.tmp`,
  ];
  const living = `keys/k.json.${processMark()}.abc.tmp`;
  for (const name of [...abandoned, living]) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), "half");
  }
  await folderStore(folder).write("keys/other.json", "{}");
  const left = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".tmp"));
  expect(left).toEqual([living]);
});

test("of several who create an object one does, and the others are told", async () => {
  const store = folderStore(folder);
  const made = await Promise.all(
    Array.from({ length: 20 }, (_, at) => store.create("runs/a/run.json", `${at}`)),
  );
  expect(made.filter(Boolean)).toHaveLength(1);
  expect(new TextDecoder().decode(await store.read("runs/a/run.json"))).toBe(String(made.indexOf(true)));
  expect(await readdir(join(folder, "runs", "a"))).toEqual(["run.json"]);
});

test("a file that is adopted is in the store and no longer where it was", async () => {
  const store = folderStore(join(folder, "store"));
  const path = join(folder, "made.gz");
  await writeFile(path, "made");
  await store.adopt("shards/made.gz", path);
  expect(new TextDecoder().decode(await store.read("shards/made.gz"))).toBe("made");
  expect(await readdir(folder)).toEqual(["store"]);
});

test("a key whose shard is gone means that there is work to do", async () => {
  const store = folderStore(folder);
  const shard = entry("2.0+cpu");
  await recordExplored(store, shard);
  expect(await findExplored(store, shardKey)).toBeUndefined();
  await store.write(shardObjectKey(shard), "l");
  expect(await findExplored(store, shardKey)).toEqual(shard);
});

test("a head that was cut off is said with its path and how to mend it", async () => {
  const store = folderStore(folder);
  await store.write(HEAD_KEY, '{"format":1,"packa');
  await expect(readHead(store)).rejects.toThrow(/head\.json: is not JSON[\s\S]*explore again/);
});

test("a head of a newer format is refused", async () => {
  const store = folderStore(folder);
  await store.write(HEAD_KEY, JSON.stringify({ format: 99, packages: {} }));
  await expect(readHead(store)).rejects.toThrow("newer importgraph");
});

test("processes that update the head at once, by whatever path, lose nothing of each other", async () => {
  const link = `${folder}-link`;
  await symlink(folder, link);
  const paths = [
    folder,
    link,
    join(link, "."),
    relative(process.cwd(), folder),
    `${link}/x/../`,
    `${folder}//`,
  ];
  const layout = new URL("./layout.ts", import.meta.url).href;
  const folderStoreModule = new URL("./folder-store.ts", import.meta.url).href;
  const script = (path: string, process: number) => `
    import { updateHead } from ${JSON.stringify(layout)};
    import { folderStore } from ${JSON.stringify(folderStoreModule)};
    const store = folderStore(${JSON.stringify(path)});
    for (let index = 0; index < 10; index += 1) {
      await updateHead(store, "p${process}@" + index, ${JSON.stringify(entry("1.0"))});
    }`;
  const children = paths.map((path, index) => {
    return spawn(process.execPath, ["--input-type=module", "-e", script(path, index)], { stdio: "inherit" });
  });
  await Promise.all(children.map((child) => once(child, "exit")));
  await rm(link);
  expect(Object.keys(await readHead(folderStore(folder)))).toHaveLength(paths.length * 10);
});

test("a folder is the same by whatever path, and another one is another", async () => {
  const link = join(folder, "link");
  await mkdir(join(folder, "store"));
  await symlink("store", link);
  const identity = await folderStore(join(folder, "store")).identity();
  expect(await folderStore(link).identity()).toBe(identity);
  expect(await folderStore(`${folder}/new/../store/`).identity()).toBe(identity);
  expect(await folderStore(join(folder, "new")).identity()).not.toBe(identity);
});

test.each(["", " "])("an address that is empty is refused: %j", async (address) => {
  await expect(openStore(address)).rejects.toThrow(/the address of a store is empty[\s\S]*→/);
});

test("a newer shard of a stem replaces the older one in the head", async () => {
  const store = folderStore(folder);
  await updateHead(store, "requests", entry("2.31.0"));
  await updateHead(store, "requests", entry("2.32.0"));
  expect((await readHead(store)).requests?.version).toBe("2.32.0");
});

test("a store that cannot be a folder is an error that says what can be given", async () => {
  await expect(openStore("ftp://host/prefix")).rejects.toThrow(InputError);
  await writeFile(join(folder, "file"), "");
  await expect(folderStore(join(folder, "file")).write("a", "b")).rejects.toThrow(/ENOTDIR|EEXIST/);
});

test("versions are folder names that no address or file system changes", () => {
  expect(encodeVersion("1!2.0+cpu")).toBe("1%212.0%2Bcpu");
});
