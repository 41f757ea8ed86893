import { describeMiss } from "../ask/miss.ts";
import type { NoResolution, Resolution } from "../ask/resolve.ts";
import { InputError, type InputProblem } from "../errors/input-error.ts";
import { quoted } from "../errors/quoted.ts";
import { printableLine } from "../exec/printable.ts";
import type { Shard } from "../shard/shard.ts";
import type { Answering } from "../store/answering.ts";
import { openKeptShard } from "../store/kept-shard.ts";
import { howToGet, newestLibrary, onwardOf, ownerOf } from "./owner-shard.ts";
import {
  type Asked,
  answeringForDottedName,
  findAnswering,
  otherVersionsText,
  unknownDistribution,
  unknownDottedName,
} from "./shard-choice.ts";

/** An answer, and which shard gave it. */
export interface DottedAnswer<T> {
  answer: T;
  shard: Shard;
  answering: Answering;
  /** What that one was asked for: another name than at first where this led on into its shard. */
  name: string;
}

/** References may lead from shard to shard in circles. */
const MOST_SHARDS = 8;

/**
 * The answer of the first shard that may have a dotted name and has it; where it leads on into the shard of another
 * distribution, or of the standard library, that one's. What begins with nothing that is imported may be a builtin.
 *
 * @param packageName look into this one only
 * @throws UsageError or InputError that tell what may have been meant, where none has it
 */
export async function answerOf<T extends { resolution: Resolution }>(
  asked: Asked,
  name: string,
  packageName: string | undefined,
  question: (shard: Shard, name: string) => T | NoResolution,
): Promise<DottedAnswer<T>> {
  const misses: InputProblem[] = [];
  for (const answering of candidates(asked, name, packageName)) {
    const found = await answerIn(asked, answering, name, question, misses);
    if (found !== undefined) {
      return found;
    }
  }
  if (misses.length > 0) {
    throw new InputError(misses);
  }
  const library = newestLibrary(asked);
  const found = library && (await answerIn(asked, library, name, question, []));
  if (found === undefined) {
    throw unknownDottedName(asked, name);
  }
  return found;
}

async function answerIn<T extends { resolution: Resolution }>(
  asked: Asked,
  first: Answering,
  dottedName: string,
  question: (shard: Shard, name: string) => T | NoResolution,
  misses: InputProblem[],
): Promise<DottedAnswer<T> | undefined> {
  let [answering, name] = [first, dottedName];
  for (let shards = 0; shards < MOST_SHARDS; shards += 1) {
    const shard = await openKeptShard(asked.store, answering.entry);
    const answer = question(shard, name);
    if ("resolution" in answer) {
      return { answer, shard, answering, name };
    }
    const [ref, onward = name] = onwardOf(name, answer) ?? [];
    const owner = ref && ownerOf(asked, ref);
    if (owner === undefined) {
      const miss = missOf(shard, name, answer, answering, ref && howToGet(asked, ref));
      const led = name === dottedName ? "" : `${quoted(dottedName)} leads into ${shardText(answering)}, and `;
      misses.push({ ...miss, message: `${led}${miss.message}` });
      return undefined;
    }
    [answering, name] = [owner, onward];
  }
  return undefined;
}

/** `python 3.13.7` */
export function shardText({ entry: { name, version } }: Answering): string {
  return `${name} ${printableLine(version)}`;
}

function missOf(
  shard: Shard,
  name: string,
  miss: NoResolution,
  answering: Answering,
  get: string | undefined,
): InputProblem {
  const { message, near } = describeMiss(shard, name, miss);
  const fixes = [
    ...(near.length === 0 ? [] : [`did you mean ${near.join(", ")}?`]),
    ...(get === undefined ? [] : [`explore what has it: ${get}`]),
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
  return answeringForDottedName(asked, name);
}
