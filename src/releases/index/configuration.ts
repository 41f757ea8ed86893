/** Which package index this machine's own clients (uv, pip) are configured to use, and how that is told to others. */

import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "smol-toml";
import { z } from "zod";
import { InputError } from "../../errors/input-error.ts";
import { type Exec, ProgramNotFoundError } from "../../exec/exec.ts";
import { readPipFiles } from "./pip.ts";

/** What is left out is left to the clients' own defaults. */
export interface IndexConfiguration {
  /** The address of the index that replaces the client's built-in one. */
  defaultIndex?: string;
  /** Further indexes, asked before the default one. */
  extraIndexes: string[];
  /** Pages with links to files. Folders of this machine are left out: a container does not have them. */
  findLinks: string[];
  /** Hosts (`host` or `host:port`) whose certificate is not checked. */
  insecureHosts: string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads, strongest first: UV_* variables, uv's configuration files, PIP_* variables, pip's configuration files. The
 * first that names a default index gives it; the same holds for each other part.
 *
 * @throws InputError for a uv configuration file that can't be read.
 */
export async function readIndexConfiguration(options: {
  exec: Exec;
  env?: Environment;
  signal?: AbortSignal;
}): Promise<IndexConfiguration> {
  const env = options.env ?? process.env;
  const sources = [
    ofUvVariables(env),
    ...(await ofUvFiles(env)),
    ofPipVariables(env),
    ofPipSettings((await askPip(options.exec, options.signal)) ?? (await readPipFiles(env))),
  ];
  const defaultIndex = sources.find((source) => source.defaultIndex !== undefined)?.defaultIndex;
  const firstList = (key: "extraIndexes" | "findLinks" | "insecureHosts") =>
    sources.find((source) => (source[key] ?? []).length > 0)?.[key] ?? [];
  return {
    ...(defaultIndex !== undefined && { defaultIndex }),
    extraIndexes: firstList("extraIndexes").filter(isAddress),
    findLinks: firstList("findLinks").filter(isAddress),
    insecureHosts: firstList("insecureHosts"),
  };
}

/** A `uv.toml` that says the same; with `systemCertificates`, uv trusts the system's bundle and not only its own. */
export function uvConfigText(configuration: IndexConfiguration, systemCertificates: boolean): string {
  const { defaultIndex, extraIndexes, findLinks, insecureHosts } = configuration;
  const index = [
    ...extraIndexes.map((url) => ({ url })),
    ...(defaultIndex === undefined ? [] : [{ url: defaultIndex, default: true }]),
  ];
  return stringify({
    ...(systemCertificates && { "system-certs": true }),
    ...(findLinks.length > 0 && { "find-links": findLinks }),
    ...(insecureHosts.length > 0 && { "allow-insecure-host": insecureHosts }),
    ...(index.length > 0 && { index }),
  });
}

/** A `pip.conf` that says the same. */
export function pipConfigText(configuration: IndexConfiguration): string {
  const { defaultIndex, extraIndexes, findLinks, insecureHosts } = configuration;
  const settings: [string, readonly string[]][] = [
    ["index-url", defaultIndex === undefined ? [] : [defaultIndex]],
    ["extra-index-url", extraIndexes],
    ["find-links", findLinks],
    ["trusted-host", insecureHosts],
  ];
  const lines = settings
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => `${name} = ${values.join("\n    ")}\n`);
  return `[global]\n${lines.join("")}`;
}

function ofUvVariables(env: Environment): Partial<IndexConfiguration> {
  return {
    ...withDefault(env.UV_DEFAULT_INDEX || env.UV_INDEX_URL),
    extraIndexes: [...words(env.UV_INDEX), ...words(env.UV_EXTRA_INDEX_URL)].map(withoutIndexName),
    findLinks: (env.UV_FIND_LINKS ?? "").split(",").filter(Boolean),
    insecureHosts: words(env.UV_INSECURE_HOST),
  };
}

/** uv lets an index be given as `name=address`. */
function withoutIndexName(index: string): string {
  return index.replace(/^[\w.-]+=(?=[a-z]+:)/, "");
}

