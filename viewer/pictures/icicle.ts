/** What an import loads, as an icicle: each module as wide as what is loaded through it. */

import type { LoadedModule } from "../../src/ask/taken/import-tree.ts";

export interface IcicleCell {
  module: string;
  depth: number;
  /** From 0 to 1 of the whole width. */
  x: number;
  width: number;
  /** How many modules are loaded through it, itself too. */
  size: number;
  kind: "sure" | "optional" | "lazy" | "failed";
  by?: { module: string; line: number };
}

/** The cells of modules that stand in the order in which they are loaded, each below the one that loads it. */
export function icicleOf(own: readonly LoadedModule[]): IcicleCell[] {
  const base = own[0]?.depth ?? 0;
  const ends = endsOf(own);
  const total = Math.max(1, own.length);
  return own.map((one, index) => {
    const size = (ends[index] ?? index + 1) - index;
    return {
      ...{ module: one.module, depth: one.depth - base, x: index / total, width: size / total, size },
      kind: kindOf(one),
      ...(one.by !== undefined && { by: one.by }),
    };
  });
}

/** Of each module the place behind the last one that is loaded through it. */
function endsOf(own: readonly LoadedModule[]): number[] {
  const ends: number[] = new Array(own.length);
  const open: number[] = [];
  for (const [index, { depth }] of own.entries()) {
    while (open.length > 0 && (own[open.at(-1) ?? 0]?.depth ?? 0) >= depth) {
      ends[open.pop() ?? 0] = index;
    }
    open.push(index);
  }
  for (const index of open) {
    ends[index] = own.length;
  }
  return ends;
}

function kindOf({ failed, lazy, optional }: LoadedModule): IcicleCell["kind"] {
  return failed === true ? "failed" : lazy === true ? "lazy" : optional === true ? "optional" : "sure";
}
