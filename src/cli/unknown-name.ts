import { nearNames } from "../ask/near-names.ts";
import { InputError } from "../errors/input-error.ts";
import { quoted } from "../errors/quoted.ts";
import { printableLine } from "../exec/printable.ts";
import type { AskedGraph } from "./graph-choice.ts";

/** So many explored distributions are named. */
const SHOWN = 8;

/** A name that no explored distribution has: what it may have been meant for, and what was explored at all. */
export async function nobodyHas({ graph, storeFlag }: AskedGraph, name: string): Promise<InputError> {
  const releases = await graph.releases();
  const distributions = [...new Set(releases.map(({ distribution }) => distribution))];
  const imports = releases.flatMap(({ importNames }) => importNames);
  const [top = name] = name.split(".", 1);
  const near = nearNames([...new Set([...imports, ...distributions])], top).slice(0, 3);
  const shown = distributions.slice(0, SHOWN).join(", ");
  const more =
    distributions.length > SHOWN ? `, … (${distributions.length.toLocaleString("en")} in all)` : "";
  const meant = near.length === 0 ? "" : `did you mean ${near.map(printableLine).join(", ")}? Else `;
  return new InputError({
    message: `nothing that was explored in ${graph.address} has ${quoted(name)}; explored ${distributions.length === 1 ? "is" : "are"} ${shown}${more}`,
    fix: `${meant}explore the distribution that has it first, such as: ./scripts/explore NAME${storeFlag}`,
  });
}
