/** The way to GitHub's API: patient with servers that are busy, and plain about what is not allowed. */

import { getOctokit } from "@actions/github";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { InputError } from "../errors/input-error.ts";
import { printableLine } from "../exec/printable.ts";

export type GitHubClient = ReturnType<typeof openGitHub>;

/** A repository by its two names. */
export interface RepositoryName {
  owner: string;
  repo: string;
}

export interface GitHubOptions {
  token: string;
  /** Of the API; `GITHUB_API_URL` when left out. */
  baseUrl?: string;
  /** Gets a line for each wait; safe to print. */
  say: (line: string) => void;
  /** How long a second of waiting takes, in milliseconds; shorter in tests. */
  secondMilliseconds?: number;
}

/** Errors of whoever asks, and limits, which say themselves how long to wait. */
const NOT_REPEATED = [400, 401, 403, 404, 409, 410, 422, 429, 451];
/** A limit that lasts longer is an error: a job that sleeps costs as much as one that works. */
const LONGEST_WAIT_SECONDS = 15 * 60;
const MOST_RETRIES = 4;

/**
 * A client that repeats what failed for the server's sake (5xx, cut connections) with growing waits, waits where a rate
 * limit says how long, and spaces its writes as GitHub asks for.
 */
export function openGitHub(options: GitHubOptions) {
  const { token, baseUrl, say, secondMilliseconds = 1000 } = options;
  const patience =
    (kind: string) => (seconds: number, request: object, _client: unknown, attempt: number) => {
      const { method, url } = request as { method: string; url: string };
      const goesOn = attempt < MOST_RETRIES && seconds <= LONGEST_WAIT_SECONDS;
      say(
        printableLine(
          `${kind} at ${method} ${url}: ${goesOn ? `waiting for ${seconds} s` : `it asks to wait for ${seconds} s, which is too long`}`,
        ),
      );
      return goesOn;
    };
  return getOctokit(
    token,
    {
      ...(baseUrl === undefined ? {} : { baseUrl }),
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      retry: { doNotRetry: NOT_REPEATED, retries: MOST_RETRIES, retryAfterBaseValue: secondMilliseconds },
      throttle: {
        retryAfterBaseValue: secondMilliseconds,
        onRateLimit: patience("rate limit"),
        onSecondaryRateLimit: patience("secondary rate limit"),
      },
    },
    retry,
    throttling,
  );
}

/** The status of an answer that was an error; undefined for an error of another kind. */
export function statusOf(error: unknown): number | undefined {
  const status: unknown = error instanceof Error && "status" in error ? error.status : undefined;
  return typeof status === "number" ? status : undefined;
}

/** Does something, and takes "not found" for an answer. */
export async function ifFound<T>(action: Promise<T>): Promise<T | undefined> {
  try {
    return await action;
  } catch (error) {
    if (statusOf(error) === 404) {
      return undefined;
    }
    throw error;
  }
}

/**
 * What a person is told when GitHub refuses: what was asked, the answer, and what to change where that is known.
 *
 * @param doing as the end of "GitHub does not let this job …"
 */
export function gitHubError(error: unknown, doing: string): unknown {
  const status = statusOf(error);
  if (status === undefined || !(error instanceof Error)) {
    return error;
  }
  const message = `GitHub does not let this job ${doing}: it answered ${status}, ${printableLine(error.message)}`;
  const fix = fixOf(status, error);
  return new InputError({ message, ...(fix === undefined ? {} : { fix }) }, { cause: error });
}

function fixOf(status: number, error: Error): string | undefined {
  if (status === 401) {
    return "give a token that is valid for this repository: the workflow's own, or one of a GitHub App";
  }
  if (/not permitted to create or approve pull requests/.test(error.message)) {
    return 'switch on "Allow GitHub Actions to create and approve pull requests" in the settings of the repository or organisation, or use a GitHub App (docs/self-hosting.md)';
  }
  const response =
    "response" in error ? (error.response as { headers?: Record<string, unknown> }) : undefined;
  const wanted = response?.headers?.["x-accepted-github-permissions"];
  if (status === 403 && typeof wanted === "string" && /^[\w=; ,]{1,200}$/.test(wanted)) {
    return `give the job the permission ${wanted} (docs/workflows.md lists what each job needs)`;
  }
  return status >= 500 ? "run the job again: nothing half-done is left" : undefined;
}
