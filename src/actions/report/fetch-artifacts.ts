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

/** An artifact as GitHub lists it. */
interface ListedArtifact {
  id: number;
  size_in_bytes: number;
  expired: boolean;
}

/** What jobs of a run have left, by name, each in the newest of its versions. */
export type RunArtifacts = ReadonlyMap<string, ListedArtifact>;

export async function listArtifacts(
  github: GitHubClient,
  repository: RepositoryName,
  runId: number,
): Promise<RunArtifacts> {
  const listed = await github.paginate(github.rest.actions.listWorkflowRunArtifacts, {
    ...repository,
    run_id: runId,
    per_page: 100,
  });
  const newest = new Map<string, ListedArtifact>();
  for (const artifact of listed) {
    const known = newest.get(artifact.name);
    newest.set(artifact.name, known === undefined || known.id < artifact.id ? artifact : known);
  }
  return newest;
}

/**
 * Fetches the reports among the artifacts of a run.
 *
 * @returns what was fetched, and what was not, a sentence each
 */
export async function fetchReports(
  github: GitHubClient,
  repository: RepositoryName,
  listed: RunArtifacts,
): Promise<{ artifacts: FetchedArtifact[]; faults: string[] }> {
  const names = [...listed.keys()].filter((name) => ARTIFACT_NAME.test(name)).slice(0, MOST_ARTIFACTS);
  const faults: string[] = [];
  const artifacts: FetchedArtifact[] = [];
  let left = MOST_BYTES;
  for (const name of names) {
    const mostBytes = Math.min(left, REPORT_LIMITS.bytes);
    const zip = await fetchArtifact(github, repository, { listed, name, mostBytes });
    if (typeof zip === "string") {
      faults.push(`The artifact ${quoted(name)} ${zip}.`);
    } else if (zip !== undefined) {
      left -= zip.length;
      artifacts.push({ name, zip });
    }
  }
  return { artifacts, faults };
}

/** @returns the bytes; undefined where there is no such artifact; else why there are none, as the end of a sentence */
export async function fetchArtifact(
  github: GitHubClient,
  repository: RepositoryName,
  { listed, name, mostBytes }: { listed: RunArtifacts; name: string; mostBytes: number },
): Promise<Buffer | string | undefined> {
  const found = listed.get(name);
  if (found === undefined) {
    return undefined;
  }
  const { id, size_in_bytes: size, expired } = found;
  if (expired || size > mostBytes) {
    return expired ? "has expired" : "is too large";
  }
  return await fetchZip(github, repository, id, mostBytes);
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
