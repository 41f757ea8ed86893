import { homedir } from "node:os";
import { join } from "node:path";

/** A folder of the user's cache. What is there may be removed at any time. */
export function cacheFolder(name: string): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "importgraph", name);
}
