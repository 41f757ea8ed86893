import { referenceText } from "../../ask/declaration.ts";
import { resolveName } from "../../ask/resolve.ts";
import { InputError } from "../../errors/input-error.ts";
import { quoted } from "../../errors/quoted.ts";
import { normalizeName } from "../../releases/project-name.ts";
import type { ShardNode } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";
import type { Answering } from "../../store/answering.ts";
import { openKeptShard } from "../../store/kept-shard.ts";
import { answerOf, type Origin, wholeShards } from "./dotted-answer.ts";
import { howToGet } from "./owner-shard.ts";
import { type Asked, answeringForDottedName, findAnswering, unknownDistribution } from "./shard-choice.ts";

/** What is asked about: a whole distribution, or what is at and below one of its nodes. */
export interface AskedPlace extends Origin {
  shard: Shard;
  node?: ShardNode;
}

/**
 * What an argument stands for: a dotted name, as `show` takes it; else a distribution, as `names` does.
 *
 * @throws UsageError or InputError that tell what may have been meant, where nothing has it
 */
export async function placeAsked(
  asked: Asked,
  argument: string,
  packageName: string | undefined,
): Promise<AskedPlace> {
  const whole = wholeDistribution(asked, argument, packageName);
  if (whole !== undefined) {
    const shard = await openKeptShard(asked.store, whole.entry);
    return { shard, answering: whole, first: whole, links: [] };
  }
  const { answer, shard, ...origin } = await answerOf(
    asked,
    argument,
    packageName,
    (within, name) => {
      const resolution = resolveName(within, name);
      return resolution.found ? { resolution } : resolution;
    },
    wholeShards(asked),
  );
  const { node, ref } = answer.resolution;
  if (node === undefined) {
    const get = howToGet(asked, ref);
    throw new InputError({
      message: `${quoted(argument)} is ${referenceText(ref)}, which is not here`,
      fix: `${get === undefined ? "" : `explore it: ${get}; `}what uses it: ./scripts/importgraph show ${argument}`,
    });
  }
  return { shard, node, ...origin };
}

/** The distribution that an argument is, where it is no dotted name that one begins with. */
function wholeDistribution(
  asked: Asked,
  argument: string,
  packageName: string | undefined,
): Answering | undefined {
  if (packageName !== undefined) {
    const answering = findAnswering(asked, packageName);
    const isItself = answering?.entry.name === normalizeName(argument);
    return isItself && !answering.entry.importNames.includes(argument) ? answering : undefined;
  }
  if (argument.includes("==")) {
    const answering = findAnswering(asked, argument);
    if (answering === undefined) {
      throw unknownDistribution(asked, argument);
    }
    return answering;
  }
  return answeringForDottedName(asked, argument).length === 0 ? findAnswering(asked, argument) : undefined;
}
