/** Sessions of scripted-session.ts with something wrong in them, for tests. */

import {
  below,
  mutatedBytes,
  mutatedText,
  mutatedValue,
  pick,
  type Random,
} from "../../shard/testing/mutations.ts";
import { node, object, tinyShard } from "../../shard/testing/tiny-shard.ts";
import type { SessionEvent } from "../session/protocol.ts";
import { start, step, wholeSession } from "./scripted-session.ts";

/** The bytes of a session in which up to five things are wrong; each line begins with the sign of the explorer. */
export function mutatedSession(random: Random, sign = ""): Buffer {
  const events: unknown[] = pick(random, SESSIONS)();
  for (let left = below(random, 5); left > 0; left--) {
    pick(random, EVENT_MUTATIONS)(events, random);
  }
  if (random() < 0.6) {
    // What is wrong with the records gets through to the end only where the count is right.
    const isRecord = (event: unknown) => (event as SessionEvent | null)?.event === "record";
    const last = events.findLastIndex((event) => (event as SessionEvent | null)?.event === "done");
    events[last < 0 ? events.length : last] = { event: "done", records: events.filter(isRecord).length };
  }
  const lines = events.map((event) => `${sign}${JSON.stringify(event) ?? "null"}\n`);
  if (random() < 0.15) {
    const index = below(random, lines.length);
    lines[index] = mutatedText(lines[index] ?? "", random);
  }
  let bytes: Buffer = Buffer.from(lines.join(""));
  if (random() < 0.2) {
    for (let left = below(random, 3); left >= 0; left--) {
      bytes = mutatedBytes(bytes, random);
    }
  }
  return bytes;
}

const SESSIONS: readonly (() => SessionEvent[])[] = [wholeSession, sourceSession, spreadSession];

/** As a session that reads sources sends it. */
function sourceSession(): SessionEvent[] {
  const nodes = tinyShard().nodes.map((one) => ({ ...one, from: ["source" as const] }));
  const steps = start.modules.flatMap((module) => [
    ...step("source", module),
    ...step(
      "source",
      module,
      nodes.filter((one) => one.module === module),
    ),
  ]);
  return [start, ...steps, { event: "done", records: nodes.length }];
}

/** With records of each module in its own step and between steps, tampering, tracebacks, and modules made at run time. */
function spreadSession(): SessionEvent[] {
  const { nodes, externals, entryPoints, imports, uses, requirements, problems } = tinyShard();
  const made = node("tiny.things.moves", "module", { members: { wide: "tiny.things.moves.wide" } });
  const wide = node("tiny.things.moves.wide", "data", { valueType: object });
  const all = [...nodes, made, wide];
  const records = [...all, ...externals, ...entryPoints, ...imports, ...uses, ...requirements, ...problems];
  return [
    start,
    ...step("site", ""),
    ...step("setup", ""),
    ...start.modules.flatMap((module) => step("import", module)),
    { event: "traceback", module: "tiny.windows", text: "ModuleNotFoundError: No module named 'winreg'" },
    { event: "traceback", module: "tiny.windows", text: "", root: { error: "OSError", message: "no" } },
    { event: "tamper", module: "tiny.things", what: ["os.write"], mended: true },
    ...step("import", "tiny.things.moves"),
    ...[...start.modules, "tiny.things.moves"].flatMap((module) =>
      step(
        "walk",
        module,
        all.filter((one) => one.module === module),
      ),
    ),
    ...[...externals, ...entryPoints, ...imports, ...uses, ...requirements, ...problems].map(
      (record): SessionEvent => ({ event: "record", record }),
    ),
    { event: "done", records: records.length },
  ];
}

type EventMutation = (events: unknown[], random: Random) => void;

const EVENT_MUTATIONS: readonly EventMutation[] = [
  (events, random) => events.splice(below(random, events.length), 1 + below(random, 3)),
  (events, random) => events.splice(below(random, events.length), 0, structuredClone(pick(random, events))),
  (events, random) => {
    const moved = events.splice(below(random, events.length), 1 + below(random, 4));
    events.splice(below(random, events.length + 1), 0, ...moved);
  },
  (events, random) => events.splice(below(random, events.length) + 1),
  (events, random) => events.splice(below(random, events.length), 0, pick(random, FORGED)(random)),
  // More than once, since most of what can be wrong is wrong within a record.
  ...Array.from(
    { length: 3 },
    (): EventMutation => (events, random) => {
      const index = below(random, events.length);
      const changed = structuredClone(events[index]);
      const record = random() < 0.8 ? recordOf(changed) : undefined;
      const mutated = mutatedValue(record ?? changed, random);
      events[index] = record === undefined ? mutated : { event: "record", record: mutated };
    },
  ),
  ...Array.from(
    { length: 5 },
    (): EventMutation => (events, random) => {
      mutateRecord(events, random, "node", NODE_CHANGES);
    },
  ),
  (events, random) => mutateRecord(events, random, "external", EXTERNAL_CHANGES),
  addDeepNode,
];

