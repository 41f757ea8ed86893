/** What pip knows, asked from pip, or read from its files where there is no pip to ask. */

import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { type Exec, ProgramNotFoundError } from "../../exec/exec.ts";

/** Asks this machine's pip for the index it uses where none is configured; undefined where there is no pip. */
export async function askPipForDefaultIndex(exec: Exec, signal?: AbortSignal): Promise<string | undefined> {
  const program = "from pip._internal.models.index import PyPI; print(PyPI.simple_url)";
  const options = { timeoutSeconds: 60, ...(signal && { signal }) };
  const asked = await exec("python3", ["-c", program], options).catch((error: unknown) => {
    if (error instanceof ProgramNotFoundError) {
      return undefined;
    }
    throw error;
  });
  return asked?.exitCode === 0 ? asked.stdout.trim() : undefined;
}

/**
 * Reads pip's configuration files (https://pip.pypa.io/en/stable/topics/configuration/): a later file overrides an
 * earlier one. A bare machine may have the files and no pip.
 *
 * @returns `section.key` → value, lines of a longer value joined with line breaks
 */
export async function readPipFiles(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Map<string, string>> {
  const settings = new Map<string, string>();
  for (const path of pipFilePaths(env)) {
    // Missing, a folder, or not ours to read: pip goes on without it too.
    const text = await readFile(path, "utf8").catch(() => "");
    for (const [key, value] of parseIni(text)) {
      settings.set(key, value);
    }
  }
  return settings;
}

function pipFilePaths(env: Readonly<Record<string, string | undefined>>): string[] {
  const { PIP_CONFIG_FILE, VIRTUAL_ENV, XDG_CONFIG_DIRS, XDG_CONFIG_HOME, HOME = homedir() } = env;
  if (PIP_CONFIG_FILE === "/dev/null") {
    return [];
  }
  const system = (XDG_CONFIG_DIRS || "/etc/xdg").split(":").reverse();
  return [
    ...system.map((folder) => join(folder, "pip", "pip.conf")),
    "/etc/pip.conf",
    join(HOME, ".pip", "pip.conf"),
    join(XDG_CONFIG_HOME || join(HOME, ".config"), "pip", "pip.conf"),
    ...(VIRTUAL_ENV ? [join(VIRTUAL_ENV, "pip.conf")] : []),
    ...(PIP_CONFIG_FILE ? [PIP_CONFIG_FILE] : []),
  ];
}

/** What Python's configparser reads of such a file. */
function parseIni(text: string): Map<string, string> {
  const settings = new Map<string, string>();
  let section = "";
  let key: string | undefined;
  for (const line of text.split(/\r?\n/).filter((content) => !/^\s*([#;]|$)/.test(content))) {
    const [, title] = /^\[(.+)\]/.exec(line) ?? [];
    const [, name, value = ""] = /^(\S[^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    if (title !== undefined) {
      section = title;
      key = undefined;
    } else if (/^\s/.test(line) && key !== undefined) {
      settings.set(key, `${settings.get(key)}\n${line.trim()}`.trim());
    } else if (name !== undefined) {
      key = `${section}.${name.toLowerCase().replaceAll("_", "-").replace(/^--/, "")}`;
      settings.set(key, value);
    }
  }
  return settings;
}
