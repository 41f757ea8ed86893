/** Changes to JSON Lines at random, for tests of whatever reads them; the same seed makes the same changes. */

/** A number from 0 up to, not including, 1. */
export type Random = () => number;

/** A small generator of known quality (mulberry32), so that a failure can be had again. */
export function seededRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from 0 up to, not including, the limit. */
export function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

export function pick<T>(random: Random, values: readonly T[]): T {
  return values[below(random, values.length)] as T;
}

/** Names and references of shard/tiny-shard.ts, of others, and what is neither. */
const STRANGE: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, 2 ** 53, "", " ", "tiny", "tiny.things", "tiny.things.Thing"],
  ...["tiny.make", "tiny:retry", "tiny.retry", "tiny:things.Thing", "tiny.gone", "tinyer", "os", "os.path"],
  ...[
    "a..b",
    ".",
    ":",
    "tiny:",
    "\ud800",
    "tiny.\udfff",
    "tiny.\u{10ffff}",
    "tiny.\uffff",
    "\u0000",
    "é",
    "é",
  ],
  ...["__proto__", "constructor", "toString", "0", "-1", "x".repeat(3000), `tiny${".x".repeat(40)}`],
  ...[
    "module",
    "class",
    "function",
    "runtime",
    "source",
    "end",
    "header",
    "node",
    "problem",
    "done",
    "start",
  ],
  ...[[], [[]], {}, ["tiny"], ["runtime", "runtime"], { "": "" }],
  { distribution: null, id: "tiny.gone" },
  { distribution: "tiny", version: "1.0", id: "tiny.make" },
  { distribution: "tiny", version: "1.0", id: "tiny.gone" },
  { distribution: "base", version: "2.0", id: "base.core.Base" },
  { distribution: "base", id: "base.core.Base" },
  { python: "3.13", id: "builtins.object" },
  { python: "2.7", id: "builtins.object" },
  JSON.parse('{"__proto__":"tiny.make","10":"tiny.make","2":"tiny.gone"}'),
  JSON.parse('{"__proto__":{"polluted":true},"constructor":"tiny"}'),
];

const FIELDS = [
  ...[
    "id",
    "kind",
    "module",
    "from",
    "members",
    "mro",
    "bases",
    "metaclass",
    "valueType",
    "to",
    "ref",
    "record",
  ],
  ...["event", "stage", "records", "seconds", "imported", "shadowed", "claims", "doc", "__proto__"],
] as const;

/** The value with something in it replaced, taken out, put where it does not belong, or repeated. */
export function mutatedValue(value: unknown, random: Random): unknown {
  if (typeof value !== "object" || value === null || random() < 0.1) {
    return structuredClone(pick(random, STRANGE));
  }
  const keys = Object.keys(value);
  const key = keys.length === 0 ? "members" : pick(random, keys);
  const record = value as Record<string, unknown>;
  const kind = random();
  if (kind < 0.12) {
    delete record[key];
  } else if (kind < 0.24) {
    record[pick(random, FIELDS)] = record[key];
  } else if (kind < 0.3 && Array.isArray(value)) {
    value.push(...value);
  } else {
    record[key] = mutatedValue(record[key], random);
  }
  return record;
}

const BYTE_MUTATIONS: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  (bytes, random) => bytes.subarray(0, below(random, bytes.length)),
  (bytes, random) => {
    const changed = Buffer.from(bytes);
    changed[below(random, bytes.length)] = below(random, 256);
    return changed;
  },
  (bytes, random) => {
    const from = below(random, bytes.length);
    return insert(bytes, random, bytes.subarray(from, from + below(random, 200)));
  },
  (bytes, random) => {
    const from = below(random, bytes.length);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + below(random, 200))]);
  },
  (bytes, random) => insert(bytes, random, Buffer.from(pick(random, ODD_TEXTS))),
];

const ODD_TEXTS: readonly (string | readonly number[])[] = [
  ...[
    "\n",
    "\r\n",
    "\r",
    "\u0000",
    "\ufeff",
    "\u2028",
    "\\ud800",
    "\\u0000",
    "{}",
    "null",
    "[",
    "]",
    "}",
    '"',
    "\\",
  ],
  ...['{"event":', '"event":"done",', '"record":"end",', '"id":"os",', '"__proto__":', "1e999", "-0", "NaN"],
  "[".repeat(5000),
  '{"a":'.repeat(5000),
  "9".repeat(5000),
  [0xff, 0xfe],
  [0xed, 0xa0, 0x80],
  [0xc0, 0x80],
];

function insert(bytes: Buffer, random: Random, piece: Uint8Array): Buffer {
  const at = below(random, bytes.length);
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
}

/** The bytes with some cut off, changed, repeated, taken out or put in. */
export function mutatedBytes(bytes: Buffer, random: Random): Buffer {
  return bytes.length === 0 ? bytes : pick(random, BYTE_MUTATIONS)(bytes, random);
}

/** What stands in a JSON text instead of one of its values, where no value can say it. */
const RAW_VALUES = [
  "1e999",
  "-0",
  "-1e999",
  "123456789012345678901234567890",
  "0.1e-400",
  '"\\ud800"',
  '"\\u0000"',
];

/** A line of JSON with a key twice, a value that no object holds, or nesting without end. */
export function mutatedText(line: string, random: Random): string {
  const places = [...line.matchAll(/"(?<key>[\w.]+)":/g)];
  const place = places[below(random, places.length)];
  if (place === undefined) {
    return line;
  }
  const at = place.index;
  const end = at + place[0].length;
  switch (below(random, 4)) {
    case 0:
      return `${line.slice(0, at)}${place[0]}${JSON.stringify(pick(random, STRANGE))},${line.slice(at)}`;
    case 1:
      return `${line.slice(0, at)}"__proto__":${JSON.stringify(pick(random, STRANGE))},${line.slice(at)}`;
    case 2: {
      const depth = pick(random, [40, 3000]);
      return `${line.slice(0, end)}${"[".repeat(depth)}${"]".repeat(depth)},"other":${line.slice(end)}`;
    }
    default:
      return `${line.slice(0, end)}${pick(random, RAW_VALUES)},"other":${line.slice(end)}`;
  }
}
