import { checkRecord } from "../../shard/check-record.ts";
import { excerpt } from "../../shard/excerpt.ts";
import { LineSplitter, LineTooLongError } from "../../shard/lines.ts";
import { MAX_LINE_BYTES, type Problem, type ProblemStage, type ShardRecord } from "../../shard/records.ts";
import { moduleOf } from "../../shard/references.ts";
import { Asides } from "./asides.ts";
import { DEFAULT_LIMITS, type ReceiverLimits } from "./limits.ts";
import { parseEvent, type SessionEvent, type SessionStage, type StartEvent } from "./protocol.ts";
import { describeStep, type Step, StepLog } from "./steps.ts";

/** The stages in which the explorer looks at what was found, and tells it. */
const LOOKING: ReadonlySet<SessionStage> = new Set(["walk", "source"]);

/** So many records that don't follow the schema are left out one by one; more end the session. */
const MAX_MALFORMED = 1000;
const MALFORMED = "MalformedRecord";

export type CollectedRecord = Exclude<ShardRecord, { record: "header" | "end" }>;

/** What the stream did that no explorer does, as a problem of the module at fault will say it. */
export interface Violation {
  stage: Extract<ProblemStage, "limit" | "tamper">;
  error: "TooMuchOutput" | "BrokenStream" | "Tampered";
  message: string;
}

/** What a session may do, beside its job. */
export interface ReceiverOptions {
  /** The modules that the job says must not be imported. */
  skip?: Iterable<string>;
  /** Whether a module that is announced has to be imported before the session can be done. Default: none has. */
  isToImport?: (module: string) => boolean;
  /** What every line begins with that the explorer wrote; others are somebody else's. Default: nothing. */
  sign?: string;
  limits?: ReceiverLimits;
  /** Whether the session goes on when a module has changed what all modules share, and that can't be put back. */
  mayTamper?: (module: string, start: StartEvent) => boolean;
}

/**
 * Takes the bytes of one session and keeps what they say, trusting none of it: any bytes at all end in one of three
 * states, and never in an exception.
 *
 * Nothing is taken after a violation, and nothing may come after `done`.
 */
export class SessionReceiver {
  readonly #splitter = new LineSplitter(MAX_LINE_BYTES);
  readonly #limits: ReceiverLimits;
  readonly #skip: ReadonlySet<string>;
  readonly #records: CollectedRecord[] = [];
  readonly #steps = new StepLog();
  readonly #isToImport: (module: string) => boolean;
  readonly #sign: string;
  #modules: ReadonlySet<string> = new Set();
  #bytes = 0;
  #recordsOfStep = 0;
  #malformed = 0;
  #start: StartEvent | undefined;
  #state: "running" | "done" | "violated" = "running";
  readonly #mayTamper: NonNullable<ReceiverOptions["mayTamper"]>;
  readonly #tampering = new Map<string, Problem>();
  readonly #asides = new Asides();
  #missing: ReadonlySet<string> | undefined;
  #hasTampered = false;
  #violation: Violation | undefined;

  constructor({
    skip = [],
    isToImport = () => false,
    limits = DEFAULT_LIMITS,
    sign = "",
    mayTamper = () => false,
  }: ReceiverOptions = {}) {
    this.#skip = new Set(skip);
    this.#isToImport = isToImport;
    this.#limits = limits;
    this.#sign = sign;
    this.#mayTamper = mayTamper;
  }

  get state(): "running" | "done" | "violated" {
    return this.#state;
  }

  get violation(): Violation | undefined {
    return this.#violation;
  }

  /** Undefined until the explorer has said what it is going to do. */
  get start(): StartEvent | undefined {
    return this.#start;
  }

  /** Which steps have begun and ended, and which module is at work. */
  get steps(): StepLog {
    return this.#steps;
  }

  get records(): readonly CollectedRecord[] {
    return this.#records;
  }

