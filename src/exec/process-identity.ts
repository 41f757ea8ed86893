/** Names of running processes that stay true: a process id alone is soon another process. */

import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** `<machine>/<process id>/<when it started>` of this process, without spaces. */
export function processIdentity(): string {
  return `${machineName()}/${process.pid}/${startOf(process.pid)}`;
}

/** Whether a process is known to have ended. One of another machine, or another view of this one's processes, is not. */
export function isProcessGone(identity: string): boolean {
  const [, machine, pid, start] = /^(.*)\/(\d+)\/(\d*)$/.exec(identity) ?? [];
  return machine === machineName() && startOf(Number(pid)) !== start;
}

/** {@link processIdentity} as a part of a file's name: letters, digits and hyphens. */
export function processMark(): string {
  return `${machineMark()}-${process.pid}-${startOf(process.pid)}`;
}

/** Whether the process of a mark is known to have ended, as {@link isProcessGone}. */
export function isMarkedProcessGone(mark: string): boolean {
  const [, machine, pid, start] = /^([0-9a-f]+)-(\d+)-(\d*)$/.exec(mark) ?? [];
  return machine === machineMark() && startOf(Number(pid)) !== start;
}

function machineMark(): string {
  return createHash("sha256").update(machineName()).digest("hex").slice(0, 12);
}

/** The machine with the process namespace: containers with the host's name have process ids of their own. */
function machineName(): string {
  try {
    return `${hostname()}:${/\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? ""}`;
  } catch {
    return hostname();
  }
}

/** When a process started, in the kernel's ticks; empty where the system does not tell; undefined for no process. */
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
