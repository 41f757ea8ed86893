import { setTimeout as sleep } from "node:timers/promises";
import type { GitHubClient, RepositoryName } from "../github-client.ts";
import { statusOf } from "../github-client.ts";

const ATTEMPTS = 4;

/**
 * Keeps one comment below a pull request: the one that begins with the marker and was written by the author is changed,
 * else one is written. People may quote the marker; only the author's comment counts.
 *
 * @param marker an HTML comment, which GitHub does not show
 * @param isNews whether it is worth a comment where there is none yet
 * @returns the address of the comment, empty where there is none, and what was done
 */
export async function keepComment(
  github: GitHubClient,
  repository: RepositoryName,
  pull: number,
  { marker, author, body, isNews }: { marker: string; author: string; body: string; isNews: boolean },
): Promise<{ url: string; done: "created" | "changed" | "kept" | "not needed" }> {
  const text = `${marker}\n${body}`;
  for (let attempt = 1; ; attempt++) {
    const comments = await github.paginate(github.rest.issues.listComments, {
      ...repository,
      issue_number: pull,
      per_page: 100,
    });
    const own = comments.find((one) => one.user?.login === author && one.body?.startsWith(marker));
    if (own !== undefined && own.body?.replaceAll("\r\n", "\n") === text) {
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
