import { InputError } from "../../../errors/input-error.ts";
import { History } from "../../../history/history.ts";
import { type Since, type Span, sinceOf } from "../../../history/since.ts";
import type { Finding } from "../../../impact/finding.ts";
import type { Store } from "../../../store/store.ts";

/** What is looked up of one distribution, at most: each name is followed through all releases. */
const MOST_NAMES = 200;
const OF_NAMES = new Set<Finding["kind"]>(["breaks", "missing", "misfit", "doubtful"]);

/**
 * Findings with since when and until when there is what they lack, as far as a history that the store has of its distribution tells.
 */
export async function withSince(store: Store, findings: readonly Finding[]): Promise<Finding[]> {
  const asking = findings.filter(
    ({ kind, distribution }) => OF_NAMES.has(kind) && distribution !== undefined,
  );
  const known = new Map<string, Since>();
  for (const [distribution = "", some] of Map.groupBy(asking, (one) => one.distribution)) {
    const history = await opened(store, distribution);
    const names =
      history === undefined ? [] : [...new Set(some.map(({ name }) => name))].slice(0, MOST_NAMES);
    for (const name of names) {
      const since = history && (await sinceOf(history, [name]));
      if (since !== undefined) {
        known.set(`${distribution} ${name}`, since);
      }
    }
  }
  return findings.map((finding) => {
    const since = OF_NAMES.has(finding.kind)
      ? known.get(`${finding.distribution ?? ""} ${finding.name}`)
      : undefined;
    const span = since && spanOf(finding, since);
    return span === undefined
      ? finding
      : { ...finding, since: span.since, ...(span.until !== undefined && { until: span.until }) };
  });
}

/** Of the argument that is not taken, or of the name itself; undefined where it is there all the time, so that it says nothing. */
function spanOf({ misfit }: Finding, since: Since): Span | undefined {
  const [keyword] = misfit?.keywords ?? [];
  return misfit === undefined ? since : since.parameters.find(({ name }) => name === keyword);
}

/** A history that is damaged, or can't be had, says nothing; `store verify` tells. */
async function opened(store: Store, distribution: string): Promise<History | undefined> {
  try {
    return await History.open(store, distribution);
  } catch (error) {
    if (error instanceof InputError) {
      return undefined;
    }
    throw error;
  }
}
