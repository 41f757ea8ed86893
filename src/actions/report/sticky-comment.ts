import { setTimeout as sleep } from "node:timers/promises";
import type { GitHubClient, RepositoryName } from "../github-client.ts";
import { statusOf } from "../github-client.ts";

const ATTEMPTS = 4;

/**
 * Keeps one comment below a pull request: the one that begins with the marker and was written by the author is changed,
 * else one is written. People may quote the marker; only the author's comment counts.
 *
 * @param marker an HTML comment, which GitHub does not show
 * @param run a number that rises: what a later one wrote is left as it is
 * @param isNews whether it is worth a comment where there is none yet
 * @returns the address of the comment, empty where there is none, and what was done
 */
export async function keepComment(
  github: GitHubClient,
  repository: RepositoryName,
  pull: number,
  {
    marker,
    author,
    body,
    run,
    isNews,
  }: { marker: string; author: string; body: string; run: number; isNews: boolean },
): Promise<{ url: string; done: "created" | "changed" | "kept" | "not needed" }> {
  const text = `${marker}\n<!-- run ${run} -->\n${body}`;
  for (let attempt = 1; ; attempt++) {
    const comments = await github.paginate(github.rest.issues.listComments, {
      ...repository,
      issue_number: pull,
      per_page: 100,
    });
    const own = comments.find((one) => one.user?.login === author && one.body?.startsWith(marker));
    if (own !== undefined && isAsGood(own.body, text, run)) {
      return { url: own.html_url, done: "kept" };
    }
    if (own !== undefined) {
      const changed = await github.rest.issues.updateComment({
        ...repository,
        comment_id: own.id,
        body: text,
      });
      return { url: changed.data.html_url, done: "changed" };
    }
    if (!isNews) {
      return { url: "", done: "not needed" };
    }
    try {
      // Not repeated as it is: an error may come after the comment was written, and a second one would stay for ever.
      const created = await github.rest.issues.createComment({
        ...{ ...repository, issue_number: pull, body: text },
        request: { retries: 0 },
      });
      return { url: created.data.html_url, done: "created" };
    } catch (error) {
      if ((statusOf(error) ?? 0) < 500 || attempt === ATTEMPTS) {
        throw error;
      }
      await sleep(attempt * 500);
    }
  }
}

/** Whether a comment says the same, or is that of a later run: its second line says of which. */
function isAsGood(body: string | undefined, text: string, run: number): boolean {
  const present = body?.replaceAll("\r\n", "\n") ?? "";
  const [, by = "0"] = /^.*\n<!-- run (\d{1,15}) -->\n/.exec(present) ?? [];
  return present === text || Number(by) > run;
}
