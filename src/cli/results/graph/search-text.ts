import { KIND_NAMES } from "../../../ask/kind-names.ts";
import { wrapped } from "../../../ask/wrapped.ts";
import { countText, figure } from "../../../exec/figure.ts";
import { printableLine } from "../../../exec/printable.ts";
import type { Hit, Search } from "../../../graph/questions/search.ts";
import { releaseText } from "../release-text.ts";
import type { Looks } from "../taken/words.ts";

/** What a search has found, for a person: each with what it is for. */
export function searchText({ hits, more, wholeOnly }: Search, { colors, width }: Looks): string {
  const { bold, dim } = colors;
  const texts = hits.map((hit) => {
    const head = `${bold(printableLine(hit.name))}  ${dim(aboutText(hit))}`;
    const summary = hit.summary === null || hit.summary === "" ? [] : [printableLine(hit.summary)];
    return [head, ...summary.flatMap((line) => wrapped("    ", line, width))].join("\n");
  });
  const notes = [
    ...(more > 0 ? [`… and ${figure(more)} more (--all shows them)`] : []),
    ...wholeOnly.map(
      (word) => `${printableLine(word)}: only where it is a whole word; too much begins with it`,
    ),
  ];
  return [...texts, ...notes.map((note) => dim(note))].join("\n");
}

function aboutText({ kind, distribution, version, usedBy }: Hit): string {
  const [noun] = KIND_NAMES[kind as keyof typeof KIND_NAMES] ?? [kind];
  const users = usedBy === 0 ? "" : `, used by ${countText(usedBy, "distribution")}`;
  return `${noun} of ${releaseText(distribution, version)}${users}`;
}