const MODULES = ["", ...start.modules, "tiny.things.moves", "tiny.made.up", "os", "tinyer"];
const IDS = [
  ...tinyShard().nodes.map(({ id }) => id),
  ...[
    "tiny.new",
    "tiny:things",
    "tiny:things.Thing",
    "tiny.things:Thing",
    "tiny.windows.gone",
    "os.path",
    "os",
  ],
  ...[
    "tiny.__proto__",
    "tiny.things.Thing.__proto__",
    "other:tiny",
    `tiny${".x".repeat(33)}`,
    "tiny.things.9",
  ],
];

/** Events that an honest explorer might send, at the wrong time or about the wrong module. */
const FORGED: readonly ((random: Random) => unknown)[] = [
  (random) => ({ event: "begin", stage: pick(random, STAGES), module: pick(random, MODULES) }),
  (random) => ({
    event: "end",
    stage: pick(random, STAGES),
    module: pick(random, MODULES),
    seconds: random(),
  }),
  (random) => ({
    event: "tamper",
    module: pick(random, MODULES),
    what: ["::error::forged", "\u001b[2J"].slice(below(random, 3)),
    mended: random() < 0.5,
  }),
  (random) => ({ event: "traceback", module: pick(random, MODULES), text: "x".repeat(below(random, 9000)) }),
  (random) => ({ ...start, modules: [pick(random, MODULES), pick(random, MODULES)] }),
  (random) => ({ event: "done", records: below(random, 20) }),
  (random) => ({
    event: "record",
    record: {
      record: "problem",
      module: pick(random, MODULES),
      stage: "tamper",
      error: "Forged",
      message: "forged",
    },
  }),
  () => ({ event: "record", record: { record: "end", nodes: 0, problems: 0 } }),
  () => ({ event: "record", record: tinyShard().header }),
];

const STAGES = ["site", "setup", "import", "walk", "source", "timeout"];
const NODE_KINDS = ["module", "class", "function", "data", "attribute", "property"];
const NAMES = ["self", "Thing", "constructor", "7", "007", "é", "\u{10000}", "\uffff", "x".repeat(1000)];

type Loose = Record<string, unknown>;
type RecordChange = (record: Loose, random: Random) => void;

/** What a node may say of itself that is true of another one. */
const NODE_CHANGES: readonly RecordChange[] = [
  (record, random) => {
    record.id = pick(random, IDS);
  },
  (record, random) => {
    record.kind = pick(random, NODE_KINDS);
  },
  (record, random) => {
    record.module = pick(random, MODULES);
  },
  (record, random) => {
    // Also circles: members that lead to the node itself, or to one above it.
    const more = [1, 2, 3, 4].map(() => [pick(random, NAMES), pick(random, IDS)]);
    record.members = { ...(record.members as object), ...Object.fromEntries(more) };
  },
  (record, random) => {
    record.members = JSON.parse(
      pick(random, ['{"__proto__":"tiny.make"}', '{"__proto__":{"id":"os"}}', '{"__proto__":7}']),
    );
  },
  (record, random) => {
    record[pick(random, ["mro", "bases"])] = [pick(random, IDS), pick(random, IDS), object];
  },
  (record, random) => {
    record[pick(random, ["valueType", "metaclass"])] = random() < 0.5 ? pick(random, IDS) : object;
  },
  (record, random) => {
    record[pick(random, ["doc", "type", "value", "claims"])] = pick(random, [
      "\ud800",
      "\udfff\ud800",
      "é",
      "\u0000",
    ]);
  },
  (record, random) => {
    const id = pick(random, IDS);
    Object.assign(record, { id, module: id, kind: "module" });
  },
];

const EXTERNAL_CHANGES: readonly RecordChange[] = [
  (record) => {
    record.members = ["open", "close", "open", "\uffff", "\u{10000}"];
  },
  (record, random) => {
    record.ref = { distribution: "tiny", version: "1.0", id: pick(random, IDS) };
  },
  (record, random) => {
    record.mro = [pick(random, IDS), { distribution: "tiny", version: "1.0", id: pick(random, IDS) }];
  },
];

/** Changes one of the records of a kind, or puts a changed copy beside it. */
function mutateRecord(
  events: unknown[],
  random: Random,
  kind: string,
  changes: readonly RecordChange[],
): void {
  const places = events.flatMap((event, index) => (recordOf(event)?.record === kind ? [index] : []));
  const index = places[below(random, places.length)];
  if (index !== undefined) {
    const changed = structuredClone(events[index]);
    pick(random, changes)(recordOf(changed) as Loose, random);
    events.splice(index, random() < 0.5 ? 1 : 0, changed);
  }
}

/** A node that stands about as many names below its module as there may be, and is reached. */
function addDeepNode(events: unknown[], random: Random): void {
  const id = `tiny.make${".x".repeat(pick(random, [1, 30, 31, 32, 33, 100]))}`;
  for (const event of events) {
    const record = recordOf(event);
    if (record?.id === "tiny.make") {
      record.members = { deep: id };
    }
  }
  events.splice(below(random, events.length), 0, {
    event: "record",
    record: { record: "node", id, kind: "data", module: "tiny", from: ["runtime"] },
  });
}

function recordOf(event: unknown): Loose | undefined {
  const { record } = (event ?? {}) as { record?: unknown };
  return typeof record === "object" && record !== null ? (record as Loose) : undefined;
}
