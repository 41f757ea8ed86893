/**
 * What the explorer writes to its standard output while a session runs, one JSON object per line, and the job it
 * gets on standard input. Internal: the two sides always come from the same commit. See docs/formats.md, "The
 * session stream".
 */
import { z } from "zod";
import type { Setup } from "../../setups/preparation.ts";
import { quickTestOf } from "../../shard/quick-test.ts";
import { strictSchemas } from "../../shard/records.ts";

export const SESSION_PROTOCOL = 2;

/** What the explorer is asked to do, as one JSON document. */
export interface SessionJob {
  protocol: typeof SESSION_PROTOCOL;
  /** What every line of the stream is to begin with; made anew for each session, and the receiver takes no other. */
  sign?: string;
  /** `import` runs the package; `source` reads its files, and nothing of it runs. */
  mode: "import" | "source";
  /** Normalised name of the distribution. */
  distribution: string;
  /** Import names where the automatic answer is wrong; null for the automatic answer. */
  importNames: readonly string[] | null;
  /** Modules that must not be imported, with the reason. */
  skip: Readonly<Record<string, string>>;
  /** The modules to explore; null for all. What they import themselves is imported and not explored. */
  only: readonly string[] | null;
  /** The modules that are looked at without running any code of theirs. */
  careful: readonly string[];
  /** The modules that can't be imported by others either, with the reason. */
  barred: Readonly<Record<string, string>>;
  /** Python to run before exploring, one after the other. */
  setups: readonly Setup[];
  /** Whether `.pth` files are run; false once they ended the interpreter. */
  site: boolean;
  /** Whether functions of the library that a module replaces are put back, instead of the session ending there. */
  putBack: boolean;
  /** How long to wait after the last import: what somebody does a while after it was imported must happen by then. */
  lingerSeconds: number;
}

/**
 * The steps, in all of which but `source` code of packages runs. `site` and `setup` have no module; the others happen
 * once per module.
 */
export type SessionStage = "site" | "setup" | "import" | "walk" | "source";

/** Of what was tampered with: entries, and characters of each. */
const MAX_TEXT = 300;
const MAX_TRACEBACK_CHARACTERS = 8000;

const { header, node, problem } = strictSchemas;
const stage = z.enum(["site", "setup", "import", "walk", "source"]);
const module = problem.shape.module;

const failure = z.strictObject({ error: problem.shape.error, message: problem.shape.message });

/** An error, as a problem says it. */
export type Failure = z.infer<typeof failure>;

const startEvent = z.strictObject({
  event: z.literal("start"),
  protocol: z.literal(SESSION_PROTOCOL, { error: `expected ${SESSION_PROTOCOL}` }),
  explorer: header.shape.explorer,
  python: header.shape.python,
  platform: header.shape.platform,
  distribution: header.shape.distribution,
  importNames: header.shape.importNames,
  requirements: header.shape.requirements,
  modules: z.array(node.shape.module),
});

/** The first event, sent before any code of a package has run. */
export type StartEvent = z.infer<typeof startEvent>;

const eventSchemas = {
  start: startEvent,
  begin: z.strictObject({ event: z.literal("begin"), stage, module }),
  end: z.strictObject({ event: z.literal("end"), stage, module, seconds: z.number().min(0) }),
  record: z.strictObject({ event: z.literal("record"), record: z.unknown() }),
  enter: z.strictObject({ event: z.literal("enter"), module }),
  leave: z.strictObject({ event: z.literal("leave"), module }),
  tamper: z.strictObject({
    event: z.literal("tamper"),
    module: z.union([module, z.literal("")]),
    what: z.array(z.string().max(MAX_TEXT)).min(1).max(MAX_TEXT),
    mended: z.boolean(),
  }),
  traceback: z.strictObject({
    event: z.literal("traceback"),
    module: z.union([module, z.literal("")]),
    text: z.string().max(MAX_TRACEBACK_CHARACTERS),
    root: failure.optional(),
    ofItself: z.literal(true).optional(),
  }),
  imported: z.strictObject({ event: z.literal("imported"), missing: z.array(module) }),
  named: z.strictObject({
    event: z.literal("named"),
    module,
    names: z.record(z.string().max(MAX_TEXT), strictSchemas.import.shape.of),
  }),
  done: z.strictObject({ event: z.literal("done"), records: z.int().min(0) }),
} as const;

const quickTests = new Map(Object.entries(eventSchemas).map(([name, schema]) => [name, quickTestOf(schema)]));

type EventName = keyof typeof eventSchemas;
export type SessionEvent = { [name in EventName]: z.infer<(typeof eventSchemas)[name]> }[EventName];

/**
 * How the error came about for which a module could not be imported: the traceback's text; the failure that the one in
 * its problem stands for, where it is another one (`root`); whether it would have failed so whatever else was imported.
 * It is what the explorer wrote, trusted by nobody.
 */
export type Traceback = z.infer<(typeof eventSchemas)["traceback"]>;

/** A line of the stream as an event, or what is wrong with it. */
export function parseEvent(line: string): { ok: true; event: SessionEvent } | { ok: false; message: string } {
  const value = parseJson(line);
  const name = typeof value === "object" && value !== null && "event" in value ? value.event : undefined;
  if (typeof name !== "string" || !Object.hasOwn(eventSchemas, name)) {
    return { ok: false, message: "a line that is no event" };
  }
  if (quickTests.get(name)?.(value) !== true) {
    const result = eventSchemas[name as EventName].safeParse(value);
    if (!result.success) {
      const issue = result.error.issues[0];
      return {
        ok: false,
        message: `a malformed "${name}" event: ${issue?.path.join(".")}: ${issue?.message}`,
      };
    }
  }
  return { ok: true, event: value as SessionEvent };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
