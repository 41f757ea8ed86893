import type { OutputLog } from "../../exec/output-log.ts";
import { printableLines } from "../../exec/printable.ts";
import type { Docker } from "../engine/docker.ts";
import { imageId } from "../image/images.ts";

export interface PullOptions {
  log: OutputLog;
  /** Gets a line before each step that takes long. */
  say: (line: string) => void;
  signal?: AbortSignal;
}

const FIRST_ANSWER_SECONDS = 20;
const PULL_SECONDS = 15 * 60;

/**
 * Pulls an image that the engine does not have.
 *
 * @returns why that failed; undefined when the image is there
 */
export async function pullImage(
  docker: Docker,
  image: string,
  { log, signal, say }: PullOptions,
): Promise<string | undefined> {
  if ((await imageId(docker, image, signal ? { signal } : {})) !== undefined) {
    return undefined;
  }
  say(`Pulling ${image}`);
  return await pullWithin(docker, image, log, signal);
}

/**
 * A registry that is cut off by a firewall is given up after some seconds of silence; the engine itself would try for
 * minutes. Once it has answered, the pull may take long.
 */
async function pullWithin(
  docker: Docker,
  image: string,
  log: OutputLog,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), FIRST_ANSWER_SECONDS * 1000);
  try {
    const { exitCode, stderr, timedOut } = await docker.run(["pull", image], {
      signal: signal === undefined ? silence.signal : AbortSignal.any([signal, silence.signal]),
      timeoutSeconds: PULL_SECONDS,
      onOutput: (chunk, stream) => {
        if (stream === "stdout") {
          clearTimeout(timer);
        }
        return log.write(chunk);
      },
    });
    if (exitCode === 0) {
      return undefined;
    }
    return timedOut
      ? "it took too long"
      : (printableLines(stderr)
          .at(-1)
          ?.replace(/^Error response from daemon: /, "") ?? "docker pull failed");
  } catch (error) {
    signal?.throwIfAborted();
    if (silence.signal.aborted) {
      return `no registry answered within ${FIRST_ANSWER_SECONDS} s`;
    }
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
