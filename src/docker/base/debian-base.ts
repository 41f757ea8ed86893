/** Makes an image with a Python from Debian's packages, for machines where no image registry answers. */

import { chmod } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InputError } from "../../errors/input-error.ts";
import { type Exec, ProgramNotFoundError } from "../../exec/exec.ts";
import type { OutputLog } from "../../exec/output-log.ts";
import { temporaryFolder } from "../../exec/temporary-folder.ts";
import { installPackages } from "../engine/apt.ts";
import { type Docker, dockerOutput, PLATFORM } from "../engine/docker.ts";

export interface DebianBaseOptions {
  exec: Exec;
  /** `3.13`, to be found in `suite`. */
  python: string;
  /** A Debian suite: `trixie`. */
  suite: string;
  /** The image that is made. */
  tag: string;
  labels: Readonly<Record<string, string>>;
  say: (line: string) => void;
  log: OutputLog;
  signal?: AbortSignal;
}

const TIMEOUT_SECONDS = 30 * 60;
const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * The arguments of mmdebstrap for a suite and Python; part of the inputs of a base.
 *
 * The packages together hold the whole standard library, as the official images do: Debian keeps parts of it apart.
 */
export function debianBootstrapArguments(suite: string, python: string): string[] {
  const minor = Number(python.split(".")[1]);
  const packages = [
    `python${python}`,
    // ensurepip and, because of it, venv.
    `python${python}-venv`,
    "python3-gdbm",
    // Left the standard library with 3.12 (PEP 632).
    ...(minor < 12 ? ["python3-distutils", "python3-lib2to3"] : []),
    "ca-certificates",
  ];
  return [
    "--variant=minbase",
    "--mode=root",
    `--architectures=${PLATFORM.split("/")[1]}`,
    "--dpkgopt=force-unsafe-io",
    '--aptopt=Acquire::Languages "none"',
    // The lists of a suite that is never released carry an expiry date, which a mirror may lag behind.
    ...(["sid", "testing", "unstable"].includes(suite)
      ? ['--aptopt=Acquire::Check-Valid-Until "false"']
      : []),
    `--include=${packages.join(",")}`,
    // These describe the building machine; Docker supplies its own.
    '--customize-hook=rm -f "$1/etc/hostname" "$1/etc/hosts" "$1/etc/resolv.conf"',
    suite,
  ];
}

/**
 * Makes the image with mmdebstrap, which is installed first where it is missing.
 *
 * @throws InputError when mmdebstrap can't be had or used here, or when the suite could not be fetched.
 */
export async function makeDebianBase(docker: Docker, options: DebianBaseOptions): Promise<void> {
  const { exec, python, suite, tag, labels, log, signal } = options;
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    throw new InputError({
      message: `making a base for Python ${python} from Debian's packages needs root on Linux`,
      fix: "run this where the official Python images can be pulled, or as root on Debian or Ubuntu",
    });
  }
  await ensureMmdebstrap(options);
  const folder = await temporaryFolder();
  try {
    // apt-get fetches as a user of its own, who must be able to enter.
    await Promise.all([chmod(folder.path, 0o755), chmod(dirname(folder.path), 0o755)]);
    const archive = join(folder.path, "root.tar");
    const bootstrap = ["mmdebstrap", ...debianBootstrapArguments(suite, python), archive];
    // In namespaces of its own, which end with it: what mmdebstrap has mounted and started is gone even when it is killed,
    // and removing its folder can never reach a mount of this machine.
    const made = await exec("unshare", ["--mount", "--pid", "--fork", "--kill-child", ...bootstrap], {
      env: { ...process.env, TMPDIR: folder.path } as Record<string, string>,
      timeoutSeconds: TIMEOUT_SECONDS,
      onOutput: (chunk) => log.write(chunk),
      ...(signal !== undefined && { signal }),
    });
    if (made.exitCode !== 0) {
      throw new InputError({
        message: `Debian's suite ${suite} could not be fetched for a base with Python ${python}:\n${log.tail(8).join("\n")}`,
        fix: `mend what that names; the whole output is in ${log.path}`,
      });
    }
    const changes = [
      `ENV PATH=${DEFAULT_PATH}`,
      ...Object.entries(labels).map(([name, value]) => `LABEL ${name}=${JSON.stringify(value)}`),
      'CMD ["bash"]',
    ];
    await dockerOutput(
      docker,
      ["import", ...changes.flatMap((change) => ["--change", change]), archive, tag],
      {
        timeoutSeconds: TIMEOUT_SECONDS,
        ...(signal !== undefined && { signal }),
      },
    );
  } finally {
    await folder.remove();
  }
}

async function ensureMmdebstrap({ exec, say, log, signal }: DebianBaseOptions): Promise<void> {
  const options = {
    timeoutSeconds: TIMEOUT_SECONDS,
    onOutput: (chunk: Uint8Array) => log.write(chunk),
    ...(signal !== undefined && { signal }),
  };
  try {
    await exec("mmdebstrap", ["--version"], options);
    return;
  } catch (error) {
    if (!(error instanceof ProgramNotFoundError)) {
      throw error;
    }
  }
  say("Installing mmdebstrap with apt-get: it makes the base image from Debian's packages (about 20 s)");
  try {
    await installPackages(exec, ["mmdebstrap"], options);
  } catch (error) {
    throw new InputError(
      {
        message:
          "the program mmdebstrap, which makes base images from Debian's packages, could not be installed",
        fix: "install the package mmdebstrap (Debian, Ubuntu), or allow this machine to pull the official Python images",
      },
      { cause: error },
    );
  }
}
