/** What `show` tells of where an answer comes from, when that is not the shard that was asked first. */

import { printableLine } from "../../../exec/printable.ts";
import type { ForeignRef } from "../../../shard/records.ts";
import type { HeadEntry } from "../../../store/layout.ts";
import { releaseText } from "./release-text.ts";

/** A node of another distribution than that in which its name was found. */
export interface Link {
  /** The shard that refers to it. */
  from: HeadEntry;
  ref: ForeignRef;
  to: HeadEntry;
  /** Whether it is in the very release that is referred to; else that is the nearest one here. */
  isExact: boolean;
}

/** `of urllib3 2.8.0, which requests 2.34.2 was explored with` */
export function linkText({ from, ref, to, isExact }: Link): string {
  const here = `of ${releaseText(to.name, to.version)}`;
  const user = releaseText(from.name, from.version);
  const version = "python" in ref ? ref.python : ref.distribution === null ? "" : ref.version;
  return isExact
    ? `${here}, which ${user} was explored with`
    : `${here}, the nearest here: ${user} was explored with ${printableLine(version)}`;
}
