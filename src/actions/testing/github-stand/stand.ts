/**
 * Stands in for GitHub in tests: the part of its REST API that the actions use, on this machine, over real git
 * repositories. It checks what GitHub checks and act does not: the shape of requests, and what the token may do.
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { startServer } from "../../../releases/testing/local-index.ts";
import { openGitRepository } from "./git.ts";
import { gitRoutes } from "./git-routes.ts";
import { objectRoutes } from "./object-routes.ts";
import { pullRoutes } from "./pull-routes.ts";
import { reviewRoutes } from "./review-routes.ts";
import { type Answer, ApiError, notFound, type Route, templateRegex } from "./route.ts";
import { runRoutes } from "./run-routes.ts";
import {
  emptyState,
  nextId,
  type StandArtifact,
  type StandRepository,
  type StandState,
  type StandToken,
} from "./state.ts";

/** A request that was answered, in order; the token's holder, never the token. */
export interface StandRequest {
  method: string;
  /** Without the query. */
  path: string;
  login: string | undefined;
  status: number;
}

/** An answer that the stand gives instead of its own, as long as `times` lasts. */
export interface Fault {
  /** Which requests it hits; all where left out. */
  method?: string;
  path?: RegExp;
  times: number;
  /** `cut`: the connection ends without an answer. */
  answer: { status: number; message?: string; headers?: Record<string, string> } | "cut";
  /** The request takes effect all the same: what a proxy's error after GitHub's work looks like. */
  afterwards?: boolean;
}

export interface GitHubStand {
  /** For `GITHUB_API_URL`. */
  url: string;
  state: StandState;
  requests: StandRequest[];
  faults: Fault[];
  /** Adds a repository that is kept in a bare git repository on this machine. */
  addRepository(repository: {
    fullName: string;
    gitDir: string;
    defaultBranch?: string;
    parent?: string;
  }): StandRepository;
  /** Adds an artifact to a run. */
  addArtifact(artifact: Omit<StandArtifact, "id">): StandArtifact;
  /** @returns the token */
  addToken(token: StandToken): string;
  close(): Promise<void>;
}

/** A secondary rate limit as GitHub words it; the client's plugin looks for the words. */
export const SECONDARY_LIMIT =
  "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";

const ROUTES = [...pullRoutes, ...reviewRoutes, ...gitRoutes, ...objectRoutes, ...runRoutes].map((route) => ({
  route,
  regex: templateRegex(route.template),
}));

const LARGEST_REQUEST_BYTES = 40 * 1024 * 1024;

export async function startGitHubStand(): Promise<GitHubStand> {
  const state = emptyState();
  const requests: StandRequest[] = [];
  const faults: Fault[] = [];
  const storage = await startServer((request, response) => sendArtifact(state, request, response));
  const api = await startServer((request, response) => {
    respond({ state, faults, requests, storageUrl: storage.url }, request, response).catch(
      (error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined);
      },
    );
  });
  return {
    ...{ url: api.url, state, requests, faults },
    addRepository({ fullName, gitDir, defaultBranch = "main", parent }) {
      const git = openGitRepository(gitDir);
      const id = state.repositories.length + 1;
      const repository = { fullName, id, git, defaultBranch, ...(parent === undefined ? {} : { parent }) };
      state.repositories.push(repository);
      return repository;
    },
    addArtifact(artifact) {
      const added = { id: nextId(state.artifacts), ...artifact };
      state.artifacts.push(added);
      return added;
    },
    addToken(token) {
      const text = `token-${state.tokens.size + 1}-of-${token.login.replace(/\W/g, "")}`;
      state.tokens.set(text, token);
      return text;
    },
    async close() {
      await Promise.all([api.close(), storage.close()]);
    },
  };
}

interface World {
  state: StandState;
  faults: Fault[];
  requests: StandRequest[];
  storageUrl: string;
}

async function respond(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://stand");
  const { method = "GET" } = request;
  const fault = world.faults.find(
    (one) => one.times > 0 && (one.method ?? method) === method && (one.path?.test(url.pathname) ?? true),
  );
  if (fault !== undefined) {
    fault.times -= 1;
  }
  const token = tokenOf(world.state, request);
  const body = await readBody(request);
  let answer: Answer =
    fault === undefined || fault.afterwards === true
      ? await answerOf(world, { method, url, token, body, accept: request.headers.accept ?? "" })
      : { status: 0 };
  if (fault !== undefined) {
    if (fault.answer === "cut") {
      world.requests.push({ method, path: url.pathname, login: token?.login, status: 0 });
      response.destroy();
      return;
    }
    const { status, message = "fault", headers = {} } = fault.answer;
    answer = { status, body: { message }, headers };
  }
  world.requests.push({ method, path: url.pathname, login: token?.login, status: answer.status });
  send(response, url, answer, `http://${request.headers.host}`);
}

function tokenOf({ tokens }: StandState, request: IncomingMessage): StandToken | undefined {
  const [, text = ""] = /^(?:token|bearer) (.+)$/i.exec(request.headers.authorization ?? "") ?? [];
  return tokens.get(text);
}

