/** A real registry of images on this machine, for tests. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../exec/free-port-stand.ts";
import { nodeExec } from "../exec/node-exec.ts";
import { programFile } from "../home.ts";

export interface RegistryStand {
  /** What names of its images begin with. */
  host: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  tearDown(): Promise<void>;
}

export async function setUpRegistry(): Promise<RegistryStand> {
  const found = await nodeExec(programFile("scripts", "test-workflow-tools"), ["registry"]);
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
    for (let tries = 0; tries < 200; tries += 1) {
      if ((await fetch(`http://${host}/v2/`).catch(() => undefined))?.ok) {
        return;
      }
      await sleep(50);
    }
    throw new Error(`the registry at ${host} does not answer`);
  }

  async function stop(): Promise<void> {
    if (server !== undefined && server.exitCode === null && server.signalCode === null) {
      const exit = once(server, "exit");
      server.kill("SIGKILL");
      await exit;
    }
  }

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
