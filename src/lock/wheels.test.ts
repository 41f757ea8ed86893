import { describe, expect, test } from "vitest";
import { parseFileName } from "../releases/file-name.ts";
import type { Project, Release } from "../releases/release.ts";
import { backEndsAsOf } from "./back-ends-as-of.ts";
import type { Lock } from "./lockfile.ts";
import { buildLifts, forecasts, liftsOf, pythonWithWheels } from "./wheels.ts";

const MIB = 1024 ** 2;
const rows = ["3.9", "3.11", "3.13"].map((python) => ({ python, debian: "bullseye" }));
const [row] = rows as [(typeof rows)[0]];

function release(name: string, version: string, uploadTime: string, wheels: string[]): Release {
  const files = [`${name}-${version}.tar.gz`, ...wheels.map((tags) => `${name}-${version}-${tags}.whl`)];
  return {
    version,
    yanked: false,
    uploadTime,
    files: files.map((fileName) => {
      const parts = parseFileName(fileName, name);
      const tags = parts?.kind === "wheel" ? { tags: parts.tags } : {};
      return {
        fileName,
        url: "",
        yanked: false,
        kind: parts?.kind ?? "sdist",
        uploadTime,
        sizeBytes: 14 * MIB,
        ...tags,
      };
    }),
  };
}

/** As the index has numpy, and something that never had wheels for Linux. */
const projects: Record<string, Project> = {
  numpy: {
    name: "numpy",
    releases: [
      release("numpy", "1.12.1", "2017-03-18T00:00:00Z", [
        "cp36-cp36m-manylinux1_x86_64",
        "cp35-cp35m-manylinux1_x86_64",
      ]),
      release("numpy", "1.19.0", "2020-06-20T00:00:00Z", ["cp38-cp38-manylinux2010_x86_64"]),
      release("numpy", "1.19.3", "2020-10-28T22:00:00Z", ["cp39-cp39-manylinux2010_x86_64"]),
      release("numpy", "2.0.0", "2024-06-16T00:00:00Z", [
        "cp39-cp39-manylinux2014_x86_64",
        "cp313-cp313-manylinux2014_x86_64",
      ]),
    ],
  },
  pyyaml: {
    name: "pyyaml",
    releases: [
      release("pyyaml", "3.12", "2016-08-28T00:00:00Z", ["cp35-cp35m-win_amd64"]),
      release("pyyaml", "6.0", "2021-10-13T00:00:00Z", ["cp39-cp39-manylinux1_x86_64"]),
    ],
  },
};
const index = {
  async project(name: string) {
    return projects[name] ?? { name, releases: [] };
  },
};

function lockOf(python: string, ...sources: [name: string, version: string][]): Lock {
  const packages = sources.map(([name, version]) => ({ name, version, hashes: [], fromSource: true }));
  return { name: "h5py", version: "2.7.0", python, inputsDigest: "", asOf: "2017-04-01T00:00:00Z", packages };
}

describe("a dependency that is older than the Python", () => {
  test("is lifted to the first release that has a wheel for it", async () => {
    expect(await liftsOf(lockOf("3.9", ["numpy", "1.12.1"]), row, index)).toEqual([
      { name: "numpy", from: "1.12.1", to: "1.19.3", instant: "2020-10-28T22:00:01Z" },
    ]);
  });

  test("stays where it never had wheels for Linux: it is built by whoever installs it", async () => {
    expect(await liftsOf(lockOf("3.9", ["pyyaml", "3.12"]), row, index)).toEqual([]);
  });

  test("stays where it is the distribution that was asked for", async () => {
    expect(await liftsOf({ ...lockOf("3.9", ["numpy", "1.19.0"]), name: "numpy" }, row, index)).toEqual([]);
  });

  test("stays where it is younger than the Python", async () => {
    expect(await liftsOf(lockOf("3.9", ["numpy", "2.0.0"]), row, index)).toEqual([]);
  });
});

test("what others are compiled against is taken as of its first wheel for a Python that is younger", async () => {
  const lift = { name: "numpy", instant: "2020-10-28T22:00:01Z" };
  expect(await buildLifts("2017-04-01T00:00:00Z", row, index)).toEqual([lift]);
  expect(await buildLifts("2021-04-01T00:00:00Z", row, index)).toEqual([]);
});

test("the Python for which what has to be built has wheels is found, if there is one", async () => {
  expect(await pythonWithWheels(lockOf("3.11", ["numpy", "1.19.3"]), rows, index)).toBe("3.9");
  expect(await pythonWithWheels(lockOf("3.9", ["numpy", "1.19.0"]), rows, index)).toBeUndefined();
  expect(await pythonWithWheels(lockOf("3.11", ["numpy", "2.0.0"]), rows, index)).toBe("3.13");
});

test("what only a Python without a base would spare is told with its cost", async () => {
  expect(await forecasts(lockOf("3.9", ["numpy", "1.12.1"], ["pyyaml", "3.12"]), index)).toEqual([
    { name: "numpy", version: "1.12.1", pythons: ["3.5", "3.6"], minutes: 14 },
  ]);
});

test("tools are those of a release's day, and none that is older than its Python", async () => {
  const at = { uploadTime: "2017-03-01T00:00:00Z", python: "3.9" };
  const tools: Record<string, Project> = {
    setuptools: {
      name: "setuptools",
      releases: [
        release("setuptools", "34.0.0", "2017-01-23T00:00:00Z", []),
        release("setuptools", "45.3.0", "2020-03-07T00:00:00Z", []),
        release("setuptools", "46.0.0", "2020-03-08T09:00:00Z", []),
      ],
    },
    pbr: {
      name: "pbr",
      releases: [
        release("pbr", "2.0.0", "2017-03-01T00:00:00Z", []),
        release("pbr", "3.0.0", "2017-05-01T00:00:00Z", []),
      ],
    },
    ...projects,
  };
  const project = async (name: string) => tools[name] ?? { name, releases: [] };
  expect(await backEndsAsOf(at, { project })).toEqual(["setuptools<=45.3.0", "numpy<=1.19.0", "pbr<=2.0.0"]);
});
