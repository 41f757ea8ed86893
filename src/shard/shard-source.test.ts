import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../exec/temporary-folder.ts";
import { openShard } from "./open-shard.ts";
import { openShardSource, readShardSource } from "./shard-source.ts";
import { tinyShard } from "./testing/tiny-shard.ts";
import { writeShard } from "./writer.ts";

let packed: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  const folder = await temporaryFolder();
  const path = join(folder.path, "tiny.jsonl.gz");
  await writeShard(path, tinyShard());
  packed = Uint8Array.from(await readFile(path));
  expect((await openShard(path)).nodes).toEqual(tinyShard().nodes);
  await folder.remove();
});

function streamOf(bytes: Uint8Array, chunkBytes: number): ReadableStream<Uint8Array> {
  let start = 0;
  return new ReadableStream({
    pull(controller) {
      if (start >= bytes.length) {
        controller.close();
      } else {
        controller.enqueue(bytes.slice(start, start + chunkBytes));
        start += chunkBytes;
      }
    },
  });
}

test.each([1, 2, 100, 1_000_000])(
  "a shard comes out of a stream of chunks of %i bytes, packed or not",
  async (size) => {
    for (const bytes of [packed, gunzipSync(packed)]) {
      const { header, nodes, uses } = await openShardSource(streamOf(bytes, size));
      expect({ header, nodes, uses }).toEqual({
        ...{ header: tinyShard().header, nodes: tinyShard().nodes, uses: tinyShard().uses },
      });
    }
  },
);

test("bytes are as good as a stream", async () => {
  expect((await openShardSource(packed)).nodes).toEqual(tinyShard().nodes);
});

test.each([
  ["is cut off", () => packed.slice(0, -30), "the compressed file is damaged or cut off"],
  ["is cut off, unpacked", () => gunzipSync(packed).subarray(0, -30), "the file is cut off"],
  ["has more behind it", () => Buffer.concat([packed, Buffer.from("more")]), "damaged or cut off"],
  [
    "is no shard",
    () => Buffer.from("<!doctype html>\n"),
    'here:1: found "<!doctype html>", expected one JSON object',
  ],
  ["is empty", () => new Uint8Array(), "the file is cut off"],
])("one that %s is refused by its name", async (_, bytes, message) => {
  await expect(openShardSource(streamOf(bytes(), 50), { name: "here" })).rejects.toThrow(message);
  await expect(openShardSource(bytes(), { name: "here" })).rejects.toThrow(/^here/);
});

test("one that unpacks to too much is not unpacked", async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  await expect(openShardSource(bomb, { maxBytes: 1_000_000 })).rejects.toThrow("more than 1000000 bytes");
});

test("whoever has read enough lets the rest go", async () => {
  let isCancelled = false;
  const source = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(gunzipSync(packed).subarray(0, 2000)),
    cancel() {
      isCancelled = true;
    },
  });
  for await (const record of readShardSource(source)) {
    expect(record.record).toBe("header");
    break;
  }
  expect(isCancelled).toBe(true);
});

test.each([true, false])("what the connection says is told as it is (packed: %s)", async (isPacked) => {
  const source = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue((isPacked ? packed : gunzipSync(packed)).subarray(0, 60)),
    pull: (controller) => controller.error(new TypeError("the line is dead")),
  });
  await expect(openShardSource(source)).rejects.toThrow("the line is dead");
});
