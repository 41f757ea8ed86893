/** What the stand's GitHub knows. Tests fill it, and look at it afterwards. */

import type { GitRepository } from "./git.ts";

/** What a token may be allowed: the keys of a workflow's `permissions`, with underscores. */
export type Scope = "actions" | "checks" | "contents" | "issues" | "pull_requests" | "statuses";
export type Access = "read" | "write";
export type Permissions = Partial<Record<Scope, Access>>;

export interface StandToken {
  /** Who speaks: `github-actions[bot]` for a workflow's own token. */
  login: string;
  permissions: Permissions;
  /** False: "Allow GitHub Actions to create and approve pull requests" is switched off. */
  mayOpenPullRequests?: boolean;
}

export interface StandRepository {
  /** `org/repo` */
  fullName: string;
  id: number;
  git: GitRepository;
  defaultBranch: string;
  /** Full name of what it was forked from. */
  parent?: string;
}

export interface StandPull {
  number: number;
  /** Full name of the repository that it is for. */
  repository: string;
  title: string;
  body: string;
  user: string;
  state: "open" | "closed";
  merged: boolean;
  base: string;
  head: { repository: string; branch: string };
  /** What its branch was when last seen; stays when the branch is deleted. */
  headSha: string;
  draft: boolean;
}

export interface StandComment {
  id: number;
  repository: string;
  issue: number;
  user: string;
  body: string;
}

/** A comment beside lines of a file. */
export interface StandReviewComment extends Omit<StandComment, "issue"> {
  pull: number;
  commit: string;
  path: string;
  line: number;
  startLine: number | null;
}

export interface StandStatus {
  repository: string;
  sha: string;
  state: "error" | "failure" | "pending" | "success";
  context: string;
  description: string | null;
  target_url: string | null;
  creator: string;
}

export interface StandCheckRun {
  repository: string;
  head_sha: string;
  name: string;
  status: string;
  conclusion: string | null;
}

export interface StandRun {
  id: number;
  repository: string;
  name: string;
  event: string;
  head_sha: string;
  head_branch: string;
  head_repository: string;
  conclusion: string | null;
  run_attempt: number;
}

export interface StandArtifact {
  id: number;
  run: number;
  name: string;
  /** The zip file as the artifact store would send it, sound or not. */
  zip: Buffer;
  /** What the list claims; the size of `zip` when left out. */
  sizeInBytes?: number;
  expired?: boolean;
}

export interface StandState {
  tokens: Map<string, StandToken>;
  repositories: StandRepository[];
  pulls: StandPull[];
  comments: StandComment[];
  reviewComments: StandReviewComment[];
  statuses: StandStatus[];
  checkRuns: StandCheckRun[];
  runs: StandRun[];
  artifacts: StandArtifact[];
  /** Workflow dispatches, in order. */
  dispatches: { repository: string; workflow: string; ref: string; inputs: Record<string, string> }[];
}

export function emptyState(): StandState {
  return {
    tokens: new Map(),
    repositories: [],
    pulls: [],
    comments: [],
    reviewComments: [],
    statuses: [],
    checkRuns: [],
    runs: [],
    artifacts: [],
    dispatches: [],
  };
}

/** The next number of a list whose items are numbered from 1. */
export function nextId(items: readonly { id: number }[]): number {
  return Math.max(0, ...items.map(({ id }) => id)) + 1;
}
