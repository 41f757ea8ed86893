import { once } from "node:events";
import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import { dirname } from "node:path";
import { printableLine } from "../../exec/printable.ts";

/** A run's own lines, each with its instant. What packages print is in logs of their own. */
export interface RunLog {
  readonly path: string;
  line(text: string): void;
  /** @throws when something could not be written (a full disk) */
  close(): Promise<void>;
}

/** @param goesOn after the lines of a run that was interrupted */
export function openRunLog(path: string, goesOn: boolean): RunLog {
  mkdirSync(dirname(path), { recursive: true });
  const file: WriteStream = createWriteStream(path, { flags: goesOn ? "a" : "w" });
  let failure: Error | undefined;
  file.on("error", (error) => {
    failure = error;
  });
  return {
    path,
    line(text) {
      file.write(`${new Date().toISOString()}  ${printableLine(text)}\n`);
    },
    async close() {
      file.end();
      if (!file.closed) {
        await once(file, "close");
      }
      if (failure !== undefined) {
        throw failure;
      }
    },
  };
}
