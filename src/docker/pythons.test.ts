import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { InputError } from "../input-error.ts";
import { parsePythons, readPythons } from "./pythons.ts";

const digest = "0".repeat(64);

function problemsOf(text: string) {
  try {
    parsePythons(text, "pythons.yaml");
  } catch (error) {
    if (error instanceof InputError) {
      return error.problems.map(({ place, message }) => `${place?.line}: ${message}`);
    }
    throw error;
  }
  return [];
}

test("the rows that this repository has", async () => {
  const rows = await readPythons(join(import.meta.dirname, "..", ".."));
  const ways = rows.filter(({ image, debian }) => image && debian).map(({ python }) => python);
  expect(ways).toEqual(expect.arrayContaining(["3.11", "3.13", "3.14"]));
});

describe("a row that is wrong is told with its line", () => {
  test.each([
    [`- python: 3.10\n  debian: sid\n`, /^1: python: /],
    [`- python: "3.13"\n  image: python:3.13-slim\n`, /^2: image: .*digest/],
    [`- python: "3.13"\n  debian: sid\n  suite: sid\n`, /^1: .*suite/],
    [`- python: "3.13"\n`, /^1: expected `image`, `debian`/],
    [
      `- python: "3.12"\n  debian: sid\n- python: "3.12"\n  image: a@sha256:${digest}\n`,
      /^3: Python 3\.12 has two rows/,
    ],
    [`- python: "3.12\n`, /^\d+: /],
    [`python: "3.12"\n`, /^1: /],
    [``, /^1: /],
  ])("%j", (text, expected) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(expected)]);
  });
});
