import { InputError } from "../../errors/input-error.ts";
import { quoted } from "../../errors/quoted.ts";
import type { Exec } from "../../exec/exec.ts";
import { printableLine } from "../../exec/printable.ts";
import { projectOf } from "../project.ts";
import { isProjectName, normalizeName } from "../project-name.ts";
import type { Project } from "../release.ts";
import { certificatesOf } from "./certificates.ts";
import { readIndexConfiguration } from "./configuration.ts";
import { type HttpClient, type HttpLimits, openHttp } from "./http.ts";
import { httpErrorOf } from "./http-error.ts";
import { askPipForDefaultIndex } from "./pip.ts";
import { ACCEPT, parseListing } from "./simple-api.ts";

/** A package index as this machine's pip and uv are configured to use it. */
export interface Index {
  /** Without credentials: fit to be shown. */
  readonly address: string;
  /**
   * What the index says of a project; asked once for each name.
   *
   * @throws UnknownProjectError for a project that it does not have; InputError for an index that can't be reached, or one that
   *   answers no simple API
   */
  project(name: string): Promise<Project>;
}

/** The index has no project of this name. */
export class UnknownProjectError extends InputError {
  override name = "UnknownProjectError";
}

export interface IndexOptions {
  exec: Exec;
  /** Where configuration and proxies are looked up; this process's own when left out. */
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
  /** Asks a pip elsewhere, such as in a base image, for its built-in index where none is configured and this machine has no pip. */
  askDefault?: () => Promise<string>;
  limits?: Partial<HttpLimits>;
}

/**
 * Opens the package index that this machine's clients use: configured in uv or pip, or else pip's built-in one.
 *
 * @throws InputError when there is none, or its address or the certificate bundle is unusable
 */
export async function openIndex(options: IndexOptions): Promise<Index> {
  const { exec, env = process.env, signal, limits } = options;
  const { defaultIndex } = await readIndexConfiguration({ exec, env, ...(signal && { signal }) });
  const configured =
    defaultIndex ?? (await askPipForDefaultIndex(exec, signal)) ?? (await options.askDefault?.());
  if (configured === undefined) {
    throw new InputError({
      message: "no package index is configured, and there is no pip to ask for its default",
      fix: "install pip (Debian: python3-pip), or name the index in UV_DEFAULT_INDEX",
    });
  }
  const { base, headers } = addressOf(configured);
  const http = await openClient({ env, limits, caBundle: caBundleOf(env) });
  const asked = new Map<string, Promise<Project>>();

  return {
    address: base.href.replace(/\/$/, ""),
    project(name) {
      const normalizedName = normalizeName(name);
      const known = asked.get(normalizedName);
      if (known !== undefined) {
        return known;
      }
      const answer = askProject({ http, base, headers, signal }, name);
      asked.set(normalizedName, answer);
      answer.catch(() => asked.delete(normalizedName));
      return answer;
    },
  };
}

/** Takes credentials out of an address, so that they are sent as a header and never shown. */
function addressOf(configured: string): { base: URL; headers: Record<string, string> } {
  const base = URL.parse(configured);
  if (base === null || !["http:", "https:"].includes(base.protocol)) {
    // Not quoted: what can't be parsed may hold a password.
    throw new InputError({
      message: "the package index that uv or pip is configured with has no http(s) address",
      fix: "check UV_DEFAULT_INDEX, UV_INDEX_URL, PIP_INDEX_URL, and the index-url of uv.toml and pip.conf",
    });
  }
  const { username, password } = base;
  base.username = "";
  base.password = "";
  base.hash = "";
  base.search = "";
  base.pathname = `${base.pathname.replace(/\/+$/, "")}/`;
  const secret = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  const authorization = username || password ? { authorization: `Basic ${secret.toString("base64")}` } : {};
  return { base, headers: { accept: ACCEPT, ...authorization } };
}

async function openClient(options: Parameters<typeof openHttp>[0]): Promise<HttpClient> {
  try {
    return await openHttp(options);
  } catch (error) {
    throw new InputError(
      {
        place: { file: options.caBundle ?? "" },
        message: "this certificate bundle can't be read",
        fix: "name a PEM file in SSL_CERT_FILE (or PIP_CERT, or cert in pip.conf)",
      },
      { cause: error },
    );
  }
}

/** What Node does not trust of itself. */
function caBundleOf(env: NodeJS.ProcessEnv): string | undefined {
  const bundle = certificatesOf(env);
  return bundle === process.env.NODE_EXTRA_CA_CERTS ? undefined : bundle;
}

interface Connection {
  http: HttpClient;
  base: URL;
  headers: Readonly<Record<string, string>>;
  signal: AbortSignal | undefined;
}

async function askProject({ http, base, headers, signal }: Connection, name: string): Promise<Project> {
  if (!isProjectName(name)) {
    throw new InputError({
      message: `${quoted(name)} is not the name of a Python distribution`,
      fix: "use letters, digits, '.', '-' and '_', beginning and ending with a letter or a digit (PEP 508)",
    });
  }
  const normalizedName = normalizeName(name);
  const url = new URL(`${normalizedName}/`, base);
  const response = await http.get(url, headers, signal).catch((error: unknown) => {
    signal?.throwIfAborted();
    const { message, fix } = httpErrorOf(error);
    throw new InputError(
      {
        message: `the package index ${base.href} can't be asked for ${name}: ${message}`,
        ...(fix === undefined ? {} : { fix }),
      },
      { cause: error },
    );
  });
  if (response.status !== 200) {
    throw refusal(response.status, name, base);
  }
  try {
    return projectOf(name, parseListing(response.body, response.contentType), response.url);
  } catch (error) {
    if (error instanceof InputError) {
      throw error;
    }
    const reason = printableLine(error instanceof Error ? error.message : String(error)).slice(0, 200);
    throw new InputError(
      {
        message: `the package index ${base.href} answers for ${name} with a page that is no simple API page: ${reason}`,
        fix: "check that the configured address is that of a simple API (it often ends in /simple)",
      },
      { cause: error },
    );
  }
}

function refusal(status: number, name: string, base: URL): InputError {
  if (status === 404 || status === 410) {
    return new UnknownProjectError({
      message: `the package index ${base.href} has no project ${quoted(name)}`,
      fix: "check the spelling; the name to install can differ from the name to import (bs4 is in beautifulsoup4)",
    });
  }
  if (status === 401 || status === 403 || status === 407) {
    return new InputError({
      message: `the package index ${base.href} refuses to answer for ${name} (HTTP ${status})`,
      fix: "check the credentials in the configured address of the index",
    });
  }
  return new InputError({
    message: `the package index ${base.href} fails to answer for ${name} (HTTP ${status})`,
    fix: "try again later",
  });
}
