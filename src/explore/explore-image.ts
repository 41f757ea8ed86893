import type { Docker } from "../docker/engine/docker.ts";
import { runSandbox } from "../docker/sandbox/sandbox.ts";
import type { OutputLog } from "../exec/output-log.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { askedRelease } from "../pkginfo/standard-library.ts";
import type { Preparation } from "../setups/preparation.ts";
import { type Exploration, type ExplorationProgress, explore } from "./exploration.ts";
import type { Sandbox } from "./session/session.ts";

export interface ExploreImageOptions {
  docker: Docker;
  /** The package's image: its id, as a tag may lead elsewhere between two sessions. */
  image: string;
  /** The folder that holds the Python package `importgraph_explorer`; mounted read-only. */
  explorerDirectory: string;
  pkginfo: Pkginfo;
  /** What happens before the modules are imported. */
  preparation: Preparation;
  /** The Python of the image, such as `3.13`. */
  python: string;
  /** Gets what the package prints, and what goes wrong in the explorer. */
  log: OutputLog;
  /** For each stage of each module. Default 60. */
  stepTimeoutSeconds?: number;
  signal?: AbortSignal;
  onProgress?: (progress: ExplorationProgress) => void;
}

/** What a package may use where its pkginfo does not say otherwise. */
export const DEFAULT_EXPLORE_LIMITS = { timeoutSeconds: 900, memoryBytes: 2 * 1024 ** 3, pids: 256 } as const;
/** What packages may print in one session. */
const MAX_PRINTED_BYTES = 16 * 1024 ** 2;

/**
 * Explores the distribution that an image was built for, in the sandbox.
 *
 * @throws InputError as {@link explore} does; the signal's reason when aborted
 */
export async function exploreImage(options: ExploreImageOptions): Promise<Exploration> {
  const { docker, image, explorerDirectory, pkginfo, preparation, python, log, signal, onProgress } = options;
  const { timeoutSeconds, memoryBytes, pids } = DEFAULT_EXPLORE_LIMITS;
  const version = askedRelease(pkginfo);
  const removals: Promise<void>[] = [];
  const sandbox: Sandbox = (run) =>
    runSandbox(docker, {
      ...run,
      image,
      command: ["/opt/venv/bin/python", "-I", "-S", "/explorer/importgraph_explorer", "session"],
      mounts: [{ source: explorerDirectory, target: "/explorer" }],
      env: preparation.env,
      memoryBytes: pkginfo.memoryBytes ?? memoryBytes,
      pids,
      maxStderrBytes: MAX_PRINTED_BYTES,
      lendsStdout: true,
      // What a session has sent can be used meanwhile.
      onRemoval: (removing) => {
        removing.catch(() => {});
        removals.push(removing);
      },
    });
  return await explore(sandbox, {
    target: {
      distribution: pkginfo.normalizedName,
      importNames: pkginfo.imports,
      skip: pkginfo.skip,
      setups: preparation.setups,
    },
    // Of the standard library only the image says which release it is.
    expected: { python, ...(version !== undefined && { version }) },
    log,
    timeoutSeconds: pkginfo.timeoutSeconds ?? timeoutSeconds,
    ...(options.stepTimeoutSeconds !== undefined && { stepTimeoutSeconds: options.stepTimeoutSeconds }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  }).finally(() => Promise.all(removals));
}
