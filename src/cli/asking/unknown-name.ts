import { InputError } from "../../errors/input-error.ts";
import { quoted } from "../../errors/quoted.ts";
import { UsageError } from "../../errors/usage-error.ts";
import { figure } from "../../exec/figure.ts";
import { printableLine } from "../../exec/printable.ts";
import type { AskedGraph } from "./graph-choice.ts";

/** So many explored distributions are named. */
const SHOWN = 8;

/**
 * A name that no explored distribution has: what it may have been meant for, and what was explored at all.
 *
 * @param known names that may have been meant, before those that look like it
 */
export async function nobodyHas(
  { graph, storeFlag }: AskedGraph,
  name: string,
  known: readonly string[] = [],
): Promise<InputError> {
  const { nearestNames } = await import("../../graph/questions/nearest-names.ts");
  const { reached, names } = await nearestNames(graph, name);
  const shownNames = [...known, ...names].slice(0, 3).map(printableLine).join(", ");
  const meant = shownNames === "" ? "" : `did you mean ${shownNames}? Else `;
  if (reached !== undefined) {
    const beginning = printableLine(reached.name);
    const { id, distribution } = reached.place;
    const isEnd = id.endsWith(`.${reached.name}`);
    const what = isEnd ? `${beginning} (${printableLine(id)} of ${distribution})` : beginning;
    const another = isEnd ? `; of another ${beginning}, explore the distribution that has it first` : "";
    return new InputError({
      message: `${what} is there, and has no ${quoted(name.slice(reached.name.length + 1))}`,
      fix: `${meant}what it has: ./scripts/importgraph show ${beginning}${storeFlag}${another}`,
    });
  }
  const releases = graph.releases();
  const distributions = [...new Set(releases.map(({ distribution }) => distribution))];
  const shown = distributions.slice(0, SHOWN).join(", ");
  const more = distributions.length > SHOWN ? `, … (${figure(distributions.length)} in all)` : "";
  return new InputError({
    message: `nothing that was explored in ${graph.address} has ${quoted(name)}; explored ${distributions.length === 1 ? "is" : "are"} ${shown}${more}`,
    fix: `${meant}explore the distribution that has it first, such as: ./scripts/explore NAME${storeFlag}`,
  });
}

/** @throws UsageError for what can be nobody's name */
export function ensureDottedName(name: string): void {
  if (!/^[^\s.:]+([.:][^\s.:]+)*$/u.test(name)) {
    throw new UsageError({
      message: `${quoted(name)} is no name`,
      fix: "give one with dots between its parts, such as requests.Session",
    });
  }
}
