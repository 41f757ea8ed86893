import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** The version of the program in a folder. */
export function programVersion(home: string): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(home, "package.json"), "utf8")))
    .version;
}

/** What a report of a defect should begin with: which importgraph this is, and which Node runs it. */
export function versionText(home: string): string {
  const commit = commitOf(home);
  return `importgraph ${programVersion(home)}${commit === undefined ? "" : ` (${commit})`}, Node ${process.version}`;
}

/** The commit of the program's own folder, where that is a working tree of Git of its own. */
function commitOf(home: string): string | undefined {
  if (!existsSync(join(home, ".git"))) {
    return undefined;
  }
  try {
    return execFileSync("git", ["-C", home, "rev-parse", "--verify", "HEAD"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return undefined;
  }
}
