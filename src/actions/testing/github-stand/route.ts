/** What one route of the stand's GitHub is: who may call it, with what, and what it answers. */

import type { z } from "zod";
import type { Access, Scope, StandRepository, StandState, StandToken } from "./state.ts";

export interface Call<Body = unknown> {
  state: StandState;
  token: StandToken;
  repository: StandRepository;
  /** What the path's placeholders stand for, decoded. */
  path: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  accept: string;
  body: Body;
  /** Where artifacts are fetched without a token, as from GitHub's own store. */
  storageUrl: string;
}

export interface Answer {
  status: number;
  /** JSON, unless it is a buffer. */
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  /** The body is a list, of which a page is sent; the key holds it where it is wrapped in an object. */
  paged?: { items: readonly unknown[]; key?: string };
}

export interface Route {
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Such as `/repos/{owner}/{repo}/pulls/{number}`; `{path+}` takes slashes too. */
  template: string;
  /** One of these permissions is enough. Empty: every token of the repository may. */
  needs: readonly (readonly [Scope, Access])[];
  /** Names of query parameters beside `page` and `per_page`. */
  query?: readonly string[];
  /** A strict schema: what GitHub does not document is refused. */
  body?: z.ZodType;
  answer(call: Call): Answer | Promise<Answer>;
}

/** Ends a call with one of GitHub's error answers. */
export class ApiError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

export function notFound(): ApiError {
  return new ApiError(404, "Not Found");
}

/** A route with a body, whose type follows from its schema. */
export function withBody<T extends z.ZodType>(
  route: Omit<Route, "body" | "answer"> & {
    body: T;
    answer(call: Call<z.infer<T>>): Answer | Promise<Answer>;
  },
): Route {
  return route as Route;
}

/** A regular expression of a route's template, with a named group for each placeholder. */
export function templateRegex(template: string): RegExp {
  const source = template
    .replace(/[.*()|[\]\\^$?]/g, "\\$&")
    .replace(/\{(\w+)\+\}/g, "(?<$1>.+)")
    .replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  return new RegExp(`^${source}$`);
}
