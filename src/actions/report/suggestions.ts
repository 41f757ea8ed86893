/** Proposals of repairs as GitHub's suggestions, which a person takes over by a button, beside the lines that they change. */

import { markdownFence } from "../../cli/results/markdown.ts";
import { InputError } from "../../errors/input-error.ts";
import { parsePkginfo } from "../../pkginfo/parse.ts";
import { repairedText } from "../../repair/outcome/keep.ts";
import { type Proposal, takenChanges } from "../../repair/outcome/proposal.ts";
import type { ReportedPackage } from "../../report/report.ts";
import { type GitHubClient, type RepositoryName, statusOf } from "../github-client.ts";
import type { PkginfoInPull } from "./pull-changes.ts";

/** What a pkginfo would be with what a repair proposes. */
export interface Suggestion {
  stem: string;
  path: string;
  /** The whole file as it would be. */
  text: string;
  /** Lines of the file as it is that would go, from 1, and those that would come; undefined where GitHub shows none of these. */
  lines: { from: number; to: number; by: readonly string[] } | undefined;
}

/** By stem; nothing where no change is proposed, where it makes no pkginfo, or where there is no file to change. */
export function suggestionsOf(
  reported: readonly ReportedPackage[],
  files: ReadonlyMap<string, PkginfoInPull>,
): Map<string, Suggestion> {
  return new Map(
    reported.flatMap(({ stem, repair }) => {
      const file = files.get(stem);
      const one = file && repair && suggestionOf(stem, file, repair);
      return one === undefined ? [] : [[stem, one] as const];
    }),
  );
}

function suggestionOf(
  stem: string,
  { path, text: before, patch }: PkginfoInPull,
  repair: Proposal,
): Suggestion | undefined {
  if (repair.result !== "repaired") {
    return undefined;
  }
  try {
    const fields = parsePkginfo(before, path);
    const text = repairedText({ stem, text: before, fields }, takenChanges(repair.changes));
    const lines = changedLines(before, text);
    const isShown = lines !== undefined && patch !== undefined && isWithin(lines, patch);
    return lines === undefined ? undefined : { stem, path, text, lines: isShown ? lines : undefined };
  } catch (error) {
    if (error instanceof InputError) {
      return undefined;
    }
    throw error;
  }
}

/** The lines from the first to the last that differ, at least one: a suggestion stands in the place of lines. */
function changedLines(before: string, after: string): Suggestion["lines"] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const most = Math.min(old.length, now.length);
  let same = 0;
  while (same < most && old[same] === now[same]) {
    same += 1;
  }
  let end = 0;
  while (end < most - same && old.at(-1 - end) === now.at(-1 - end)) {
    end += 1;
  }
  if (old.length === now.length && same === old.length) {
    return undefined;
  }
  const isInsertion = same + end === old.length;
  const start = isInsertion && same > 0 ? same - 1 : same;
  const stop = isInsertion && same === 0 ? 1 : old.length - end;
  return old.length === 0
    ? undefined
    : { from: start + 1, to: stop, by: now.slice(start, now.length - (old.length - stop)) };
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, "").split("\n");
}

/** Comments are only taken on lines that the pull request's page shows: those of one hunk. */
function isWithin({ from, to }: { from: number; to: number }, patch: string): boolean {
  return [...patch.matchAll(/^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/gm)].some(
    ([, begin = "0", count = "1"]) => {
      const first = Number(begin);
      return from >= first && to < first + Number(count);
    },
  );
}

const markerOf = (path: string): string => `<!-- importgraph: suggestion for ${path} -->`;

/** Where suggestions stand. */
export interface SuggestionPlace {
  repository: RepositoryName;
  pull: number;
  /** The commit whose lines are meant. */
  headSha: string;
  author: string;
  /** A number that rises: what a later one wrote is left as it is. */
  run: number;
}

/**
 * Keeps one comment beside the lines of each pkginfo for which there is a suggestion: one that says the same stays, one of
 * other lines goes. What GitHub does not take is left to the comment below the pull request.
 *
 * @param folder below which the pkginfo of this report are: others are other reports'
 * @returns the addresses of those that stand there now, by stem
 */
export async function keepSuggestions(
  github: GitHubClient,
  place: SuggestionPlace,
  folder: string,
  suggestions: readonly Suggestion[],
): Promise<Map<string, string>> {
  const { repository, pull, author, run } = place;
  const present = await github.paginate(github.rest.pulls.listReviewComments, {
    ...{ ...repository, pull_number: pull, per_page: 100 },
  });
  const own = present.filter(
    ({ user, body, path }) =>
      user?.login === author && path.startsWith(folder) && body.startsWith(markerOf(path)),
  );
  if (own.some(({ body }) => runOf(body) > run)) {
    return new Map();
  }
  const kept = new Map<string, string>();
  const wanted = new Set<number>();
  for (const { stem, path, lines } of suggestions) {
    if (lines === undefined) {
      continue;
    }
    const body = bodyOf(lines.by);
    const same = own.find((one) => one.path === path && one.line === lines.to && one.body.endsWith(body));
    if (same !== undefined) {
      wanted.add(same.id);
      kept.set(stem, same.html_url);
      continue;
    }
    const url = await create(github, place, { path, lines, body: `${headOf(path, run)}\n${body}` });
    if (url !== undefined) {
      kept.set(stem, url);
    }
  }
  for (const { id } of own.filter((one) => !wanted.has(one.id))) {
    await github.rest.pulls.deleteReviewComment({ ...repository, comment_id: id });
  }
  return kept;
}

function headOf(path: string, run: number): string {
  return `${markerOf(path)}\n<!-- run ${run} -->`;
}

function runOf(body: string): number {
  return Number(/<!-- run (\d{1,15}) -->/.exec(body)?.[1] ?? "0");
}

function bodyOf(by: readonly string[]): string {
  return [
    "With this the package could be explored, in a job that runs code of packages: read it as you would any other change.",
    "",
    markdownFence(by, "suggestion"),
  ].join("\n");
}

async function create(
  github: GitHubClient,
  { repository, pull, headSha }: SuggestionPlace,
  {
    path,
    lines: { from, to },
    body,
  }: { path: string; lines: NonNullable<Suggestion["lines"]>; body: string },
): Promise<string | undefined> {
  try {
    const created = await github.rest.pulls.createReviewComment({
      ...{ ...repository, pull_number: pull, commit_id: headSha, path, body },
      ...{ side: "RIGHT", line: to, ...(from < to && { start_line: from, start_side: "RIGHT" }) },
      // Not repeated as it is: an error may come after it was written.
      request: { retries: 0 },
    });
    return created.data.html_url;
  } catch (error) {
    // Lines that it does not show any more: the branch has moved on.
    if (statusOf(error) === 422) {
      return undefined;
    }
    throw error;
  }
}
