import { printableJson } from "../../../exec/printable.ts";
import type { Shard } from "../../../shard/shard.ts";
import type { Told } from "./told.ts";

export const CHECK_JSON_HELP =
  "for a program: {old, new, changes: [{rule, level, name, witness, users, …}], suppressed: [{…, reason, until}], remarks, unknown, deserved: {bump, version, isReached}, failure}";

/** A check for a program. */
export function checkJson({ releases: [old, now], check }: Told): string {
  const { suppressed, ...rest } = check;
  return printableJson({
    ...{ old: releaseJson(old), new: releaseJson(now), ...rest },
    suppressed: suppressed.map(({ change, by: { reason, until } }) => ({
      ...change,
      reason,
      ...(until !== undefined && { until }),
    })),
  });
}

function releaseJson({ header: { distribution, python } }: Shard) {
  return { name: distribution.name, version: distribution.version, python };
}
