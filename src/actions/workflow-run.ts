import { stat } from "node:fs/promises";
import { z } from "zod";
import { InputError } from "../errors/input-error.ts";

/** The run of a workflow that this process belongs to. */
export interface WorkflowRun {
  owner: string;
  repo: string;
  /** Its page. */
  url: string;
  /** A name for whoever it writes as, the same in each attempt. */
  author: string;
  /** The commit that it is about; undefined outside of a runner. */
  commit: string | undefined;
}

const environment = z.object({
  GITHUB_REPOSITORY: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  GITHUB_SERVER_URL: z.url().default("https://github.com"),
  GITHUB_RUN_ID: z.string().regex(/^\d+$/),
  GITHUB_SHA: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .optional(),
});

/** @throws InputError outside of a run */
export function currentRun(): WorkflowRun {
  const parsed = environment.safeParse(process.env);
  if (!parsed.success) {
    throw new InputError(
      { message: "this is no run of a workflow: GITHUB_REPOSITORY or GITHUB_RUN_ID is missing or wrong" },
      { cause: parsed.error },
    );
  }
  const { GITHUB_REPOSITORY, GITHUB_SERVER_URL, GITHUB_RUN_ID, GITHUB_SHA } = parsed.data;
  const [owner = "", repo = ""] = GITHUB_REPOSITORY.split("/");
  return {
    ...{ owner, repo, commit: GITHUB_SHA, author: `github-run-${GITHUB_RUN_ID}` },
    url: `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`,
  };
}

/**
 * When the job began that this process belongs to: milliseconds since the epoch. A runner writes the event's file first of
 * all; where there is none, this process began the job.
 */
export async function jobBegunAt(): Promise<number> {
  const begun = Date.now() - process.uptime() * 1000;
  const path = process.env.GITHUB_EVENT_PATH;
  const written = path === undefined ? undefined : await stat(path).catch(() => undefined);
  return Math.min(begun, written?.mtimeMs ?? begun);
}
