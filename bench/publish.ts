/**
 * Seconds and memory of publishing a run into a folder and into a bucket: first all of it, then again, when every object
 * is there already.
 *
 * Usage: npm run bench -- publish [MEGABYTES] [SHARDS]       (default: 2000 300)
 */
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { z } from "zod";
import { canonicalLine } from "../src/shard/canonical.ts";
import type { ShardNode } from "../src/shard/records.ts";
import { tinyShard } from "../src/shard/testing/tiny-shard.ts";
import { shardLines } from "../src/shard/writer.ts";
import { folderStore } from "../src/store/folder-store.ts";
import { recordExplored, type ShardEntry, shardObjectKey } from "../src/store/layout.ts";
import type { Store } from "../src/store/store.ts";
import { setUpS3 } from "../src/store/testing/s3-stand.ts";
import { completeTinyRun, exploredPackage } from "../src/store/testing/tiny-run.ts";

const pack = promisify(gzip);

/** A middle that all synthetic shards share, packed once: a gzip file may have several members (RFC 1952, 2.2). */
interface Body {
  lines: Buffer;
  packed: Buffer;
  nodes: number;
}

async function makeBody(bytes: number): Promise<Body> {
  const [example] = tinyShard().nodes.filter(({ kind }) => kind === "function");
  const lines: string[] = [];
  for (let size = 0; size < bytes; ) {
    const number = String(lines.length).padStart(8, "0");
    // Text of base64 shrinks by a quarter, that of real shards to a sixth.
    const doc = randomBytes(500).toString("base64");
    lines.push(canonicalLine({ ...(example as ShardNode), id: `tiny.z${number}`, doc }));
    size += 620;
  }
  const text = Buffer.from(`${lines.join("\n")}\n`);
  return { lines: text, packed: await pack(text), nodes: lines.length };
}

async function keepSynthetic(store: Store, folder: string, body: Body, version: string): Promise<ShardEntry> {
  const content = tinyShard();
  content.header.distribution.version = version;
  const lines = [...shardLines(content)];
  const isLater = (line: string) => !/^\{"record":"(header|node)"/.test(line);
  const first = `${lines.filter((line) => !isLater(line)).join("\n")}\n`;
  const last = `${lines
    .filter(isLater)
    .join("\n")
    .replace(/"nodes":\d+/, `"nodes":${content.nodes.length + body.nodes}`)}\n`;
  const digest = createHash("sha256").update(first).update(body.lines).update(last).digest("hex");
  const path = join(folder, "made");
  const bytes = Buffer.concat([await pack(first), body.packed, await pack(last)]);
  await writeFile(path, bytes);
  const entry: ShardEntry = {
    ...{ name: "tiny", version, python: "3.13", importNames: ["tiny"], digest, sizeBytes: bytes.length },
    shardKey: createHash("sha256").update(version).digest("hex"),
    ...{
      nodes: content.nodes.length + body.nodes,
      modules: 3,
      problems: 1,
      exploredAt: new Date().toISOString(),
    },
  };
  await store.adopt(shardObjectKey(entry), path);
  await recordExplored(store, entry);
  return entry;
}

const cost = z.object({
  seconds: z.number(),
  peakKilobytes: z.number(),
  sent: z.number(),
  sentBytes: z.number(),
});

/** Publishes in a process of its own, so that its memory is that of publishing. */
async function measure(
  source: string,
  target: string,
  env: NodeJS.ProcessEnv,
): Promise<z.infer<typeof cost>> {
  const [open, copy] = ["open-store.ts", "runs/copy.ts"].map((path) =>
    JSON.stringify(new URL(`../src/store/${path}`, import.meta.url).href),
  );
  const script = `
    const { openStore } = await import(${open});
    const { copyRun } = await import(${copy});
    const [from, to] = [await openStore(${JSON.stringify(source)}), await openStore(${JSON.stringify(target)})];
    const started = performance.now();
    const { sent, sentBytes } = await copyRun(from, to, undefined);
    const seconds = (performance.now() - started) / 1000;
    console.log(JSON.stringify({ seconds, peakKilobytes: process.resourceUsage().maxRSS, sent, sentBytes }));
    process.exit();`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  const [[answer]] = await Promise.all([once(child.stdout, "data"), once(child, "exit")]);
  return cost.parse(JSON.parse(String(answer)));
}

/** Prints a row for each publication. */
export async function benchPublish(
  [megabytes = "2000", shards = "300"]: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "importgraph-bench-"));
  const stand = await setUpS3();
  try {
    const source = folderStore(join(folder, "source"));
    const body = await makeBody((Number(megabytes) / Number(shards)) * 1e6 * (4 / 3));
    const packages: [string, ReturnType<typeof exploredPackage>][] = [];
    for (let number = 0; number < Number(shards); number += 1) {
      const entry = await keepSynthetic(source, folder, body, `1.${number}`);
      packages.push([`tiny@${entry.version}`, exploredPackage(entry)]);
    }
    for (const target of [join(folder, "target"), `s3://${stand.bucket}/bench`]) {
      for (const what of ["all", "nothing"]) {
        await completeTinyRun(source, Object.fromEntries(packages));
        const { seconds, peakKilobytes, sent, sentBytes } = await measure(
          join(folder, "source"),
          target,
          stand.env(),
        );
        const figures = [`${seconds.toFixed(1)} s`, `${(peakKilobytes / 1024).toFixed(0)} MiB at most`];
        const rate = sent === 0 ? "" : `, ${(sentBytes / 1e6 / seconds).toFixed(0)} MB/s`;
        const kind = target.startsWith("s3:") ? "bucket" : "folder";
        say(
          `${kind}, ${what} to send: ${sent} objects of ${packages.length}, ${(sentBytes / 1e6).toFixed(0)} MB: ${figures.join(", ")}${rate}`,
        );
      }
    }
  } finally {
    await stand.tearDown();
    await rm(folder, { recursive: true, force: true });
  }
}
