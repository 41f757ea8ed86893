import { execFile } from "node:child_process";
import { cp, mkdir, truncate, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type S3Stand, setUpS3 } from "../store/testing/s3-stand.ts";

const home = resolve(import.meta.dirname, "..", "..");

let stand: S3Stand;
let address: string;

beforeAll(async () => {
  stand = await setUpS3();
  address = `s3://${stand.bucket}/graph`;
  const root = join(stand.folder, "repository");
  await cp(join(home, "pkginfo", "attrs.yaml"), join(root, "pkginfo", "attrs.yaml"));
  await cp(join(home, "dockerfiles", "attrs"), join(root, "dockerfiles", "attrs"), { recursive: true });
});

afterAll(() => stand.tearDown());

interface Ended {
  code: number;
  out: string;
  err: string;
}

function importgraph(args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const env = {
    ...process.env,
    ...stand.env(),
    IMPORTGRAPH_ROOT: join(stand.folder, "repository"),
    IMPORTGRAPH_STORE: address,
    NO_COLOR: "1",
    ...variables,
  };
  return new Promise((done) => {
    const program = join(home, "scripts", "importgraph");
    execFile(program, args, { cwd: stand.folder, env, maxBuffer: 2 ** 27 }, (error, out, err) => {
      done({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

test("a package is explored into a bucket, kept there, asked there and verified", async () => {
  const first = await importgraph(["explore", "attrs"]);
  expect(first).toMatchObject({ code: 0 });
  expect(first.out).toContain(`${address}/shards/attrs/`);

  const [kept] = JSON.parse((await importgraph(["explore", "attrs", "--json"])).out);
  expect(kept).toMatchObject({ package: "attrs", status: "kept" });
  expect((await importgraph(["names", "attrs"])).out).toContain("attr.define");
  expect((await importgraph(["show", "attrs.define"])).out).toContain("attrs.define");
  expect((await importgraph(["list"])).out).toMatch(/attrs .*nodes/);

  const verified = await importgraph(["store", "verify", "--json"]);
  expect(verified.code).toBe(0);
  expect(JSON.parse(verified.out)).toMatchObject({ address, shards: 1, keys: 1, packages: 1, faults: [] });

  await truncate(
    join(stand.objects, "graph", "shards", "attrs", kept.version, `${kept.digest}.jsonl.gz`),
    999,
  );
  const damaged = await importgraph(["store", "verify"]);
  expect(damaged.code).toBe(1);
  expect(damaged.out).toContain("1 fault");
  expect(damaged.out).toContain(kept.digest);
});

test("what is made from this machine's files is not put into a bucket", async () => {
  await mkdir(join(stand.folder, "mine"));
  await writeFile(join(stand.folder, "mine", "pyproject.toml"), "");
  const { code, err } = await importgraph(["explore", "attrs", "./mine"]);
  expect(code).toBe(2);
  expect(err).toContain("where it would be published: ./mine");
});

test("what is wrong with a bucket is said without a stack", async () => {
  const wrong = await importgraph(["show", "attr", "--store", "s3://no-such-bucket"]);
  expect(wrong.code).toBe(1);
  expect(wrong.err).toMatch(
    /^✗ s3:\/\/no-such-bucket\/(?:head|latest)\.json: there is no bucket[^\n]*\n {2}[^\n]*→[^\n]*\n$/,
  );
  const secret = await importgraph(["store", "verify"], { AWS_SECRET_ACCESS_KEY: "wrong" });
  expect(secret.code).toBe(1);
  expect(secret.err).toContain("the secret does not fit");
});
