/** A real registry of images on this machine, for tests. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeExec } from "../../exec/node-exec.ts";
import { freePort, killServer, untilAnswers } from "../../exec/testing/server-stand.ts";
import { programFile } from "../../files/home.ts";

export interface RegistryStand {
  /** What names of its images begin with. */
  host: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  tearDown(): Promise<void>;
}

export async function setUpRegistry(): Promise<RegistryStand> {
  const found = await nodeExec(programFile("scripts", "testing", "workflow-tools"), ["registry"]);
  if (found.exitCode !== 0) {
    throw new Error(`there is no registry to test with: ${found.stderr}`);
  }
  const folder = await mkdtemp(join(tmpdir(), "importgraph-registry-"));
  const host = `127.0.0.1:${await freePort()}`;
  const configuration = join(folder, "config.yml");
  const storage = { filesystem: { rootdirectory: join(folder, "images") } };
  await writeFile(
    configuration,
    // JSON is YAML too.
    JSON.stringify({ version: "0.1", log: { level: "error" }, storage, http: { addr: host } }),
  );
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    server = spawn(found.stdout.trim(), ["serve", configuration], { stdio: "ignore" });
    await untilAnswers(`http://${host}/v2/`);
  }

  const stop = () => killServer(server);

  await start();
  return {
    host,
    stop,
    start,
    async tearDown() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
