/** Installs and starts the Docker engine on a machine that is ours to change: root on Debian or Ubuntu. */

import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { InputError } from "../../errors/input-error.ts";
import type { Exec } from "../../exec/exec.ts";
import { printableLines } from "../../exec/printable.ts";
import { installPackages, knownPackages } from "./apt.ts";
import type { Machine } from "./machine.ts";

interface SetupOptions {
  exec: Exec;
  say: (line: string) => void;
  signal?: AbortSignal;
}

const START_SECONDS = 60;
const INSTALL_SECONDS = 15 * 60;

/** @throws InputError when apt-get fails. */
export async function installEngine({ exec, say, signal }: SetupOptions): Promise<void> {
  say(
    "Installing the Docker engine with apt-get (docker.io, iptables): packages are built and explored in it (about 1 min)",
  );
  // Newer releases of Debian and Ubuntu keep the client and BuildKit's in packages of their own.
  const choose = async () => [
    "docker.io",
    "iptables",
    ...(await knownPackages(exec, ["docker-cli", "docker-buildx"])),
  ];
  try {
    await installPackages(exec, choose, { timeoutSeconds: INSTALL_SECONDS, ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    throw new InputError(
      {
        message: `the Docker engine could not be installed: ${error instanceof Error ? error.message : String(error)}`,
        fix: "install Docker by hand (docs.docker.com/engine/install), then run this again",
      },
      { cause: error },
    );
  }
}

/**
 * Starts the engine, by the machine's service manager where there is one, and waits until it answers. It stays when
 * this program ends.
 *
 * @throws InputError with the engine's last lines when it does not come up.
 */
export async function startEngine(
  program: string,
  machine: Machine,
  { exec, say, signal }: SetupOptions,
  answers: () => Promise<boolean>,
): Promise<void> {
  const { hasSystemd, engineLog } = machine;
  const how = hasSystemd ? "systemctl start docker" : `dockerd, which logs to ${engineLog}`;
  say(`Starting the Docker engine (${how}); it keeps running afterwards`);
  if (hasSystemd) {
    await exec("systemctl", ["start", "docker"], {
      timeoutSeconds: START_SECONDS,
      ...(signal && { signal }),
    });
  } else {
    // A session of its own, so that neither our end nor a closing terminal takes the engine along.
    await exec("sh", ["-c", 'setsid "$0" >>"$1" 2>&1 </dev/null &', program, engineLog]);
  }
  const deadline = Date.now() + START_SECONDS * 1000;
  while (!(await answers())) {
    signal?.throwIfAborted();
    if (Date.now() > deadline) {
      const log = hasSystemd ? "" : await readFile(engineLog, "utf8").catch(() => "");
      throw new InputError({
        message: `the Docker engine did not answer within ${START_SECONDS} s\n${printableLines(log).slice(-5).join("\n")}`,
        fix: hasSystemd ? "see `journalctl -u docker`" : `see ${engineLog}`,
      });
    }
    await sleep(250, undefined, signal === undefined ? {} : { signal });
  }
}
