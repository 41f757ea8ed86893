/** What the end-to-end tests of this room share: the real engine, a base image, a folder that is removed. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeExec } from "../../exec/node-exec.ts";
import { type OutputLog, openOutputLog } from "../../exec/output-log.ts";
import { programHome } from "../../files/home.ts";
import { type BaseImage, ensureBaseImage } from "../base/base-image.ts";
import { readPythons } from "../base/pythons.ts";
import type { Docker } from "../engine/docker.ts";
import { ensureDocker } from "../engine/ensure-docker.ts";
import { type MachineSecrets, machineSecrets } from "../engine/machine-secrets.ts";

export interface Stand {
  docker: Docker;
  base: BaseImage;
  secrets: MachineSecrets;
  folder: string;
  log: OutputLog;
  tearDown(): Promise<void>;
}

export async function setUpStand(python = "3.13"): Promise<Stand> {
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  const docker = await ensureDocker({ exec: nodeExec, say });
  const secrets = await machineSecrets({ exec: nodeExec });
  const folder = await mkdtemp(join(tmpdir(), "importgraph-e2e-"));
  const log = openOutputLog(join(folder, "out.log"));
  const row = (await readPythons(programHome)).find((candidate) => candidate.python === python);
  if (row === undefined) {
    throw new Error(`there is no base for Python ${python}`);
  }
  const base = await ensureBaseImage(docker, programHome, row, { exec: nodeExec, secrets, log, say });
  const tearDown = async () => {
    await log.close();
    await secrets.dispose();
    await rm(folder, { recursive: true, force: true });
  };
  return { docker, base, secrets, folder, log, tearDown };
}
