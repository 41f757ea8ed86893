import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse as parseToml } from "smol-toml";
import { z } from "zod";
import { type Exec, ProgramNotFoundError } from "../exec/exec.ts";
import { InputError } from "../input-error.ts";

/** What this machine's pip and uv are told about where packages come from. */
export interface ClientConfig {
  /** Address of the index's simple API as configured, possibly with credentials; left out for the clients' default. */
  indexUrl?: string;
  /** Path of a PEM file with the certificates to trust. */
  caBundle?: string;
}

const CA_VARIABLES = ["SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"];

/**
 * Reads how uv and pip are configured: environment variables, then uv.toml, then pip's files. The files are read
 * here, without pip: a bare machine may have them but no pip to ask.
 *
 * @throws InputError for a uv.toml that is none
 */
export async function readClientConfig(env: NodeJS.ProcessEnv): Promise<ClientConfig> {
  const named = (variables: readonly string[]) => variables.map((name) => env[name]).find((value) => value);
  const pip = await readPipConfig(env);
  const indexUrl =
    named(["UV_DEFAULT_INDEX", "UV_INDEX_URL"]) ??
    (await readUvIndex(env)) ??
    named(["PIP_INDEX_URL"]) ??
    pip.get("index-url");
  const caBundle = named(CA_VARIABLES) ?? pip.get("cert");
  return { ...(indexUrl === undefined ? {} : { indexUrl }), ...(caBundle === undefined ? {} : { caBundle }) };
}

/** Asks this machine's pip for the address it uses where none is configured; undefined where there is no pip. */
export async function askPipForDefaultIndex(exec: Exec, signal?: AbortSignal): Promise<string | undefined> {
  const program = "from pip._internal.models.index import PyPI; print(PyPI.simple_url)";
  const options = { timeoutSeconds: 60, ...(signal === undefined ? {} : { signal }) };
  const asked = await exec("python3", ["-c", program], options).catch((error: unknown) => {
    if (error instanceof ProgramNotFoundError) {
      return undefined;
    }
    throw error;
  });
  return asked?.exitCode === 0 ? asked.stdout.trim() : undefined;
}

const uvConfig = z.object({
  "index-url": z.string().optional(),
  index: z.array(z.object({ url: z.string(), default: z.boolean().optional() })).optional(),
  pip: z.object({ "index-url": z.string().optional() }).optional(),
});

/** https://docs.astral.sh/uv/concepts/configuration-files/ */
async function readUvIndex(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const path of uvConfigPaths(env)) {
    const text = await readIfThere(path);
    if (text === undefined) {
      continue;
    }
    const config = parseUvConfig(text, path);
    const listed = config.index?.find((index) => index.default === true)?.url;
    const found = config.pip?.["index-url"] ?? listed ?? config["index-url"];
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function uvConfigPaths(env: NodeJS.ProcessEnv): string[] {
  const { UV_CONFIG_FILE, UV_NO_CONFIG } = env;
  if (UV_CONFIG_FILE) {
    return [UV_CONFIG_FILE];
  }
  return UV_NO_CONFIG
    ? []
    : [...configFolders(env).reverse(), "/etc"].map((folder) => join(folder, "uv", "uv.toml"));
}

function parseUvConfig(text: string, path: string): z.infer<typeof uvConfig> {
  try {
    return uvConfig.parse(parseToml(text));
  } catch (error) {
    throw new InputError(
      { place: { file: path }, message: "this is no configuration that uv would take" },
      { cause: error },
    );
  }
}

/** https://pip.pypa.io/en/stable/topics/configuration/: a later file overrides an earlier one, [install] overrides [global]. */
async function readPipConfig(env: NodeJS.ProcessEnv): Promise<Map<string, string>> {
  const settings = new Map<string, string>();
  for (const path of pipConfigPaths(env)) {
    const sections = parseIni((await readIfThere(path)) ?? "");
    for (const section of ["global", "install"]) {
      for (const [key, value] of sections.get(section) ?? []) {
        settings.set(key, value);
      }
    }
  }
  return settings;
}

function pipConfigPaths(env: NodeJS.ProcessEnv): string[] {
  const { PIP_CONFIG_FILE, VIRTUAL_ENV } = env;
  if (PIP_CONFIG_FILE === "/dev/null") {
    return [];
  }
  const [user = "", ...system] = configFolders(env).reverse();
  return [
    ...system.reverse().map((folder) => join(folder, "pip", "pip.conf")),
    "/etc/pip.conf",
    join(env.HOME ?? homedir(), ".pip", "pip.conf"),
    join(user, "pip", "pip.conf"),
    ...(VIRTUAL_ENV ? [join(VIRTUAL_ENV, "pip.conf")] : []),
    ...(PIP_CONFIG_FILE ? [PIP_CONFIG_FILE] : []),
  ];
}

/** The XDG base directories for configuration, the user's own last. */
function configFolders(env: NodeJS.ProcessEnv): string[] {
  const system = (env.XDG_CONFIG_DIRS || "/etc/xdg").split(":").reverse();
  return [...system, env.XDG_CONFIG_HOME || join(env.HOME ?? homedir(), ".config")];
}

/** What Python's configparser reads, as far as single-line values go. Section → key → value. */
function parseIni(text: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, title] = /^\[(.+)\]/.exec(line) ?? [];
    const [, key, value] = /^([^#;\s[][^=:]*?)\s*[=:]\s*(.+?)\s*$/.exec(line) ?? [];
    if (title !== undefined) {
      section = sections.get(title) ?? new Map();
      sections.set(title, section);
    } else if (key !== undefined && value !== undefined) {
      section.set(key.toLowerCase().replaceAll("_", "-").replace(/^--/, ""), value);
    }
  }
  return sections;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch {
    // Missing, a folder, or not ours to read: pip and uv go on without it too.
    return undefined;
  }
}
