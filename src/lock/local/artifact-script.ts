/** Runs `local_artifact.py`, which looks into local artifacts and builds them, where their code may run. */

import { createReadStream, createWriteStream } from "node:fs";
import { chmod, copyFile, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { tellingLines } from "../../docker/image/build-error.ts";
import { InputError } from "../../errors/input-error.ts";
import { quoted } from "../../errors/quoted.ts";
import { printableLines } from "../../exec/printable.ts";
import { programFile } from "../../files/home.ts";
import type { LockWork } from "../lock-work.ts";
import { type ContainerJob, runInContainer } from "../uv/container-run.ts";

export interface ArtifactInputs {
  /** As a person named it; for messages. */
  path: string;
  /** A folder for the container alone, readable for everybody. */
  inputs: string;
  /** Name of the file or folder in there. */
  name: string;
}

const factsSchema = z.object({
  name: z.string().nullable(),
  version: z.string().nullable(),
  requiresPython: z.string().max(1000).nullable(),
});
const builtSchema = factsSchema.extend({ file: z.string().max(500) });

/** What metadata says; null where it does not, or where only building would tell. Not checked any further. */
export type ArtifactFacts = z.infer<typeof factsSchema>;

const SCRIPT = "local_artifact.py";
const INPUTS = "/inputs";
const MOST_WHEEL_BYTES = 1024 ** 3;
const MOST_HEADER_BYTES = 16 * 1024;

/** What can be known without running code. */
export async function inspectArtifact(
  artifact: ArtifactInputs,
  python: string,
  tools: LockWork,
): Promise<ArtifactFacts> {
  const answer = await runScript("inspect", artifact, python, tools);
  return understood(artifact, () => factsSchema.parse(JSON.parse(answer)));
}

/**
 * Builds a wheel into `wheelPath`, with the file name and the metadata it came with.
 *
 * @throws InputError with the lines that say why it does not build
 */
export async function buildArtifact(
  artifact: ArtifactInputs,
  python: string,
  wheelPath: string,
  tools: LockWork,
): Promise<z.infer<typeof builtSchema>> {
  const answer = `${wheelPath}.answer`;
  const file = await open(answer, "w+");
  try {
    await runScript("build", artifact, python, tools, (chunk) => file.appendFile(chunk));
    const head = Buffer.alloc(MOST_HEADER_BYTES);
    const { bytesRead } = await file.read(head, 0, MOST_HEADER_BYTES, 0);
    const end = head.subarray(0, bytesRead).indexOf("\n");
    const built = understood(artifact, () =>
      builtSchema.parse(JSON.parse(head.toString("utf8", 0, Math.max(end, 0)))),
    );
    await pipeline(createReadStream(answer, { start: end + 1 }), createWriteStream(wheelPath));
    return built;
  } finally {
    await file.close();
    await rm(answer, { force: true });
  }
}

async function runScript(
  command: "inspect" | "build",
  { path, inputs, name }: ArtifactInputs,
  python: string,
  { tools, log, say }: LockWork,
  onStdout?: (chunk: Uint8Array) => Promise<void>,
): Promise<string> {
  await copyFile(programFile("src", "lock", "local", SCRIPT), join(inputs, SCRIPT));
  await chmod(join(inputs, SCRIPT), 0o644);
  const docker = await tools.docker(say);
  const { buildId: image } = await tools.base(python, say);
  const job: ContainerJob = {
    image,
    command: ["/opt/venv/bin/python", "-I", `${INPUTS}/${SCRIPT}`, command, `${INPUTS}/${name}`],
    mounts: [{ source: inputs, target: INPUTS }],
    ...(onStdout && { maxStdoutBytes: MOST_WHEEL_BYTES, onStdout }),
  };
  const outcome = await runInContainer(
    { docker, secrets: await tools.secrets(), log, signal: tools.signal },
    job,
  );
  if ("failure" in outcome) {
    const lines = tellingLines(printableLines(outcome.failure)).map((line) => `    ${line}`);
    const what = command === "inspect" ? "can't be read" : "does not build";
    throw new InputError({ message: [`${quoted(path)} ${what}:`, ...lines].join("\n") });
  }
  return outcome.answer;
}

/** What the script wrote comes from a container that ran code of the artifact. */
function understood<T>({ path }: ArtifactInputs, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new InputError(
      { message: `${quoted(path)}: building it gave something that is not a wheel` },
      { cause: error },
    );
  }
}
