/** Runs the readers of this folder, which look into what is not trusted, in a container. */

import type { z } from "zod";
import type { BaseImage } from "../../../docker/base/base-image.ts";
import { runSandbox } from "../../../docker/sandbox/sandbox.ts";
import { InputError } from "../../../errors/input-error.ts";
import { printableLines } from "../../../exec/printable.ts";
import { programFile } from "../../../files/home.ts";
import { type ContainerTools, runInContainer } from "../../../lock/uv/container-run.ts";

/** What is needed to look into files of an index. */
export interface ReaderTools extends ContainerTools {
  base: Pick<BaseImage, "buildId" | "python">;
}

const PYTHON = "/opt/venv/bin/python";
const FOLDER = "/lookups";
const LIMITS = { memoryBytes: 2 * 1024 ** 3, pids: 16, timeoutSeconds: 300, maxStdoutBytes: 64 * 1024 ** 2 };

/** What stands behind the reader's name: `main` of the module. */
function command(reader: string): [string, ...string[]] {
  const code = `import sys; sys.path.insert(0, "${FOLDER}"); import readers.${reader} as reader; reader.main()`;
  return [PYTHON, "-I", "-S", "-c", code];
}

function mounts(withNetwork: boolean): { source: string; target: string }[] {
  const script = "sdist_requirements.py";
  return [
    { source: programFile("src", "repair", "lookups", "readers"), target: `${FOLDER}/readers` },
    // It knows how files of a private index are asked for.
    ...(withNetwork
      ? [{ source: programFile("src", "lock", "uv", script), target: `${FOLDER}/${script}` }]
      : []),
  ];
}

/**
 * Runs a reader of files of an index, with the network and nothing else.
 *
 * @throws InputError where it fails or answers something else than `schema` takes
 */
export async function readFromIndex<T>(
  reader: string,
  job: unknown,
  schema: z.ZodType<T>,
  tools: ReaderTools,
): Promise<T> {
  const outcome = await runInContainer(tools, {
    image: tools.base.buildId,
    command: command(reader),
    mounts: mounts(true),
    stdin: JSON.stringify(job),
  });
  if ("failure" in outcome) {
    throw failed(reader, printableLines(outcome.failure).at(-1) ?? "it said nothing", tools);
  }
  return understood(reader, outcome.answer, schema, tools);
}

/**
 * Runs a reader of what is installed in an image, in the sandbox.
 *
 * @throws InputError where it fails or answers something else than `schema` takes
 */
export async function readFromImage<T>(
  reader: string,
  job: unknown,
  schema: z.ZodType<T>,
  tools: Omit<ContainerTools, "secrets"> & { image: string },
): Promise<T> {
  const { docker, image, log, signal } = tools;
  const chunks: Uint8Array[] = [];
  const { exitCode, timedOut } = await runSandbox(docker, {
    ...LIMITS,
    image,
    command: command(reader),
    mounts: mounts(false),
    stdin: JSON.stringify(job),
    onStdout: (chunk) => void chunks.push(chunk),
    log,
    ...(signal && { signal }),
  });
  if (exitCode !== 0) {
    throw failed(
      reader,
      timedOut ? `it took longer than ${LIMITS.timeoutSeconds} s` : (log.tail(1)[0] ?? ""),
      tools,
    );
  }
  return understood(reader, Buffer.concat(chunks).toString("utf8"), schema, tools);
}

function understood<T>(
  reader: string,
  answer: string,
  schema: z.ZodType<T>,
  tools: { log: { path: string } },
): T {
  try {
    return schema.parse(JSON.parse(answer));
  } catch (error) {
    throw failed(reader, "it gave no answer that is understood", tools, error);
  }
}

function failed(
  reader: string,
  why: string,
  { log }: { log: { path: string } },
  cause?: unknown,
): InputError {
  const message = `what is not trusted could not be looked into (${reader}): ${why}`;
  return new InputError({ message, fix: `see ${log.path}` }, { cause });
}