  /** What modules have changed that all of them share, where the session went on nevertheless. */
  get tampering(): readonly Problem[] {
    return [...this.#tampering.values()];
  }

  /** What it tells that is no record. */
  get asides(): Pick<Asides, "tracebacks" | "named"> {
    return this.#asides;
  }

  /** The planned modules that could not be imported, known once that of all has been tried. */
  get missing(): ReadonlySet<string> | undefined {
    return this.#missing;
  }

  /** Whether something of that could not be put back. */
  get hasTampered(): boolean {
    return this.#hasTampered;
  }

  push(chunk: Uint8Array): void {
    if (this.#state === "violated") {
      return;
    }
    if (this.#state === "done") {
      // An explorer that is done says nothing more: whoever wrote that it was done is somebody else.
      this.#violate("tamper", "found more after the end of the session");
      return;
    }
    this.#bytes += chunk.length;
    if (this.#bytes > this.#limits.bytes) {
      this.#violate("limit", `more than ${this.#limits.bytes} bytes were sent`);
      return;
    }
    try {
      for (const line of this.#splitter.push(chunk)) {
        if (this.#state === "running") {
          this.#takeLine(line);
        } else if (this.#state === "done") {
          this.#violate("tamper", "found more after the end of the session");
        }
      }
    } catch (error) {
      this.#violateByLine(error);
    }
  }

  #violateByLine(error: unknown): void {
    if (error instanceof LineTooLongError) {
      this.#violate("limit", `a line of more than ${MAX_LINE_BYTES} bytes was sent`);
    } else if (error instanceof TypeError) {
      this.#violate("tamper", "bytes that are not text were sent");
    } else {
      throw error;
    }
  }

  #takeLine(signed: string): void {
    if (!signed.startsWith(this.#sign)) {
      this.#violate("tamper", "found a line that the explorer did not write");
      return;
    }
    const line = signed.slice(this.#sign.length);
    const parsed = parseEvent(line);
    if (!parsed.ok) {
      this.#violate("tamper", `found ${parsed.message}`);
      return;
    }
    const { event } = parsed;
    if ((event.event === "start") !== (this.#start === undefined)) {
      this.#violate(
        "tamper",
        event.event === "start" ? "found a second start" : "found no start before the rest",
      );
      return;
    }
    this.#takeEvent(event);
  }

  #takeEvent(event: SessionEvent): void {
    switch (event.event) {
      case "start":
        this.#start = event;
        this.#modules = new Set(event.modules);
        break;
      case "begin":
        this.#begin(event);
        break;
      case "end":
        this.#end(event, event.seconds);
        break;
      case "enter":
        if (this.#modules.has(event.module)) {
          this.#steps.enter(event.module);
        }
        break;
      case "leave":
        this.#steps.leave(event.module);
        break;
      case "tamper":
        this.#takeTampering(event);
        break;
      case "record":
        this.#takeRecord(event.record);
        break;
      case "traceback":
        if (event.module === "" || this.#isOurs(event.module)) {
          this.#asides.takeTraceback(event);
        }
        break;
      case "imported":
        this.#takeMissing(event.missing);
        break;
      case "named":
        if (this.#isLooking("names") && this.#isOurs(event.module)) {
          this.#asides.takeNames(event);
        }
        break;
      case "done":
        this.#finish(event.records);
        break;
    }
  }

