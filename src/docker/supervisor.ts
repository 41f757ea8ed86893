/**
 * Which process a container belongs to, so that nothing of ours stays behind: a watchdog removes the containers of a
 * process that was killed, and {@link removeLeftovers} those of earlier ones that even their watchdog did not survive.
 */

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { type Docker, dockerOutput } from "./docker.ts";

/** Every container has this label: `<host>/<process id>/<when that process started>`. */
export const SUPERVISOR_LABEL = "importgraph.supervisor";

/** The label's value for this process. */
export function supervisorId(): string {
  return `${hostname()}/${process.pid}/${startOf(process.pid)}`;
}

/** Removes the containers of supervisors of this machine that are no more; the result counts them. */
export async function removeLeftovers(docker: Docker): Promise<number> {
  const format = `{{.ID}}\t{{.Label "${SUPERVISOR_LABEL}"}}`;
  const list = await dockerOutput(docker, [
    "ps",
    "--all",
    "--filter",
    `label=${SUPERVISOR_LABEL}`,
    "--format",
    format,
  ]);
  const orphans = list
    .split("\n")
    .map((line) => line.split("\t"))
    .filter(([id, supervisor]) => id && supervisor && isGone(supervisor))
    .map(([id]) => id as string);
  if (orphans.length > 0) {
    // Others may be removing the same ones right now.
    await docker.run(["rm", "--force", "--volumes", ...orphans]);
  }
  return orphans.length;
}

function isGone(supervisor: string): boolean {
  const [, host, pid, start] = /^(.*)\/(\d+)\/(\d*)$/.exec(supervisor) ?? [];
  return host === hostname() && startOf(Number(pid)) !== start;
}

/** When a process started, in the kernel's ticks; empty where the system does not tell; nothing for no process. */
function startOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") {
      return undefined;
    }
  }
  try {
    // Field 22 of proc_pid_stat(5); the second, the program's name in brackets, may hold spaces and brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return "";
  }
}

let watchdogRuns = false;

/**
 * Starts the watchdog of this process, once: a shell that waits for the end of its input, which comes when this
 * process ends in whatever way, and then removes what containers it left.
 */
export function startWatchdog(docker: Docker): void {
  if (watchdogRuns) {
    return;
  }
  watchdogRuns = true;
  const script = `
    trap '' HUP INT TERM
    read -r _
    for try in 1 2 3; do
      "$0" ps --all --quiet --filter "label=$1" | while read -r id; do "$0" rm --force --volumes "$id"; done
      sleep 1
    done`;
  const watchdog = spawn("sh", ["-c", script, docker.program, `${SUPERVISOR_LABEL}=${supervisorId()}`], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  watchdog.once("error", () => {
    // Without it, leftovers are found by the next run.
  });
  watchdog.unref();
  (watchdog.stdin as unknown as { unref(): void }).unref();
}
