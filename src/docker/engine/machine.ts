/** What finding and bringing Docker depends on of the machine, in one value so that other machines can be tried. */

import { accessSync, constants, existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

export interface Machine {
  platform: NodeJS.Platform;
  isRoot: boolean;
  hasSystemd: boolean;
  /** Where programs are looked for: PATH, then places that are not always on it. */
  programFolders: readonly string[];
  /** The engine that the person's environment asks for (DOCKER_HOST, DOCKER_CONTEXT): not ours to start or replace. */
  chosenEngine: string | undefined;
  engineLog: string;
}

export function thisMachine(): Machine {
  const { PATH = "", DOCKER_HOST, DOCKER_CONTEXT } = process.env;
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    hasSystemd: existsSync("/run/systemd/system"),
    programFolders: [
      ...PATH.split(delimiter).filter((folder) => folder !== ""),
      "/usr/bin",
      "/usr/sbin",
      "/usr/local/bin",
      "/opt/homebrew/bin",
      join(homedir(), ".docker", "bin"),
      "/Applications/Docker.app/Contents/Resources/bin",
    ],
    chosenEngine: [DOCKER_HOST, DOCKER_CONTEXT].find((value) => value !== undefined && value !== ""),
    engineLog: "/var/log/importgraph-dockerd.log",
  };
}

/** The paths at which a program is installed, best first. */
export function findPrograms(machine: Machine, name: string): string[] {
  const paths = machine.programFolders.map((folder) => join(folder, name));
  return [...new Set(paths)].filter((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
