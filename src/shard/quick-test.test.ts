import { expect, it } from "vitest";
import { z } from "zod";
import { canonicalJson } from "./canonical.ts";
import { quickTestOf } from "./quick-test.ts";
import { strictSchemas } from "./records.ts";
import { mutatedText, mutatedValue, pick, type Random, seededRandom } from "./testing/mutations.ts";
import { tinyShard } from "./testing/tiny-shard.ts";
import { shardLines } from "./writer.ts";

const VALUES = 4000;

const LINES = [...shardLines(tinyShard())];
const schemas = Object.values(strictSchemas).map((schema) => ({ schema, isSound: quickTestOf(schema) }));

it("passes what the schemas of records pass, but for keys called __proto__, which they never look at", () => {
  const random = seededRandom(20_261_127);
  const outcomes = { passed: 0, refused: 0 };
  for (let count = 0; count < VALUES; count++) {
    const value = mutatedRecord(random);
    const hasProto = JSON.stringify(value).includes('"__proto__":');
    for (const { schema, isSound } of schemas) {
      const passes = isSound(value);
      expect(passes, JSON.stringify(value)).toBe(schema.safeParse(value).success && !hasProto);
      outcomes[passes ? "passed" : "refused"] += 1;
    }
  }
  expect(Math.min(outcomes.passed, outcomes.refused)).toBeGreaterThan(VALUES / 20);
});

it("leaves records that pass with one canonical form, whatever the order of their keys", () => {
  const random = seededRandom(20_261_128);
  for (let count = 0; count < VALUES; count++) {
    const value = mutatedRecord(random);
    if (schemas.some(({ isSound }) => isSound(value))) {
      expect(canonicalJson(value)).toBe(canonicalJson(turnedAround(value)));
    }
  }
});

it.each([
  z.date(),
  z.string().trim(),
  z.string().startsWith("a"),
  z.looseObject({}),
  z.string().regex(/a/g),
  z.number().max(3),
  z.string().optional().default(""),
])("does not guess what a schema means that it does not know", (schema) => {
  expect(() => quickTestOf(schema)).toThrow("quick test");
});

function mutatedRecord(random: Random): unknown {
  const line = pick(random, LINES);
  if (random() < 0.2) {
    return parsed(mutatedText(line, random));
  }
  let value: unknown = JSON.parse(line);
  for (let left = 1 + Math.floor(random() * 2); left > 0; left--) {
    value = mutatedValue(value, random);
  }
  return JSON.parse(JSON.stringify(value));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function turnedAround(value: unknown): unknown {
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Array.isArray(value)
    ? value.map(turnedAround)
    : Object.fromEntries(
        Object.entries(value)
          .map(([key, part]) => [key, turnedAround(part)])
          .reverse(),
      );
}
