import { printableLine } from "../../exec/printable.ts";
import type { Problem } from "../../shard/records.ts";

/** What could not be explored, as one line of any length: stage, module, error and message. */
export function problemText({ module, stage, error, message }: Problem): string {
  const oneLine = message.replaceAll(/\s+/g, " ");
  return printableLine(`${stage.padEnd(7)}  ${module === "" ? "(whole)" : module}: ${error}: ${oneLine}`);
}
