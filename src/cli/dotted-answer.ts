import { describeMiss } from "../ask/miss.ts";
import type { NoResolution, Resolution } from "../ask/resolve.ts";
import { InputError, type InputProblem } from "../errors/input-error.ts";
import type { Shard } from "../shard/shard.ts";
import type { Answering } from "../store/answering.ts";
import { openKeptShard } from "../store/kept-shard.ts";
import {
  type Asked,
  answeringForDottedName,
  findAnswering,
  otherVersionsText,
  unknownDistribution,
  unknownDottedName,
} from "./shard-choice.ts";

/**
 * The answer of the first shard that may have a dotted name and has it.
 *
 * @param packageName look into this one only
 * @throws UsageError or InputError that tell what may have been meant, where none has it
 */
export async function answerOf<T extends { resolution: Resolution }>(
  asked: Asked,
  name: string,
  packageName: string | undefined,
  question: (shard: Shard, name: string) => T | NoResolution,
): Promise<{ answer: T; shard: Shard; answering: Answering }> {
  const misses: InputProblem[] = [];
  for (const answering of candidates(asked, name, packageName)) {
    const shard = await openKeptShard(asked.store, answering.entry);
    const answer = question(shard, name);
    if ("resolution" in answer) {
      return { answer, shard, answering };
    }
    misses.push(missOf(shard, name, answer, answering));
  }
  throw new InputError(misses);
}

function missOf(shard: Shard, name: string, miss: NoResolution, answering: Answering): InputProblem {
  const { message, near } = describeMiss(shard, name, miss);
  const fixes = [
    ...(near.length === 0 ? [] : [`did you mean ${near.join(", ")}?`]),
    ...(answering.others.length === 0 ? [] : [otherVersionsText(answering)]),
  ];
  return fixes.length === 0 ? { message } : { message, fix: fixes.join(" ") };
}

function candidates(asked: Asked, name: string, packageName: string | undefined): Answering[] {
  if (packageName !== undefined) {
    const answering = findAnswering(asked, packageName);
    if (answering === undefined) {
      throw unknownDistribution(asked, packageName);
    }
    return [answering];
  }
  const found = answeringForDottedName(asked, name);
  if (found.length === 0) {
    throw unknownDottedName(asked, name);
  }
  return found;
}