interface Asked {
  method: string;
  url: URL;
  token: StandToken | undefined;
  body: string;
  accept: string;
}

async function answerOf(world: World, asked: Asked): Promise<Answer> {
  try {
    return await routed(world, asked);
  } catch (error) {
    if (error instanceof ApiError) {
      return { status: error.status, body: { message: error.message }, headers: error.headers };
    }
    if (error instanceof z.ZodError) {
      return { status: 422, body: { message: `Validation Failed: ${z.prettifyError(error)}` } };
    }
    // A defect of the stand: a test shows it, instead of a connection that ends.
    return { status: 500, body: { message: String(error) } };
  }
}

async function routed(
  { state, storageUrl }: World,
  { method, url, token, body, accept }: Asked,
): Promise<Answer> {
  if (token === undefined) {
    throw new ApiError(401, "Bad credentials");
  }
  const { route, groups } = findRoute(method, url.pathname);
  const path = Object.fromEntries(
    Object.entries(groups).map(([key, value]) => [key, decodeURIComponent(value)]),
  );
  // A query names it in its variables.
  const { owner, repo } =
    url.pathname === "/graphql" ? queryVariables.parse(parseJson(body)).variables : path;
  const repository = state.repositories.find(({ fullName }) => fullName === `${owner}/${repo}`);
  if (repository === undefined) {
    throw notFound();
  }
  refuseWithout(route, token);
  const query = queryOf(route, url.searchParams);
  const checked = route.body === undefined ? undefined : route.body.parse(parseJson(body));
  return await route.answer({ state, token, repository, path, query, accept, body: checked, storageUrl });
}

const queryVariables = z.looseObject({ variables: z.looseObject({ owner: z.string(), repo: z.string() }) });

function findRoute(method: string, path: string): { route: Route; groups: Record<string, string> } {
  for (const { route, regex } of ROUTES) {
    const match = route.method === method ? regex.exec(path) : null;
    if (match !== null) {
      return { route, groups: match.groups ?? {} };
    }
  }
  throw notFound();
}

/** As GitHub answers, with the header that says which permission was missing. */
function refuseWithout({ needs }: Route, { permissions }: StandToken): void {
  const allowed = needs.some(
    ([scope, access]) => permissions[scope] === "write" || permissions[scope] === access,
  );
  if (needs.length > 0 && !allowed) {
    const wanted = needs.map(([scope, access]) => `${scope}=${access}`).join("; ");
    throw new ApiError(403, "Resource not accessible by integration", {
      "x-accepted-github-permissions": wanted,
    });
  }
}

function queryOf({ query = [], method }: Route, search: URLSearchParams): Record<string, string> {
  const known = new Set([...query, ...(method === "GET" ? ["page", "per_page"] : [])]);
  const unknown = [...search.keys()].filter((key) => !known.has(key));
  if (unknown.length > 0) {
    // GitHub ignores them; whoever sends one believes that it does something.
    throw new ApiError(422, `unknown query parameters: ${unknown.join(", ")}`);
  }
  return Object.fromEntries(search);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text === "" ? "{}" : text);
  } catch {
    throw new ApiError(400, "Problems parsing JSON");
  }
}

function send(response: ServerResponse, url: URL, answer: Answer, origin: string): void {
  const { status, paged } = answer;
  const headers: Record<string, string> = {
    "x-ratelimit-limit": "1000",
    "x-ratelimit-remaining": "900",
    "x-ratelimit-reset": String(Math.ceil(Date.now() / 1000) + 3600),
    "x-github-request-id": "STAND",
    ...answer.headers,
  };
  let { body } = answer;
  if (paged !== undefined) {
    const size = Math.min(100, Number(url.searchParams.get("per_page") ?? 30));
    const page = Number(url.searchParams.get("page") ?? 1);
    const items = paged.items.slice((page - 1) * size, page * size);
    body = paged.key === undefined ? items : { total_count: paged.items.length, [paged.key]: items };
    if (page * size < paged.items.length) {
      const next = new URL(url.pathname + url.search, origin);
      next.searchParams.set("page", String(page + 1));
      headers.link = `<${next.href}>; rel="next"`;
    }
  }
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body === undefined ? "" : JSON.stringify(body));
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  response.end(bytes);
}

/** The artifact store is another host, which refuses requests with an Authorization header that it does not know. */
function sendArtifact({ artifacts }: StandState, request: IncomingMessage, response: ServerResponse): void {
  const id = /^\/artifact\/(\d+)$/.exec(request.url ?? "")?.[1];
  const artifact = artifacts.find((one) => String(one.id) === id);
  if (artifact === undefined || request.headers.authorization !== undefined) {
    response.writeHead(artifact === undefined ? 404 : 403).end();
    return;
  }
  response.writeHead(200, { "content-type": "application/zip" });
  response.end(artifact.zip);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_REQUEST_BYTES) {
      throw new Error("a request is larger than GitHub takes");
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
