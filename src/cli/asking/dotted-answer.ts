import { describeMiss } from "../../ask/miss.ts";
import { type NoResolution, type Resolution, resolveName } from "../../ask/resolve.ts";
import { InputError, type InputProblem } from "../../errors/input-error.ts";
import { quoted } from "../../errors/quoted.ts";
import type { ForeignRef } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";
import { type AnsweredBy, type Answering, type AnsweringEntry, answeredBy } from "../../store/answering.ts";
import { openKeptShard } from "../../store/kept-shard.ts";
import { releaseText } from "../results/release-text.ts";
import { howToGet, newestLibrary, ownerOf } from "./owner-shard.ts";
import {
  type Asked,
  answeringForDottedName,
  findAnswering,
  otherVersionsText,
  unknownDistribution,
  unknownDottedName,
} from "./shard-choice.ts";

/** A reference into another shard, which was followed. */
export interface Link {
  /** The shard that refers. */
  from: AnsweringEntry;
  ref: ForeignRef;
  to: AnsweringEntry;
  /** Whether it is of the very release that is referred to; else it is the nearest one here. */
  isExact: boolean;
}

/** Which shard an answer is from, and how its name led there. */
export interface Origin {
  answering: Answering;
  /** The shard that the name was looked up in at first. */
  first: Answering;
  /** From there to the one that answers; none where that is the same. */
  links: readonly Link[];
}

/** An answer, and which shard gave it. */
export interface DottedAnswer<T> extends Origin {
  answer: T;
  shard: Shard;
}

/** What is asked of a shard about a dotted name. */
export type Question<T> = (shard: Shard, name: string) => T | NoResolution;

/** References may lead from shard to shard in circles. */
const MOST_LINKS = 8;

/**
 * The answer of the first shard that may have a dotted name and has it. Where the name leads into the shard of another
 * distribution, or of the standard library, that one's, if it is here in the release that is referred to or another one.
 * What begins with nothing that is imported may be a builtin.
 *
 * @param packageName look into this one only
 * @throws UsageError or InputError that tell what may have been meant, where none has it
 */
export async function answerOf<T extends { resolution: Resolution }>(
  asked: Asked,
  name: string,
  packageName: string | undefined,
  question: Question<T>,
): Promise<DottedAnswer<T>> {
  const following = new Following(asked, name, question);
  const misses: InputProblem[] = [];
  for (const first of candidates(asked, name, packageName)) {
    const found = await following.from(first);
    if ("answer" in found) {
      return found;
    }
    misses.push(found);
  }
  if (misses.length > 0) {
    throw new InputError(misses);
  }
  const library = newestLibrary(asked);
  const found = library && (await following.from(library));
  if (found === undefined || !("answer" in found)) {
    throw unknownDottedName(asked, name);
  }
  return found;
}

/** What answers for programs say of where they come from. */
export function originJson({ answering, links }: Origin): AnsweredBy & { links?: object[] } {
  const told = links.map(({ from: { name, version }, ref, isExact }) => {
    return { from: name, fromVersion: version, ref, isExact };
  });
  return { ...answeredBy(answering), ...(told.length > 0 && { links: told }) };
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

/** Follows one dotted name from shard to shard. */
class Following<T extends { resolution: Resolution }> {
  readonly #asked: Asked;
  readonly #name: string;
  readonly #question: Question<T>;

  constructor(asked: Asked, name: string, question: Question<T>) {
    this.#asked = asked;
    this.#name = name;
    this.#question = question;
  }

  async from(first: Answering): Promise<DottedAnswer<T> | InputProblem> {
    return await this.#ask({ answering: first, first, links: [] }, this.#name);
  }

  async #ask(at: Origin, name: string): Promise<DottedAnswer<T> | InputProblem> {
    const shard = await openKeptShard(this.#asked.store, at.answering.entry);
    const answer = this.#question(shard, name);
    const onward = onwardOf(shard, name, "resolution" in answer ? answer.resolution : answer);
    const there = onward && (await this.#askThere(at, onward));
    if ("resolution" in answer) {
      // A shard may refer to what another one has no node for; that it does is all there is to tell then.
      return there !== undefined && "answer" in there ? there : { ...at, answer, shard };
    }
    return there ?? this.#missOf(at, shard, name, answer);
  }

  async #askThere(
    { answering, first, links }: Origin,
    { ref, begun, rest }: Onward,
  ): Promise<DottedAnswer<T> | InputProblem | undefined> {
    const owner = ownerOf(this.#asked, ref);
    if (owner === undefined || links.length === MOST_LINKS) {
      return undefined;
    }
    const link = { from: answering.entry, ref, to: owner.answering.entry, isExact: owner.isExact };
    const at = { answering: owner.answering, first, links: [...links, link] };
    const there = await this.#ask(at, `${ref.id}${rest}`);
    return "answer" in there ? { ...there, answer: goneOn(begun, ref, there.answer) } : there;
  }

  #missOf({ answering, links }: Origin, shard: Shard, name: string, miss: NoResolution): InputProblem {
    const { message, near } = describeMiss(shard, name, miss);
    const link = links.at(-1);
    const isForeign = miss.ref !== undefined && typeof miss.ref !== "string";
    const wanted = isForeign ? miss.ref : link?.isExact === false ? link.ref : undefined;
    const get = wanted && howToGet(this.#asked, wanted);
    const fixes = [
      ...(near.length === 0 ? [] : [`did you mean ${near.join(", ")}?`]),
      ...(get === undefined ? [] : [`explore what has it: ${get}`]),
      ...(answering.others.length === 0 || link !== undefined ? [] : [otherVersionsText(answering)]),
    ];
    const led = link === undefined ? "" : `${quoted(this.#name)} leads into ${leadsIntoText(link)}, and `;
    return { message: `${led}${message}`, ...(fixes.length > 0 && { fix: fixes.join(" ") }) };
  }
}

function leadsIntoText({ to, isExact }: Link): string {
  return `${releaseText(to.name, to.version)}${isExact ? "" : " (the nearest one here)"}`;
}

/** Where another shard has to be asked. */
interface Onward {
  ref: ForeignRef;
  /** How the name leads to the reference. */
  begun: Resolution;
  /** What stands behind that in the name. */
  rest: string;
}

function onwardOf(shard: Shard, name: string, said: Resolution | NoResolution): Onward | undefined {
  const { ref } = said;
  if (ref === undefined || typeof ref === "string") {
    return undefined;
  }
  const length = said.found ? name.length : said.reached.length;
  const begun = said.found ? said : resolveName(shard, name.slice(0, length));
  return begun.found ? { ref, begun, rest: name.slice(length) } : undefined;
}

/** What another shard answers, with all steps that led there. */
function goneOn<T extends { resolution: Resolution }>(begun: Resolution, { id }: ForeignRef, answer: T): T {
  const { steps } = answer.resolution;
  const walked = steps.slice(0, steps.findIndex(({ to }) => to === id) + 1);
  // That what is referred to stands where its id says is no news.
  const news = walked.every(({ how }) => how === "member") ? steps.slice(walked.length) : steps;
  const resolution = { ...answer.resolution, module: begun.module, steps: [...begun.steps, ...news] };
  return { ...answer, resolution };
}
