import { normalizeName } from "../../releases/project-name.ts";
import { logLines } from "./log-lines.ts";

const FAILED = /Failed to (?:download and )?build `([A-Za-z0-9][A-Za-z0-9._-]{0,127})(?:==|`)/;
const WHAT = /what ([A-Za-z0-9][A-Za-z0-9._-]{0,127}) is built with can't be installed, or does not start/;
const MOST = 10;

/** The distributions that a log says could not be built, normalised, in its order: keys to ask Debian with. */
export async function failedBuilds(path: string): Promise<string[]> {
  const names = new Set<string>();
  for await (const line of logLines(path)) {
    const name = (FAILED.exec(line) ?? WHAT.exec(line))?.[1];
    if (name !== undefined && names.size < MOST) {
      names.add(normalizeName(name));
    }
  }
  return [...names];
}
