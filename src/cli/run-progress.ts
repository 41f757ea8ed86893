import { clearScreenDown, cursorTo, moveCursor } from "node:readline";
import { printableLine } from "../exec/printable.ts";
import type { PlannedWork } from "../plan/plan.ts";
import type { PackageEvent } from "../run/events.ts";
import { wantsColor } from "./context.ts";
import { secondsText } from "./text.ts";

/** Shows lines that stay and, on a terminal, below them what runs just now. */
export interface RunProgress {
  line(text: string): void;
  begin(planned: PlannedWork): void;
  event(planned: PlannedWork, event: PackageEvent): void;
  end(planned: PlannedWork): void;
  /** What is told of the whole below the list, such as how long it will take. */
  status(text: string): void;
  close(): void;
}

/** @param say what shows a line that stays */
export function runProgress(say: (line: string) => void): RunProgress {
  return process.stderr.isTTY && wantsColor(process.stderr)
    ? new LiveProgress(process.stderr)
    : new LineProgress(say);
}

class LineProgress implements RunProgress {
  readonly line: (text: string) => void;

  constructor(say: (line: string) => void) {
    this.line = say;
  }

  begin(): void {}
  event(): void {}
  end(): void {}
  status(): void {}
  close(): void {}
}

const REDRAW_MILLISECONDS = 200;

/** A list of hundreds would not fit on a screen, so only what runs is live. */
class LiveProgress implements RunProgress {
  readonly #stream: NodeJS.WriteStream;
  readonly #running = new Map<string, { since: number; now: string }>();
  readonly #timer: NodeJS.Timeout;
  #status = "";
  #drawn = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#timer = setInterval(() => this.#draw(), REDRAW_MILLISECONDS);
  }

  line(text: string): void {
    this.#clear();
    this.#stream.write(`${text}\n`);
    this.#draw();
  }

  begin({ stem }: PlannedWork): void {
    this.#running.set(stem, { since: performance.now(), now: "" });
  }

  event({ stem }: PlannedWork, event: PackageEvent): void {
    const shown = this.#running.get(stem);
    if (shown !== undefined && event.event !== "end") {
      shown.now = `${event.stage}  ${printableLine(event.detail ?? "")}`;
    }
  }

  end({ stem }: PlannedWork): void {
    this.#running.delete(stem);
  }

  status(text: string): void {
    this.#status = text;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#clear();
  }

  #draw(): void {
    this.#clear();
    // A terminal that does not know its size says 0.
    const width = (this.#stream.columns || 80) - 1;
    const rows = [...this.#running].slice(0, Math.max(1, (this.#stream.rows || 24) - 2));
    const lines = rows.map(([stem, { since, now }]) => {
      return `  ${stem}  ${now.trimEnd()}  ${secondsText((performance.now() - since) / 1000)}`;
    });
    const all = [...lines, ...(this.#status === "" ? [] : [this.#status])].map((line) =>
      line.slice(0, width),
    );
    this.#stream.write(all.map((line) => `${line}\n`).join(""));
    this.#drawn = all.length;
  }

  #clear(): void {
    if (this.#drawn > 0) {
      moveCursor(this.#stream, 0, -this.#drawn);
      cursorTo(this.#stream, 0);
      clearScreenDown(this.#stream);
      this.#drawn = 0;
    }
  }
}
