/** What other tools tell of a pair of releases: griffe, which reads, and AexPy, which imports. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import type { Claim } from "../../src/diff/witness/claims.ts";
import { cacheFolder } from "../../src/files/cache-folder.ts";
import type { Shard } from "../../src/shard/shard.ts";
import { secondsOf } from "../graph/timing.ts";

/** What has been installed and explored is kept here. */
export const DIFF_FOLDER = cacheFolder("diff");

/** Something that a tool tells of a name. */
export interface Told {
  /** As the tool calls it. */
  kind: string;
  name: string;
  /** A parameter, a base. */
  part?: string;
  /** Whether the whole of it is said to be gone, with what is in it. */
  isWhole: boolean;
  /** Whether the tool calls it breaking, not only something to look at. */
  isBreaking: boolean;
  /** What there is to be tried of it, or how it follows from the old release. */
  tries?: Claim | Tries;
}

/** That it can be named, that a call names the part, that one gives it by position, that one gives what has to be given, that it is one of another. */
export type Tries = "name" | "named" | "placed" | "call" | "base";

/** What a tool has told, and how long it took, without installing anything. */
export interface Answer {
  told: Told[];
  seconds: number;
}

const run = promisify(execFile);
const OPTIONS = { maxBuffer: 1024 ** 3 };
const PIP = ["-m", "pip", "--quiet", "--disable-pip-version-check"];

/** The folder that has a release, without what it requires. */
async function installedSite(shard: Shard): Promise<string> {
  const { distribution, python } = shard.header;
  const folder = join(DIFF_FOLDER, "sites", `${distribution.name}@${distribution.version}`);
  if (!existsSync(folder)) {
    const wanted = `${distribution.name}==${distribution.version}`;
    const only = ["--no-deps", "--only-binary=:all:", "--python-version", python];
    await run("python3", [...PIP, "install", ...only, "--target", folder, wanted]).catch(async (error) => {
      await rm(folder, { recursive: true, force: true });
      throw error;
    });
  }
  return folder;
}

/** The names that a file of a release lists as expired. */
export async function expiredNames(shard: Shard, file: string): Promise<string[]> {
  const path = join(await installedSite(shard), file);
  const script = join(import.meta.dirname, "expired_names.py");
  const { stdout } = await run("python3", [script, path, shard.header.distribution.name]);
  return z.array(z.string()).parse(JSON.parse(stdout));
}

/** The Python of a tool's own environment, which is made where it is not there. */
async function toolPython(tool: string, python: string): Promise<string> {
  const folder = join(DIFF_FOLDER, "tools", tool);
  const own = join(folder, "bin", "python");
  if (!existsSync(own)) {
    await run(python, ["-m", "venv", folder]);
    await run(own, [...PIP, "install", tool]).catch(async (error) => {
      await rm(folder, { recursive: true, force: true });
      throw error;
    });
  }
  return own;
}

const griffeLine = z.union([
  z.strictObject({ seconds: z.number() }),
  z.strictObject({ kind: z.string(), name: z.string(), part: z.string().nullable() }),
]);

const GRIFFE_TRIES: Readonly<Record<string, Tries>> = {
  "Public object was removed": "name",
  "Parameter was removed": "named",
  "Positional parameter was moved": "placed",
  "Parameter is now required": "call",
  "Parameter was added as required": "call",
};

/** All that griffe finds it calls breaking. */
export async function griffeAnswer(old: Shard, now: Shard): Promise<Answer> {
  const python = await toolPython("griffe", "python3");
  const sites = [await installedSite(old), await installedSite(now)];
  const packages = old.header.importNames.filter((name) => now.header.importNames.includes(name));
  const script = join(import.meta.dirname, "griffe_told.py");
  const { stdout } = await run(python, [script, ...sites, ...packages], OPTIONS);
  const lines = stdout.trim().split("\n");
  const answer: Answer = { told: [], seconds: 0 };
  for (const line of lines.map((text) => griffeLine.parse(JSON.parse(text)))) {
    if ("seconds" in line) {
      answer.seconds = line.seconds;
    } else {
      const { kind, name, part } = line;
      const tries = GRIFFE_TRIES[kind];
      answer.told.push({
        ...{ kind, name: withoutInit(name), isWhole: tries === "name", isBreaking: true },
        ...(part !== null && { part }),
        ...(tries !== undefined && { tries }),
      });
    }
  }
  return answer;
}