function withDefault(address: string | undefined): Pick<IndexConfiguration, "defaultIndex"> {
  return address === undefined || address === "" ? {} : { defaultIndex: withoutIndexName(address) };
}

function words(text: string | undefined): string[] {
  return (text ?? "").split(/\s+/).filter(Boolean);
}

function isAddress(text: string): boolean {
  return /^https?:\/\//.test(text);
}

const uvFileSchema = z.object({
  index: z.array(z.object({ url: z.string(), default: z.boolean().optional() })).optional(),
  "index-url": z.string().optional(),
  "extra-index-url": z.array(z.string()).optional(),
  "find-links": z.array(z.string()).optional(),
  "allow-insecure-host": z.array(z.string()).optional(),
});

/** uv's configuration of the user and of the system, in this order, or the one file that UV_CONFIG_FILE names. */
async function ofUvFiles(env: Environment): Promise<Partial<IndexConfiguration>[]> {
  const chosen = env.UV_CONFIG_FILE;
  const paths = chosen
    ? [chosen]
    : [join(env.XDG_CONFIG_HOME || join(homedir(), ".config"), "uv", "uv.toml"), "/etc/uv/uv.toml"];
  const found: Partial<IndexConfiguration>[] = [];
  for (const path of paths) {
    const text = await readFile(path, "utf8").catch(() => undefined);
    if (text !== undefined) {
      found.push(ofUvFile(text, path));
    }
  }
  return found;
}

function ofUvFile(text: string, path: string): Partial<IndexConfiguration> {
  let settings: z.infer<typeof uvFileSchema>;
  try {
    settings = uvFileSchema.parse(parse(text));
  } catch (error) {
    throw new InputError(
      {
        place: { file: path },
        message: "this configuration of uv can't be read",
        fix: "correct or remove it",
      },
      { cause: error },
    );
  }
  const indexes = settings.index ?? [];
  return {
    ...withDefault(indexes.find((index) => index.default === true)?.url ?? settings["index-url"]),
    extraIndexes: [
      ...indexes.filter((index) => index.default !== true).map(({ url }) => url),
      ...(settings["extra-index-url"] ?? []),
    ],
    findLinks: settings["find-links"] ?? [],
    insecureHosts: settings["allow-insecure-host"] ?? [],
  };
}

function ofPipVariables(env: Environment): Partial<IndexConfiguration> {
  return {
    ...withDefault(env.PIP_INDEX_URL),
    extraIndexes: words(env.PIP_EXTRA_INDEX_URL),
    findLinks: words(env.PIP_FIND_LINKS),
    insecureHosts: words(env.PIP_TRUSTED_HOST),
  };
}

function ofPipSettings(settings: ReadonlyMap<string, string>): Partial<IndexConfiguration> {
  const value = (key: string) => settings.get(`install.${key}`) ?? settings.get(`global.${key}`);
  return {
    ...withDefault(value("index-url")),
    extraIndexes: words(value("extra-index-url")),
    findLinks: words(value("find-links")),
    insecureHosts: words(value("trusted-host")),
  };
}

/** pip's settings as `section.key` → value; undefined where there is no pip. */
async function askPip(
  exec: Exec,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string> | undefined> {
  for (const [program, ...args] of [["pip"], ["pip3"], ["python3", "-m", "pip"]] as const) {
    try {
      const { exitCode, stdout } = await exec(program, [...args, "config", "list"], {
        timeoutSeconds: 30,
        ...(signal && { signal }),
      });
      if (exitCode === 0) {
        return parsePipSettings(stdout);
      }
    } catch (error) {
      if (!(error instanceof ProgramNotFoundError)) {
        throw error;
      }
    }
  }
  return undefined;
}

/** The output of `pip config list`: a line `section.key='value'` per setting, with the value as Python writes it. */
export function parsePipSettings(text: string): Map<string, string> {
  const settings = new Map<string, string>();
  for (const [, key, , value] of text.matchAll(/^([^=\n]+)=(['"])(.*)\2$/gm)) {
    settings.set(
      key as string,
      (value as string).replace(/\\(.)/g, (_, escaped) => (escaped === "n" ? "\n" : escaped)),
    );
  }
  return settings;
}