  #begin({ stage, module }: Step): void {
    const step = { stage, module };
    const flaw = this.#steps.begin(step) ?? this.#flawOfSubject(step);
    if (flaw !== undefined) {
      this.#violate("tamper", `found the beginning of ${describeStep(step)} ${flaw}`);
    }
    this.#recordsOfStep = 0;
  }

  #flawOfSubject({ stage, module }: Step): string | undefined {
    const isGeneral = stage === "site" || stage === "setup";
    if (isGeneral !== (module === "") || !(isGeneral || this.#isOurs(module))) {
      return "which was not announced";
    }
    return stage === "import" && this.#skip.has(module) ? "which was to be skipped" : undefined;
  }

  /** Whether a module was announced, or is one that announced modules make below themselves when they run. */
  #isOurs(module: string): boolean {
    return moduleOf(module, (name) => this.#modules.has(name)) !== undefined;
  }

  #end({ stage, module }: Step, seconds: number): void {
    const step = { stage, module };
    const flaw = this.#steps.end(step, seconds);
    if (flaw !== undefined) {
      this.#violate("tamper", `found the end of ${describeStep(step)} ${flaw}`);
    }
    this.#recordsOfStep = 0;
  }

  #takeTampering({ module, what, mended }: Extract<SessionEvent, { event: "tamper" }>): void {
    const at = module !== "" && this.#isOurs(module) ? module : (this.#steps.atWork?.module ?? "");
    const changed = what.join(", ");
    if (mended) {
      this.#keepTampering(at, `changed ${changed}, which was put back`);
      return;
    }
    const message = `changed what all modules share: ${changed}`;
    this.#hasTampered = true;
    if (this.#start !== undefined && this.#mayTamper(at, this.#start)) {
      this.#keepTampering(at, message);
    } else {
      this.#violate("tamper", message, "Tampered");
    }
  }

  #keepTampering(module: string, message: string): void {
    const problem: Problem = { record: "problem", module, stage: "tamper", error: "Tampered", message };
    if (this.#tampering.size < MAX_MALFORMED) {
      this.#tampering.set(`${module} ${message}`, problem);
    }
  }

  #takeMissing(missing: readonly string[]): void {
    if (this.#missing !== undefined || this.#steps.current !== undefined) {
      this.#violate("tamper", "found that all was imported, where the explorer does not say it");
      return;
    }
    this.#missing = new Set(missing);
  }

  #isLooking(found: string): boolean {
    const { current } = this.#steps;
    const isLooking = current === undefined || LOOKING.has(current.stage);
    if (!isLooking) {
      this.#violate("tamper", `found ${found} where only code of packages is at work`);
    }
    return isLooking;
  }

  #takeRecord(value: unknown): void {
    if (!this.#isLooking("a record")) {
      return;
    }
    this.#recordsOfStep += 1;
    if (this.#recordsOfStep > this.#limits.recordsPerStep && this.#steps.current !== undefined) {
      this.#violate("limit", `more than ${this.#limits.recordsPerStep} records were sent`);
      return;
    }
    if (this.#records.length >= this.#limits.records) {
      this.#violate("limit", `more than ${this.#limits.records} records were sent by the whole session`);
      return;
    }
    const check = checkRecord(value, "strict");
    if (!check.ok) {
      this.#leaveOut(check.message);
    } else if (check.record.record === "header" || check.record.record === "end") {
      this.#violate("tamper", `found a record that only the receiver writes: ${check.record.record}`);
    } else {
      this.#records.push(check.record);
    }
  }

  // More likely a gap in the explorer than an attack, which would gain nothing by it: not worth losing the module.
  #leaveOut(message: string): void {
    this.#malformed += 1;
    if (this.#malformed > MAX_MALFORMED) {
      this.#violate("tamper", `found more than ${MAX_MALFORMED} malformed records, such as ${message}`);
      return;
    }
    const module = this.#steps.atWork?.module ?? "";
    this.#records.push({ record: "problem", module, stage: "walk", error: MALFORMED, message });
  }

  #finish(records: number): void {
    const left = this.#missingModule();
    if (this.#steps.current !== undefined) {
      this.#violate("tamper", `found the end of the session inside ${describeStep(this.#steps.current)}`);
    } else if (left !== undefined) {
      this.#violate(
        "tamper",
        `found the end of the session before ${excerpt(left)} was imported and described`,
      );
    } else if (records !== this.#records.length) {
      this.#violate(
        "tamper",
        `found ${this.#records.length} records, expected ${records} as the session says`,
      );
    } else {
      this.#state = "done";
    }
  }

  /** A module that should have been imported and described by now, where nothing says that it can't be. */
  #missingModule(): string | undefined {
    const failed = new Set<string>();
    const described = new Set<string>();
    for (const record of this.#records) {
      if (record.record === "node" && record.kind === "module") {
        described.add(record.id);
      } else if (record.record === "problem" && record.stage === "import") {
        failed.add(record.module);
      } else if (record.record === "problem" && record.error === MALFORMED) {
        described.add(record.module);
      }
    }
    return this.#start?.modules.find(
      (module) =>
        // Tests on the top level are announced, too, and not imported.
        module.includes(".") &&
        this.#isToImport(module) &&
        !this.#skip.has(module) &&
        !failed.has(module) &&
        !(described.has(module) && this.#steps.hasFinished({ stage: "import", module })),
    );
  }

  #violate(
    stage: Violation["stage"],
    message: string,
    error: Violation["error"] = stage === "limit" ? "TooMuchOutput" : "BrokenStream",
  ): void {
    this.#state = "violated";
    this.#violation = { stage, error, message };
  }
}
