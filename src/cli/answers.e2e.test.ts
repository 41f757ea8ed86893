/** Whether questions are answered from what a package's files say, whatever was done and damaged before. */

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keyObjectKey, shardObjectKey } from "../store/layout.ts";
import { type S3Stand, setUpS3 } from "../store/testing/s3-stand.ts";
import { type RunStand, setUpRuns } from "./testing/run-stand.ts";

let s3: S3Stand;
const stands: RunStand[] = [];

beforeAll(async () => {
  s3 = await setUpS3();
});

afterAll(async () => {
  await Promise.all(stands.map((stand) => stand.tearDown()));
  await s3.tearDown();
});

interface Explored {
  name: string;
  version: string;
  digest: string;
  shardKey: string;
}

async function stand(kind: string) {
  const made = await setUpRuns(["attrs", "python-dateutil"], {
    ...(kind === "a bucket" && { address: `s3://${s3.bucket}/answers`, env: s3.env() }),
  });
  stands.push(made);
  const objects = kind === "a bucket" ? join(s3.objects, "answers") : made.address;
  const ask = async (...args: string[]) => {
    const { code, out, err } = await made.importgraph(args);
    expect(code, err).toBe(0);
    return out;
  };
  return {
    ...{ ...made, objects, ask },
    run: async () => JSON.parse(await ask("run", "--all", "--json")).run as string | null,
    explore: async (name = "attrs") =>
      JSON.parse(await ask("explore", name, "--json"))[0] as Explored & { status: string },
    /** What questions are answered from. */
    async answer(): Promise<string> {
      expect(await ask("names", "attrs")).toContain("attr.define");
      expect(await ask("show", "attrs.define")).toContain("attrs.define");
      const rows: { stem: string; explored: Explored }[] = JSON.parse(await ask("list", "--json"));
      return rows.find(({ stem }) => stem === "attrs")?.explored.shardKey ?? "";
    },
  };
}

test.for(["a folder", "a bucket"])(
  "in %s, a package that is changed and changed back is answered from what it is now",
  async (kind) => {
    const { edit, run, explore, answer } = await stand(kind);
    const added = "env: {SOMETHING: else}\n";
    const change = () => edit("attrs", (text) => `${text}${added}`);
    const changeBack = () => edit("attrs", (text) => text.replace(added, ""));
    const { shardKey: before } = await explore();
    expect(await run()).not.toBeNull();
    expect(await answer()).toBe(before);

    await change();
    expect(await run()).not.toBeNull();
    const after = await answer();
    expect(after).not.toBe(before);
    await changeBack();
    expect(await run()).not.toBeNull();
    expect(await answer()).toBe(before);

    // By hand, beside the runs.
    await change();
    expect(await explore()).toMatchObject({ status: "kept", shardKey: after });
    expect(await answer()).toBe(after);
    await changeBack();
    expect(await run()).toBeNull();
    expect(await answer()).toBe(before);
  },
);

test.for(["a folder", "a bucket"])(
  "in %s, what is damaged is told, and mended by exploring again",
  async (kind) => {
    const { objects, explore, answer, importgraph, ask } = await stand(kind);
    const kept = await explore();
    const key = shardObjectKey(kept);
    const path = join(objects, key);
    const bytes = await readFile(path);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(path, bytes);
    if (kind === "a folder") {
      const told = await importgraph(["names", "attrs"]);
      expect(told.code).toBe(1);
      expect(told.err).toContain("./scripts/explore attrs");
    }
    expect((await importgraph(["store", "verify"])).code).toBe(1);
    expect(await explore()).toMatchObject({ status: "explored", digest: kept.digest });
    expect(await answer()).toBe(kept.shardKey);
    expect(await ask("store", "verify")).toContain("all there");

    // Another's record under its key.
    const other = await explore("python-dateutil");
    await writeFile(
      join(objects, keyObjectKey(kept.shardKey)),
      await readFile(join(objects, keyObjectKey(other.shardKey))),
    );
    expect((await importgraph(["store", "repair"])).code).toBe(0);
    expect(await ask("store", "repair")).toContain("nothing to mend");
    expect(await explore()).toMatchObject({ status: "kept", name: "attrs" });
    await writeFile(
      join(objects, keyObjectKey(kept.shardKey)),
      await readFile(join(objects, keyObjectKey(other.shardKey))),
    );
    expect(await explore()).toMatchObject({ status: "explored", name: "attrs" });

    // Another's shard under its name: in a bucket, in the copy that questions are answered from.
    const copies = join(s3.env().XDG_CACHE_HOME as string, "importgraph", "objects");
    const own = kind === "a folder" ? objects : join(copies, (await readdir(copies))[0] ?? "");
    await writeFile(join(own, key), await readFile(join(objects, shardObjectKey(other))));
    if (kind === "a folder") {
      const told = await importgraph(["show", "attrs.define"]);
      expect(told.err).toContain("its lines have the digest");
      expect(await explore()).toMatchObject({ status: "explored", digest: kept.digest });
    }
    expect(await answer()).toBe(kept.shardKey);
  },
);

test("an empty address is none, and what is no store is said to be none", async () => {
  const { importgraph, folder, ask } = await setUpRuns([]).then(async (made) => {
    stands.push(made);
    return { ...made, ask: made.importgraph };
  });
  for (const args of [
    ["list", "--store", ""],
    ["publish", "--to", ""],
  ]) {
    const { code, err } = await ask(args);
    expect(code).toBe(1);
    expect(err).toContain("the address of a store is empty");
  }
  await writeFile(join(folder, "file"), "");
  for (const command of ["verify", "repair"]) {
    const told = await importgraph(["store", command, "--store", join(folder, "file")]);
    expect(told.code).toBe(1);
    expect(told.err).toContain("it is a file, expected a folder");
  }
});
