import { printableLine } from "../../exec/printable.ts";
import type { Context } from "../context.ts";
import { releaseText } from "../results/release-text.ts";
import type { Link, Origin } from "./dotted-answer.ts";
import { howToGet, releaseOf } from "./owner-shard.ts";
import { type Asked, versionsLine } from "./shard-choice.ts";

/** Behind an answer: whose it is where the name led into another shard, what else is to be said, and which versions there are. */
export function originText(
  context: Context,
  asked: Asked,
  { first, links }: Origin,
  notes: readonly string[] = [],
): string {
  const all = [...links.map((link) => linkText(asked, link)), ...notes];
  const tail = all.length === 0 ? "" : `\n\n${all.map((note) => context.colors.dim(note)).join("\n")}`;
  return `${tail}${versionsLine(context, first)}`;
}

/** `of urllib3 2.8.0, which requests 2.34.2 was explored with` */
function linkText(asked: Asked, { from, ref, to, isExact }: Link): string {
  const here = `of ${releaseText(to.name, to.version)}`;
  const user = releaseText(from.name, from.version);
  return isExact
    ? `${here}, which ${user} was explored with`
    : `${here}, the nearest here: ${user} was explored with ${printableLine(releaseOf(ref)?.version ?? "")} (${howToGet(asked, ref)})`;
}
