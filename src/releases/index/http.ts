import { readFile } from "node:fs/promises";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import tls from "node:tls";
import { createGunzip } from "node:zlib";
import { HttpError, httpErrorOf } from "./http-error.ts";

/** Limits of a request; the defaults fit a package index. */
export interface HttpLimits {
  /** Largest body taken, decompressed. */
  maxBytes: number;
  /** Longest silence of the server. */
  idleSeconds: number;
  /** Longest time for one attempt, redirects and body included. */
  totalSeconds: number;
  /** Waits before the second, third … attempt. */
  retrySeconds: readonly number[];
}

interface HttpResponse {
  status: number;
  /** Where redirects led to. */
  url: URL;
  contentType: string;
  /** Empty unless the status is 200. */
  body: string;
}

/** GETs texts, bounded and with retries. */
export interface HttpClient {
  /**
   * @param headers an Authorization header does not follow redirects to another origin
   * @throws HttpError when no attempt got an answer; any status is an answer
   */
  get(url: URL, headers: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<HttpResponse>;
}

const DEFAULT_LIMITS: HttpLimits = {
  maxBytes: 64 * 1024 * 1024,
  idleSeconds: 30,
  totalSeconds: 180,
  retrySeconds: [0.4, 1.2, 3],
};
const LONGEST_RETRY_AFTER_SECONDS = 20;
const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const TRANSIENT = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Opens a client that reaches what pip and uv reach on this machine.
 *
 * Node reads NODE_EXTRA_CA_CERTS only when it starts and knows nothing of SSL_CERT_FILE, and its `fetch` can't be
 * given a bundle or a proxy without changing the whole process: hence agents.
 *
 * @param options.env where HTTPS_PROXY, HTTP_PROXY and NO_PROXY are looked up
 * @param options.caBundle path of a PEM file whose certificates are trusted beside Node's own
 */
export async function openHttp(options: {
  env: NodeJS.ProcessEnv;
  caBundle?: string | undefined;
  limits?: Partial<HttpLimits> | undefined;
}): Promise<HttpClient> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const agents = await createAgents(options.env, options.caBundle);
  return {
    async get(url, headers, signal) {
      for (let attempts = 0; ; attempts++) {
        const outcome = await attempt(url, headers, { agents, limits }, signal);
        const wait = limits.retrySeconds[attempts];
        if (wait === undefined || !outcome.transient) {
          return answerOf(outcome);
        }
        const waitSeconds = Math.max(wait, outcome.retryAfterSeconds);
        // An abort ends the wait; the next attempt then throws the signal's own reason.
        await sleep(waitSeconds * 1000, undefined, signal && { signal }).catch(() => undefined);
      }
    },
  };
}

type Outcome = { transient: boolean; retryAfterSeconds: number } & (
  | { error: HttpError }
  | { response: HttpResponse }
);

interface Means {
  agents: Agents;
  limits: HttpLimits;
}

type Headers = Readonly<Record<string, string>>;

function answerOf(outcome: Outcome): HttpResponse {
  if ("error" in outcome) {
    throw outcome.error;
  }
  return outcome.response;
}

async function attempt(url: URL, headers: Headers, means: Means, signal?: AbortSignal): Promise<Outcome> {
  const { limits } = means;
  signal?.throwIfAborted();
  const patience = AbortSignal.timeout(limits.totalSeconds * 1000);
  try {
    const either = signal === undefined ? patience : AbortSignal.any([signal, patience]);
    return await follow(url, headers, means, either);
  } catch (thrown) {
    signal?.throwIfAborted();
    const error = patience.aborted
      ? new HttpError(`it took longer than ${limits.totalSeconds} seconds`)
      : httpErrorOf(thrown);
    return { error, transient: error.transient, retryAfterSeconds: 0 };
  }
}

async function follow(url: URL, headers: Headers, means: Means, signal: AbortSignal): Promise<Outcome> {
  let target = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const message = await request(target, forOrigin(headers, url, target), means, signal);
    const status = message.statusCode ?? 0;
    const { location } = message.headers;
    if (REDIRECTS.has(status) && location !== undefined) {
      message.destroy();
      target = redirectTarget(location, target);
      continue;
    }
    const body = await readBody(message, means.limits.maxBytes);
    const contentType = message.headers["content-type"] ?? "";
    return {
      response: { status, url: target, contentType, body },
      transient: TRANSIENT.has(status),
      retryAfterSeconds: Math.min(Number(message.headers["retry-after"]) || 0, LONGEST_RETRY_AFTER_SECONDS),
    };
  }
  throw new HttpError(`it redirects more than ${MOST_REDIRECTS} times`);
}

type Agents = Record<"http:" | "https:", http.Agent>;

async function createAgents(env: NodeJS.ProcessEnv, caBundle: string | undefined): Promise<Agents> {
  const shared = { keepAlive: true, proxyEnv: env };
  if (caBundle === undefined) {
    return { "http:": new http.Agent(shared), "https:": new https.Agent(shared) };
  }
  const ca = [...tls.getCACertificates("default"), await readFile(caBundle, "utf8")];
  // One context for all connections: reading hundreds of certificates for each would cost more than the requests.
  const secureContext = tls.createSecureContext({ ca });
  return { "http:": new http.Agent(shared), "https:": new https.Agent({ ...shared, secureContext }) };
}

function request(
  url: URL,
  headers: Headers,
  { agents, limits }: Means,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === "https:";
    const call = (secure ? https : http).get(url, {
      agent: agents[secure ? "https:" : "http:"],
      headers: { "accept-encoding": "gzip", "user-agent": "importgraph", ...headers },
      timeout: limits.idleSeconds * 1000,
      signal,
    });
    let response: IncomingMessage | undefined;
    call.on("response", (answer) => {
      response = answer;
      resolve(answer);
    });
    call.on("timeout", () => {
      const silence = new HttpError(`it said nothing for ${limits.idleSeconds} seconds`, { transient: true });
      (response ?? call).destroy(silence);
    });
    call.on("error", reject);
  });
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<string> {
  if (response.statusCode !== 200) {
    response.destroy();
    return "";
  }
  const chunks: Buffer[] = [];
  let size = 0;
  async function collect(source: AsyncIterable<Buffer>): Promise<void> {
    for await (const chunk of source) {
      size += chunk.length;
      if (size > maxBytes) {
        throw new HttpError(`it answers with more than ${maxBytes} bytes`);
      }
      chunks.push(chunk);
    }
  }
  const encoding = response.headers["content-encoding"] ?? "identity";
  if (encoding === "gzip") {
    await pipeline(response, createGunzip(), collect);
  } else if (encoding === "identity") {
    await pipeline(response, collect);
  } else {
    response.destroy();
    throw new HttpError("it answers in an encoding that was not asked for");
  }
  return Buffer.concat(chunks).toString("utf8");
}

function redirectTarget(location: string, from: URL): URL {
  const target = URL.parse(location, from.href);
  const protocols = from.protocol === "https:" ? ["https:"] : ["https:", "http:"];
  if (target === null || !protocols.includes(target.protocol)) {
    throw new HttpError("it redirects to an address that is not safe to follow");
  }
  target.username = "";
  target.password = "";
  return target;
}

/** Credentials are for the server that they were given for, and for no other one that it names. */
function forOrigin(headers: Headers, from: URL, to: URL): Headers {
  if (from.origin === to.origin) {
    return headers;
  }
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.toLowerCase() !== "authorization"),
  );
}
