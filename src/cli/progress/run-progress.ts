import { clearScreenDown, cursorTo, moveCursor } from "node:readline";
import { secondsText } from "../../exec/figure.ts";
import { printableLine } from "../../exec/printable.ts";
import type { PlannedWork } from "../../plan/plan.ts";
import type { PackageEvent } from "../../run/package/events.ts";
import { wantsColor } from "../context.ts";

/** Shows lines that stay, and what runs just now: live below them on a terminal, now and then elsewhere. */
export interface RunProgress {
  line(text: string): void;
  begin(planned: PlannedWork): void;
  event(planned: PlannedWork, event: PackageEvent): void;
  end(planned: PlannedWork): void;
  /** What is told of the whole, such as how long it will take. */
  status(text: string): void;
  close(): void;
}

/** @param say what shows a line that stays */
export function runProgress(say: (line: string) => void): RunProgress {
  const stream = process.stderr;
  return stream.isTTY && wantsColor(stream) ? new LiveProgress(stream) : new LineProgress(say);
}

/** What runs just now, and since when. */
class Running {
  readonly #packages = new Map<string, { since: number; now: string }>();

  begin({ stem }: PlannedWork): void {
    this.#packages.set(stem, { since: performance.now(), now: "" });
  }

  event({ stem }: PlannedWork, event: PackageEvent): void {
    const shown = this.#packages.get(stem);
    if (shown !== undefined && event.event !== "end") {
      shown.now = printableLine(`${event.stage}  ${event.detail ?? ""}`.trimEnd());
    }
  }

  end({ stem }: PlannedWork): void {
    this.#packages.delete(stem);
  }

  get lines(): string[] {
    return [...this.#packages].map(([stem, { since, now }]) => {
      return `${stem}  ${now}  ${secondsText((performance.now() - since) / 1000)}`;
    });
  }
}

/** Who reads a log sees that a run goes on, though nothing is done for minutes. */
const SILENCE_MILLISECONDS = 60_000;

class LineProgress extends Running implements RunProgress {
  readonly #say: (text: string) => void;
  readonly #timer = setInterval(() => this.#tell(), SILENCE_MILLISECONDS);
  #status = "";
  #told = performance.now();

  constructor(say: (line: string) => void) {
    super();
    this.#say = say;
  }

  line(text: string): void {
    this.#told = performance.now();
    this.#say(text);
  }

  status(text: string): void {
    this.#status = text;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #tell(): void {
    const { lines } = this;
    if (lines.length > 0 && performance.now() - this.#told >= SILENCE_MILLISECONDS) {
      this.line(`… ${this.#status}: ${lines.join("; ")}`);
    }
  }
}

const REDRAW_MILLISECONDS = 200;

/** A list of hundreds would not fit on a screen, so only what runs is live. */
class LiveProgress extends Running implements RunProgress {
  readonly #stream: NodeJS.WriteStream;
  readonly #timer = setInterval(() => this.#draw(), REDRAW_MILLISECONDS);
  #status = "";
  #drawn = 0;

  constructor(stream: NodeJS.WriteStream) {
    super();
    this.#stream = stream;
  }

  line(text: string): void {
    this.#clear();
    this.#stream.write(`${text}\n`);
    this.#draw();
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
    const rows = this.lines.slice(0, Math.max(1, (this.#stream.rows || 24) - 2)).map((line) => `  ${line}`);
    const all = [...rows, ...(this.#status === "" ? [] : [this.#status])].map((line) => line.slice(0, width));
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
