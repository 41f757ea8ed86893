import { describe, expect, test } from "vitest";
import { type BinItem, packBins } from "./bins.ts";

/** Numerical Recipes' generator: the same numbers on every machine. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Most packages take seconds, a few take many minutes. */
function packages(count: number, seed: number): BinItem[] {
  const next = random(seed);
  return Array.from({ length: count }, (_, at) => ({
    stem: `p${at}`,
    seconds: 2 + 12 * Math.exp(1.3 * (next() + next() + next() + next() - 2) * 1.7),
    dependencies: [`d${Math.floor(next() * 30)}`, `d${Math.floor(next() * 30)}`],
  }));
}

const installSeconds = new Map(Array.from({ length: 30 }, (_, at) => [`d${at}`, at]));
const seeds = Array.from({ length: 25 }, (_, seed) => seed);

describe.for([1, 2, 3, 20, 21, 57, 300, 5000])("%s packages", (count) => {
  test.for([20, 256])(
    "on at most %s jobs: as near to what is possible as promised, and each is done once",
    (maxJobs) => {
      for (const seed of count === 5000 ? seeds.slice(0, 3) : seeds) {
        const items = packages(count, seed);
        const { bins, makespanSeconds, lowerBoundSeconds } = packBins(items, {
          ...{ maxJobs, jobSeconds: 60, installSeconds },
        });
        const stems = bins.flat().map(({ stem }) => stem);
        expect(stems.toSorted()).toEqual(items.map(({ stem }) => stem).toSorted());
        expect(bins.length).toBeLessThanOrEqual(maxJobs);
        expect(bins.every((bin) => bin.length > 0)).toBe(true);
        expect(makespanSeconds / lowerBoundSeconds).toBeLessThanOrEqual(1.05);
        const longest = Math.max(...bins.map((bin) => bin.reduce((sum, { seconds }) => sum + seconds, 60)));
        expect(makespanSeconds).toBeCloseTo(longest, 6);
      }
    },
  );
});

const item = (stem: string, seconds: number, dependencies: string[] = []): BinItem => ({
  ...{ stem, seconds, dependencies },
});

test("nothing to do needs no job", () => {
  expect(packBins([], { maxJobs: 20, jobSeconds: 60 }).bins).toEqual([]);
});

test("three packages of a second are one job; three of ten minutes are three", () => {
  const three = (seconds: number) => ["a", "b", "c"].map((stem) => item(stem, seconds));
  expect(packBins(three(1), { maxJobs: 20, jobSeconds: 60 }).bins).toHaveLength(1);
  expect(packBins(three(600), { maxJobs: 20, jobSeconds: 60 }).bins).toHaveLength(3);
});

test("packages that install the same expensive distribution share a job where that costs no time", () => {
  const items = [
    ...["a", "c", "e", "g"].map((stem) => item(stem, 100, ["torch", "six"])),
    ...["b", "d", "f", "h"].map((stem) => item(stem, 100, ["tensorflow", "six"])),
  ];
  const { bins } = packBins(items, {
    ...{ maxJobs: 2, jobSeconds: 60 },
    installSeconds: new Map([
      ["torch", 90],
      ["tensorflow", 80],
    ]),
  });
  const dependencies = bins.map((bin) => new Set(bin.map((one) => one.dependencies[0])));
  expect(dependencies.map(({ size }) => size)).toEqual([1, 1]);
});

test("a run does not take longer for the sake of sharing", () => {
  const items = Array.from({ length: 10 }, (_, at) => item(`p${at}`, 100, ["torch"]));
  const { bins } = packBins(items, { maxJobs: 10, jobSeconds: 0, installSeconds: new Map([["torch", 90]]) });
  expect(bins).toHaveLength(10);
});

test("the order in which packages come makes no difference", () => {
  const items = packages(100, 1);
  const options = { maxJobs: 7, jobSeconds: 60, installSeconds };
  expect(packBins(items.toReversed(), options)).toEqual(packBins(items, options));
});
