import { HttpClient } from "@actions/http-client";
import { quoted } from "../../errors/quoted.ts";
import type { FetchedArtifact } from "../../report/read-reports.ts";
import { REPORT_ARTIFACT_PREFIX, REPORT_LIMITS } from "../../report/report.ts";
import { type GitHubClient, type RepositoryName, statusOf } from "../github-client.ts";

/** As many as a matrix can have jobs, and that of the job that generates. */
const MOST_ARTIFACTS = 257;
const ARTIFACT_NAME = new RegExp(`^${REPORT_ARTIFACT_PREFIX}(\\d{1,3}|locks)$`);
/** Of all together, packed. */
const MOST_BYTES = 64 * 1024 ** 2;

/**
 * Fetches the reports that a run has left, each in the newest of its versions.
 *
 * @returns what was fetched, and what was not, a sentence each
 */
export async function fetchReports(
  github: GitHubClient,
  repository: RepositoryName,
  runId: number,
): Promise<{ artifacts: FetchedArtifact[]; faults: string[] }> {
  const listed = await github.paginate(github.rest.actions.listWorkflowRunArtifacts, {
    ...repository,
    run_id: runId,
    per_page: 100,
  });
  const newest = new Map<string, (typeof listed)[number]>();
  for (const artifact of listed.filter(({ name }) => ARTIFACT_NAME.test(name))) {
    const known = newest.get(artifact.name);
    newest.set(artifact.name, known === undefined || known.id < artifact.id ? artifact : known);
  }
  const faults: string[] = [];
  const artifacts: FetchedArtifact[] = [];
  let left = MOST_BYTES;
  for (const { id, name, size_in_bytes: size, expired } of [...newest.values()].slice(0, MOST_ARTIFACTS)) {
    const mostBytes = Math.min(left, REPORT_LIMITS.bytes);
    if (expired || size > mostBytes) {
      faults.push(`The artifact ${quoted(name)} ${expired ? "has expired" : "is too large"}.`);
      continue;
    }
    const zip = await fetchZip(github, repository, id, mostBytes);
    if (typeof zip === "string") {
      faults.push(`The artifact ${quoted(name)} ${zip}.`);
    } else {
      left -= zip.length;
      artifacts.push({ name, zip });
    }
  }
  return { artifacts, faults };
}

/** @returns the bytes, or why there are none, as the end of a sentence */
async function fetchZip(
  github: GitHubClient,
  repository: RepositoryName,
  id: number,
  mostBytes: number,
): Promise<Buffer | string> {
  let location: string | undefined;
  try {
    const { headers } = await github.request(
      "GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}",
      // Followed by hand: what answers there must not get the token, and may send more than it said.
      { ...repository, artifact_id: id, archive_format: "zip", request: { redirect: "manual" } },
    );
    location = headers.location;
  } catch (error) {
    if (statusOf(error) === 404 || statusOf(error) === 410) {
      return "is gone";
    }
    throw error;
  }
  if (location === undefined) {
    return "could not be fetched: GitHub does not say where it is";
  }
  const client = new HttpClient("importgraph", [], {
    allowRetries: true,
    maxRetries: 4,
    socketTimeout: 60_000,
  });
  try {
    const { message } = await client.get(location);
    if (message.statusCode !== 200) {
      message.destroy();
      return `could not be fetched: its store answered ${message.statusCode}`;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of message as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > mostBytes) {
        message.destroy();
        return "is larger than it said";
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    client.dispose();
  }
}
