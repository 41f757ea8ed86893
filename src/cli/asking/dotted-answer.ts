import { describeMiss } from "../../ask/miss.ts";
import { type NoResolution, type Resolution, resolveName } from "../../ask/resolve.ts";
import { InputError, type InputProblem } from "../../errors/input-error.ts";
import { quoted } from "../../errors/quoted.ts";
import type { ForeignRef } from "../../shard/records.ts";
import type { Shard, ShardObjects } from "../../shard/shard.ts";
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

/** A shard that is asked: the whole of it, or as much as a question needs. */
export interface OpenedShard<S extends ShardObjects> {
  shard: S;
  /** Answers a question about a dotted name, which may be put several times. */
  ask<T>(question: (shard: S) => T, name: string): T | Promise<T>;
}

/** Opens the shard of an entry. */
export type OpenShard<S extends ShardObjects> = (entry: AnsweringEntry) => Promise<OpenedShard<S>>;

/** An answer, and which shard gave it. */
export interface DottedAnswer<T, S extends ShardObjects = ShardObjects> extends Origin {
  answer: T;
  shard: S;
}

/** What is asked of a shard about a dotted name. */
export type Question<T, S extends ShardObjects = ShardObjects> = (shard: S, name: string) => T | NoResolution;

/** Opens whole shards. */
export function wholeShards({ store }: Asked): OpenShard<Shard> {
  return async (entry) => {
    const shard = await openKeptShard(store, entry);
    return { shard, ask: (question) => question(shard) };
  };
}

/** References may lead from shard to shard in circles. */
const MOST_LINKS = 8;

/**
 * The answer of the first shard that may have a dotted name and has it. Where the name leads into the shard of another
 * distribution, or of the standard library, that one's, if it is here in the release that is referred to or another one.
 * What begins with nothing that is imported may be a builtin.
 *
 * @param packageName look into this one only
 * @param open how shards are opened
 * @throws UsageError or InputError that tell what may have been meant, where none has it
 */
export async function answerOf<T extends { resolution: Resolution }, S extends ShardObjects>(
  asked: Asked,
  name: string,
  packageName: string | undefined,
  question: Question<T, S>,
  open: OpenShard<S>,
): Promise<DottedAnswer<T, S>> {
  const following = new Following(asked, name, question, open);
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
class Following<T extends { resolution: Resolution }, S extends ShardObjects> {
  readonly #asked: Asked;
  readonly #name: string;
  readonly #question: Question<T, S>;
  readonly #open: OpenShard<S>;

  constructor(asked: Asked, name: string, question: Question<T, S>, open: OpenShard<S>) {
    this.#asked = asked;
    this.#name = name;
    this.#question = question;
    this.#open = open;
  }

  async from(first: Answering): Promise<DottedAnswer<T, S> | InputProblem> {
    return await this.#ask({ answering: first, first, links: [] }, this.#name);
  }

  async #ask(at: Origin, name: string): Promise<DottedAnswer<T, S> | InputProblem> {
    const opened = await this.#open(at.answering.entry);
    const { shard } = opened;
    const [answer, onward] = await opened.ask((one) => {
      const said = this.#question(one, name);
      return [said, onwardOf(one, name, "resolution" in said ? said.resolution : said)] as const;
    }, name);
    const there = onward && (await this.#askThere(at, onward));
    if ("resolution" in answer) {
      // A shard may refer to what another one has no node for; that it does is all there is to tell then.
      return there !== undefined && "answer" in there ? there : { ...at, answer, shard };
    }
    return there ?? (await this.#missOf(at, opened, name, answer));
  }

  async #askThere(
    { answering, first, links }: Origin,
    { ref, begun, rest }: Onward,
  ): Promise<DottedAnswer<T, S> | InputProblem | undefined> {
    const owner = ownerOf(this.#asked, ref);
    if (owner === undefined || links.length === MOST_LINKS) {
      return undefined;
    }
    const link = { from: answering.entry, ref, to: owner.answering.entry, isExact: owner.isExact };
    const at = { answering: owner.answering, first, links: [...links, link] };
    const there = await this.#ask(at, `${ref.id}${rest}`);
    return "answer" in there ? { ...there, answer: goneOn(begun, ref, there.answer) } : there;
  }

  async #missOf(
    { answering, links }: Origin,
    opened: OpenedShard<S>,
    name: string,
    miss: NoResolution,
  ): Promise<InputProblem> {
    const { message, near } = await opened.ask((shard) => describeMiss(shard, name, miss), name);
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

function onwardOf(shard: ShardObjects, name: string, said: Resolution | NoResolution): Onward | undefined {
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
