/** Questions on many packages are answered from a bucket as they are from a folder. */

import { join } from "node:path";
import { PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { graphRun } from "../graph/testing/graph-run.ts";
import { historyOf } from "../history/testing/kept-history.ts";
import { folderStore } from "../store/folder-store.ts";
import { type S3Stand, setUpS3 } from "../store/testing/s3-stand.ts";
import { keepTinyShard } from "../store/testing/tiny-run.ts";
import { runProgram } from "./testing/program-stand.ts";

const QUESTIONS = [
  ["whereis", "tiny.make"],
  ["whereis", "Thing.sise"],
  ["search", "make"],
  ["dependents", "base.core.Base", "--keyword", "name"],
  ["show", "tiny.things.Thing.size"],
  ["names", "tiny.retry"],
  ["requirements", "--optional"],
  ["show", "tiny.make", "--package", "tiny"],
  ["whereis", "tiny.make", "--at", "1.0"],
  ["whereis", "make", "--at", "1.0"],
  ["sql", "SELECT distribution, id, name FROM parameters ORDER BY ALL", "--csv"],
];

let stand: S3Stand;
let folder: string;
let address: string;

beforeAll(async () => {
  stand = await setUpS3();
  folder = join(stand.folder, "out");
  const store = folderStore(folder);
  address = `s3://${stand.bucket}/graph`;
  const tiny = await keepTinyShard(store, "1.0");
  await graphRun(store, [tiny, await keepTinyShard(store, "2.0", "other")]);
  await historyOf(store, [tiny]);
  useCredentials(stand.env());
  expect(await runProgram(stand.folder, ["publish", "--to", address, "--store", folder])).toMatchObject({
    code: 0,
  });
});

afterAll(() => stand.tearDown());

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function useCredentials(variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) {
    vi.stubEnv(name, value);
  }
}

async function answer(question: readonly string[], store: string): Promise<unknown> {
  vi.stubEnv("IMPORTGRAPH_STORE", store);
  const { out, err, code } = await runProgram(stand.folder, question);
  return { out, err: err.replaceAll(store, "STORE"), code };
}

test.each(QUESTIONS)("%s %s", async (...question) => {
  useCredentials(stand.env());
  expect(await answer(question, address)).toEqual(await answer(question, folder));
});

test("who may read objects, and not list them, is answered from the latest run", async () => {
  const reader = await stand.addUser("reader");
  const statement = {
    ...{ Effect: "Allow", Principal: { AWS: ["reader"] } },
    ...{ Action: ["s3:GetObject"], Resource: [`arn:aws:s3:::${stand.bucket}/*`] },
  };
  await stand.client.send(
    new PutBucketPolicyCommand({
      Bucket: stand.bucket,
      Policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
    }),
  );
  useCredentials(stand.env(reader));
  const { out, code } = await runProgram(stand.folder, ["whereis", "tiny.make", "--store", address]);
  expect([code, out]).toEqual([0, expect.stringContaining("tiny.make")]);
  const since = await runProgram(stand.folder, [
    "show",
    "tiny.make",
    "--package",
    "tiny",
    "--store",
    address,
  ]);
  expect(since.out).toContain("\nsince 1.0\n");
  // Which releases there are that only a history leads to, it can't tell.
  const older = await runProgram(stand.folder, ["names", "tiny==0.9", "--store", address]);
  expect(older.err).toContain('"tiny==0.9" is not in');
});
