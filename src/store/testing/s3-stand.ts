/** What the end-to-end tests of buckets share: a real S3 server of their own. */

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { S3Client } from "@aws-sdk/client-s3";
import { freePort, killServer, untilAnswers } from "../../exec/testing/server-stand.ts";
import { programFile } from "../../files/home.ts";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

export interface S3Stand {
  endpoint: string;
  bucket: string;
  /** A folder for the test itself. */
  folder: string;
  /** The folder that holds the bucket's objects. */
  objects: string;
  /** Who may do everything. */
  owner: Credentials;
  /** A client of the owner, to look from outside. */
  client: S3Client;
  /** The variables of a process that works with the server, and keeps its cache in the test's folder. */
  env(credentials?: Credentials): Record<string, string>;
  /** A user who may do nothing until the bucket's policy says so. */
  addUser(name: string): Promise<Credentials>;
  /** Ends the server as a power cut would. */
  kill(): Promise<void>;
  start(): Promise<void>;
  tearDown(): Promise<void>;
}

/** Once, before a test moves the cache to its own folder. */
let program: Promise<string> | undefined;

const run = promisify(execFile);

/**
 * @param backend further arguments of the server's backend: `--nometa` makes one that keeps no conditions
 */
export async function setUpS3(backend: readonly string[] = []): Promise<S3Stand> {
  program ??= serverProgram();
  const serverPath = await program;
  const folder = await mkdtemp(join(tmpdir(), "importgraph-s3-"));
  const [served, users] = [join(folder, "served"), join(folder, "users")];
  await mkdir(join(served, "bucket"), { recursive: true });
  await mkdir(users);
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const owner = { accessKeyId: "owner", secretAccessKey: "secret-of-owner" };
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    const general = ["--quiet", "--port", `127.0.0.1:${port}`, "--iam-dir", users];
    server = spawn(serverPath, [...general, "posix", ...backend, served], {
      env: { ...process.env, ROOT_ACCESS_KEY: owner.accessKeyId, ROOT_SECRET_KEY: owner.secretAccessKey },
      stdio: "ignore",
    });
    await untilAnswers(endpoint);
  }

  const kill = () => killServer(server);

  await start();
  const client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials: owner });
  return {
    endpoint,
    bucket: "bucket",
    folder,
    objects: join(served, "bucket"),
    owner,
    client,
    env: ({ accessKeyId, secretAccessKey } = owner) => ({
      XDG_CACHE_HOME: join(folder, "cache"),
      AWS_ENDPOINT_URL: endpoint,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: join(folder, "no-config"),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, "no-credentials"),
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    }),
    async addUser(name) {
      const user = { accessKeyId: name, secretAccessKey: `secret-of-${name}` };
      const admin = ["admin", "--access", owner.accessKeyId, "--secret", owner.secretAccessKey];
      const how = ["--access", user.accessKeyId, "--secret", user.secretAccessKey, "--role", "user"];
      await run(serverPath, [...admin, "--endpoint-url", endpoint, "create-user", ...how]);
      return user;
    },
    kill,
    start,
    async tearDown() {
      client.destroy();
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function serverProgram(): Promise<string> {
  const script = spawn(programFile("scripts", "testing", "s3-server"), {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [[path], [code]] = await Promise.all([once(script.stdout, "data"), once(script, "exit")]);
  if (code !== 0) {
    throw new Error("there is no S3 server to test with; scripts/testing/s3-server says why");
  }
  return String(path).trim();
}
