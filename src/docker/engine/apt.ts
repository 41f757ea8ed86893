/** Installing Debian packages on this machine. */

import type { Exec, ExecOptions } from "../../exec/exec.ts";
import { printableLines } from "../../exec/printable.ts";
import type { Machine } from "./machine.ts";

/** Whether this process may install packages and the machine has the tools of Debian for it. */
export async function canInstallPackages(exec: Exec, machine: Machine): Promise<boolean> {
  if (machine.platform !== "linux" || !machine.isRoot) {
    return false;
  }
  return exec("apt-get", ["--version"]).then(
    ({ exitCode }) => exitCode === 0,
    () => false,
  );
}

/** Those of `names` that the machine's package lists know. */
export async function knownPackages(exec: Exec, names: readonly string[]): Promise<string[]> {
  const { stdout } = await exec("apt-cache", ["policy", ...names]);
  const candidates = stdout.matchAll(/^(\S+):\n {2}Installed: .*\n {2}Candidate: (.*)$/gm);
  const known = new Set(
    [...candidates].filter(([, , candidate]) => candidate !== "(none)").map(([, name]) => name),
  );
  return names.filter((name) => known.has(name));
}

/**
 * Installs packages; `choose` picks them once the lists are fresh.
 *
 * @throws Error with apt-get's last lines.
 */
export async function installPackages(
  exec: Exec,
  choose: readonly string[] | (() => Promise<string[]>),
  options: ExecOptions = {},
): Promise<void> {
  const aptOptions = {
    ...options,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } as Record<string, string>,
  };
  const apt = async (...args: string[]) => {
    // Another installation that is under way is waited for.
    const result = await exec("apt-get", ["-o", "DPkg::Lock::Timeout=300", "-qq", ...args], aptOptions);
    return { ok: result.exitCode === 0, why: printableLines(result.stderr).slice(-5).join("\n") };
  };
  // Lists of some other source that can't be refreshed don't matter if the packages are found all the same.
  const update = await apt("update");
  const names = typeof choose === "function" ? await choose() : choose;
  const install = await apt("install", "--yes", "--no-install-recommends", ...names);
  if (!install.ok) {
    throw new Error(
      `apt-get could not install ${names.join(", ")}:\n${[update.why, install.why].filter(Boolean).join("\n")}`,
    );
  }
}
