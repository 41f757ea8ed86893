import { printableLine } from "../../../exec/printable.ts";
import type { LowestInstalled } from "../../../impact/lowest.ts";

/** Lower bounds as a constraints file has them, each with why it is no lower. */
export function constraintsText(lowest: readonly LowestInstalled[]): string {
  return lowest.map((one) => printableLine(`${one.name}>=${one.lowest}  # ${reasonOf(one)}`)).join("\n");
}

function reasonOf({ lacking }: LowestInstalled): string {
  return lacking === undefined
    ? "no older release was explored"
    : `${lacking.version} lacks ${lacking.name}: ${lacking.file}:${lacking.line}`;
}
