import { readFile } from "node:fs/promises";
import { programFile } from "../../files/home.ts";

/** Beside a lock that has repacked sources, so that its Dockerfile can be built without this program. */
export const REPACK_SCRIPT = "repack.py";

/** The text of the script that packs source distributions again, wherever they are built. */
export async function repackScript(): Promise<string> {
  return await readFile(programFile("src", "lock", "uv", REPACK_SCRIPT), "utf8");
}
