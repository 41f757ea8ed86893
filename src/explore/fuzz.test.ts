import { describe, expect, it } from "vitest";
import { checkInvariants } from "../shard/invariants.ts";
import { shardLines } from "../shard/writer.ts";
import { SessionReceiver } from "./receiver.ts";
import { bytesOf, wholeSession } from "./scripted-session.ts";
import { settle } from "./settle.ts";

const STREAMS = Number(process.env.FUZZ_STREAMS ?? 4000);

describe("mutated sessions", () => {
  it("never crash the receiver, and never become a shard that breaks an invariant", () => {
    const random = mulberry32(20_260_101);
    const outcomes = { running: 0, done: 0, violated: 0 };
    for (let count = 0; count < STREAMS; count++) {
      const receiver = new SessionReceiver({ skip: ["tiny.windows"].slice(0, count % 2) });
      receiver.push(mutatedSession(random));
      outcomes[receiver.state] += 1;
      // Also what was sent before a violation must be harmless.
      if (receiver.start !== undefined) {
        const content = settle(receiver.start, receiver.records, []);
        expect(checkInvariants(content)).toEqual([]);
        expect([...shardLines(content)].length).toBeGreaterThan(1);
      }
    }
    // All three must be reached, or the mutations are too tame or too wild to show anything.
    expect(Math.min(outcomes.running, outcomes.done, outcomes.violated)).toBeGreaterThan(STREAMS / 100);
  });
});

type Random = () => number;

function mutatedSession(random: Random): Buffer {
  const events: unknown[] = wholeSession();
  for (let left = below(random, 4); left >= 0; left--) {
    pick(random, EVENT_MUTATIONS)(events, random);
  }
  let bytes = bytesOf(events);
  if (random() < 0.3) {
    for (let left = below(random, 4); left >= 0; left--) {
      bytes = pick(random, BYTE_MUTATIONS)(bytes, random);
    }
  }
  return bytes;
}

const EVENT_MUTATIONS: readonly ((events: unknown[], random: Random) => void)[] = [
  (events, random) => events.splice(below(random, events.length), 1),
  (events, random) => events.splice(below(random, events.length), 0, pick(random, events)),
  (events, random) => events.push(...events.splice(below(random, events.length), 3)),
  // Three times, since most of what can be wrong is wrong within a record.
  ...Array.from({ length: 3 }, () => (events: unknown[], random: Random) => {
    const index = below(random, events.length);
    events[index] = mutatedValue(structuredClone(events[index]), random);
  }),
  (events, random) => {
    // Keeps the count right, so that what is wrong with the records gets through to the end.
    const records = events.filter((event) => JSON.stringify(event)?.startsWith('{"event":"record"')).length;
    events[events.length - 1] = { event: "done", records: records - (random() < 0.2 ? 1 : 0) };
  },
];

const BYTE_MUTATIONS: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  (bytes, random) => bytes.subarray(0, below(random, bytes.length)),
  (bytes, random) => {
    const changed = Buffer.from(bytes);
    changed[below(random, bytes.length)] = below(random, 256);
    return changed;
  },
  (bytes, random) => {
    const at = below(random, bytes.length);
    const piece = bytes.subarray(below(random, bytes.length)).subarray(0, below(random, 200));
    return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
  },
];

const STRANGE: readonly unknown[] = [
  ...[
    null,
    true,
    0,
    -1,
    1e308,
    "",
    "tiny",
    "tiny.things",
    "tiny.things.Thing",
    "tiny:retry",
    "os",
    "a..b",
    "\ud800",
  ],
  ...[
    "__proto__",
    "constructor",
    "x".repeat(3000),
    [],
    {},
    ["tiny"],
    { distribution: null, id: "tiny.gone" },
  ],
  { distribution: "tiny", version: "1.0", id: "tiny.make" },
  { distribution: "tiny", version: "1.0", id: "tiny.gone" },
  JSON.parse('{"__proto__":"tiny.make","10":"tiny.make","2":"tiny.gone"}'),
  `tiny${".x".repeat(40)}`,
];

/** The value with something in it replaced, taken out, or put where it does not belong. */
function mutatedValue(value: unknown, random: Random): unknown {
  if (typeof value !== "object" || value === null || random() < 0.15) {
    return structuredClone(pick(random, STRANGE));
  }
  const keys = Object.keys(value);
  const key = keys.length === 0 ? "members" : pick(random, keys);
  const record = value as Record<string, unknown>;
  if (random() < 0.15) {
    delete record[key];
  } else if (random() < 0.1) {
    record[pick(random, ["id", "kind", "module", "members", "mro", "from", "to", "record"])] = record[key];
  } else {
    record[key] = mutatedValue(record[key], random);
  }
  return record;
}

function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

function pick<T>(random: Random, values: readonly T[]): T {
  return values[below(random, values.length)] as T;
}

// A small generator of known quality, so that a failure can be had again.
function mulberry32(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