const aexpyChanges = z.object({
  entries: z.record(
    z.string(),
    z.object({
      ...{ kind: z.string(), rank: z.number(), data: z.record(z.string(), z.unknown()) },
      ...{ old: entrySchema(), new: entrySchema() },
    }),
  ),
});

function entrySchema() {
  return z.object({ id: z.string() }).nullable();
}

/** From this rank on AexPy calls something breaking; below it are warnings, and what others need not know. */
const HIGH_RANK = 100;

/**
 * What AexPy tells. It imports the releases in its own environment, one after the other, so that what it needs itself
 * can't be compared by it.
 *
 * @param python a program, 3.12 or newer
 */
export async function aexpyAnswer(old: Shard, now: Shard, python: string): Promise<Answer> {
  const own = await toolPython("aexpy", python);
  const folder = join(DIFF_FOLDER, "aexpy", `${old.header.distribution.name}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const aexpy = (...args: string[]) => run(own, ["-m", "aexpy", ...args], { ...OPTIONS, cwd: folder });
  let seconds = 0;
  const apis: string[] = [];
  for (const { header } of [old, now]) {
    const { name, version } = header.distribution;
    const wanted = header.requirements.map((one) => `${one.name}==${one.version}`);
    const wheels = join(folder, version);
    await run(own, [...PIP, "install", "--no-deps", `${name}==${version}`, ...wanted]);
    await run(own, [
      ...PIP,
      ...["download", "--no-deps", "--only-binary=:all:", "--dest", wheels, `${name}==${version}`],
    ]);
    const [wheel = ""] = await readdir(wheels);
    const [distribution, api] = [`${version}.distribution.json`, `${version}.json`];
    await aexpy("preprocess", "--wheel", join(wheels, wheel), distribution);
    seconds += await secondsOf(() => aexpy("extract", "--json", "--no-temp", distribution, api));
    apis.push(api);
  }
  seconds += await secondsOf(() => aexpy("diff", ...apis, "difference.json"));
  const text = await readFile(join(folder, "difference.json"), "utf8");
  const { entries } = aexpyChanges.parse(JSON.parse(text));
  const told = Object.values(entries).flatMap(({ kind, rank, data, ...sides }) => {
    const id = sides.old?.id ?? sides.new?.id;
    return id === undefined || rank <= 0 ? [] : [aexpyTold(kind, id, data, rank >= HIGH_RANK)];
  });
  return { told, seconds };
}

function aexpyTold(kind: string, id: string, data: Record<string, unknown>, isBreaking: boolean): Told {
  const isAlias = /^Remove(?:External)?Alias$/.test(kind);
  const isWhole = isAlias || /^Remove(?:Module|Class|Function|Method|Attribute|Property)$/.test(kind);
  const named = [data.old, data.new, data.name].find((one) => typeof one === "string" && one !== "");
  const part = typeof named === "string" && !isWhole ? named : undefined;
  const tries = isWhole ? "name" : aexpyTries(kind);
  return {
    ...{ kind, name: isAlias ? `${id}.${data.name}` : withoutInit(id), isWhole, isBreaking },
    ...(part !== undefined && { part }),
    ...(tries !== undefined && { tries }),
  };
}

function aexpyTries(kind: string): Tries | undefined {
  if (/^Remove\w*Parameter$/.test(kind)) {
    return "named";
  }
  return kind === "AddRequiredParameter" ? "call" : kind === "RemoveBaseClass" ? "base" : undefined;
}

function withoutInit(name: string): string {
  return name.replace(/\.__init__$/, "");
}
