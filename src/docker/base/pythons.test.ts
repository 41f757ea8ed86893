import { describe, expect, test } from "vitest";
import { InputError } from "../../errors/input-error.ts";
import { programHome } from "../../files/home.ts";
import { parsePythons, readPythons, withPushed } from "./pythons.ts";

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
  const rows = await readPythons(programHome);
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
    [
      `- python: "3.13"\n  debian: sid\n  pushed:\n    runtime: host/python:3.13\n    build: host/x:3-0123456789abcdef@sha256:${digest}\n`,
      /^4: runtime: expected what `scripts\/base-images push` wrote/,
    ],
    [`- python: "3.12\n`, /^\d+: /],
    [`python: "3.12"\n`, /^1: /],
    [``, /^1: /],
  ])("%j", (text, expected) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(expected)]);
  });
});

describe("what was pushed", () => {
  const text = `# The rows.\n\n- python: "3.9" # old\n  debian: bullseye\n\n- python: "3.13"\n  debian: trixie\n`;
  const base = (inputs: string) => ({
    runtime: `127.0.0.1:5000/o/python:3.13-${inputs}@sha256:${digest}`,
    build: `127.0.0.1:5000/o/python:3.13-build-${inputs}@sha256:${digest}`,
  });

  test("is written into its row, and everything else stays as it is", () => {
    const pushed = base("0123456789abcdef");
    const written = withPushed(text, new Map([["3.13", pushed]]));
    expect(written).toBe(`${text}  pushed:\n    runtime: ${pushed.runtime}\n    build: ${pushed.build}\n`);
    expect(parsePythons(written, "pythons.yaml")[1]).toEqual({ python: "3.13", debian: "trixie", pushed });
  });

  test("takes the place of what was pushed before", () => {
    const before = withPushed(text, new Map([["3.13", base("0000000000000000")]]));
    const after = base("0123456789abcdef");
    expect(withPushed(before, new Map([["3.13", after]]))).toBe(withPushed(text, new Map([["3.13", after]])));
  });
});
