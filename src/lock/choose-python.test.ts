import { expect, test } from "vitest";
import type { PythonRow } from "../docker/base/pythons.ts";
import { InputError } from "../errors/input-error.ts";
import { parseFileName } from "../releases/file-name.ts";
import type { Release } from "../releases/release.ts";
import { choosePython } from "./choose-python.ts";

const image = (python: string, suite: string) => `python:${python}-slim-${suite}@sha256:${"0".repeat(64)}`;
const rows: PythonRow[] = [
  { python: "3.9", debian: "bullseye" },
  { python: "3.10", image: image("3.10", "bookworm") },
  { python: "3.11", image: image("3.11", "bookworm"), debian: "bookworm" },
  { python: "3.12", image: image("3.12", "bookworm") },
  { python: "3.13", image: image("3.13", "trixie"), debian: "trixie" },
  { python: "3.14", image: image("3.14", "trixie"), debian: "sid" },
];

function release(uploaded: string, fileNames: string[], requiresPython?: string): Release {
  const files = fileNames.map((fileName) => {
    const parts = parseFileName(fileName, "example");
    if (parts === undefined) {
      throw new Error(`${fileName} names no file of example`);
    }
    const tags = parts.kind === "wheel" ? { tags: parts.tags } : {};
    const limits = requiresPython === undefined ? {} : { requiresPython };
    return { fileName, url: "", yanked: false, kind: parts.kind, uploadTime: uploaded, ...tags, ...limits };
  });
  return { version: "1.0", files, yanked: false, uploadTime: uploaded };
}

function choose(candidate: Release, python?: string): string {
  const pkginfo = {
    name: "example",
    version: "1.0",
    path: "pkginfo/example.yaml",
    ...(python && { python }),
  };
  return choosePython(pkginfo, candidate, rows).python;
}

const wheel = (tags: string) => `example-1.0-${tags}.whl`;
const sdist = "example-1.0.tar.gz";
const pure = wheel("py3-none-any");
const manylinux = (python: string) => wheel(`${python}-${python}-manylinux_2_17_x86_64.manylinux2014_x86_64`);

test.each<[what: string, chosen: string, release: Release]>([
  ["a young pure Python release", "3.13", release("2026-05-01T00:00:00Z", [pure, sdist])],
  [
    "wheels for every Python",
    "3.13",
    release("2026-05-01T00:00:00Z", [manylinux("cp311"), manylinux("cp313"), manylinux("cp314")]),
  ],
  ["wheels for the newest only", "3.14", release("2026-05-01T00:00:00Z", [manylinux("cp314")])],
  ["wheels for 3.9 only", "3.9", release("2022-05-01T00:00:00Z", [manylinux("cp39"), sdist])],
  [
    "wheels for a Python had one way only",
    "3.12",
    release("2024-05-01T00:00:00Z", [manylinux("cp312"), manylinux("cp310"), sdist]),
  ],
  [
    "the stable ABI",
    "3.13",
    release("2026-05-01T00:00:00Z", [wheel("cp39-abi3-manylinux_2_28_x86_64"), sdist]),
  ],
  [
    "the stable ABI since 3.11, beside a wheel for 3.14",
    "3.13",
    release("2026-05-01T00:00:00Z", [wheel("cp311-abi3-manylinux_2_28_x86_64"), manylinux("cp314")]),
  ],
  [
    "the stable ABI in 2021",
    "3.11",
    release("2021-05-01T00:00:00Z", [wheel("cp36-abi3-manylinux2014_x86_64")]),
  ],
  [
    "the stable ABI of a later Python",
    "3.14",
    release("2026-05-01T00:00:00Z", [wheel("cp314-abi3-manylinux_2_28_x86_64")]),
  ],
  ["own wheels beside a slow pure one", "3.11", release("2024-01-01T00:00:00Z", [manylinux("cp311"), pure])],
  ["source only, young", "3.13", release("2024-10-16T00:00:00Z", [sdist])],
  ["Requires-Python with an upper bound", "3.11", release("2026-05-01T00:00:00Z", [pure], ">=3.8,<3.13")],
  ["Requires-Python with a patch version", "3.9", release("2026-05-01T00:00:00Z", [pure], ">=3.9.2,<3.10")],
  [
    "a C library newer than bookworm's",
    "3.13",
    release("2023-01-01T00:00:00Z", [wheel("py3-none-manylinux_2_39_x86_64")]),
  ],
  ["pure Python of 2018", "3.9", release("2018-02-01T00:00:00Z", [wheel("py2.py3-none-any"), sdist])],
  ["pure Python of 2021, on a Python of 2022", "3.11", release("2021-05-05T00:00:00Z", [pure])],
  [
    "source of 2018, with wheels for what is gone",
    "3.9",
    release("2018-02-01T00:00:00Z", [manylinux("cp36"), sdist]),
  ],
  [
    "an old release that was given a wheel later",
    "3.13",
    release("2019-01-01T00:00:00Z", [manylinux("cp313"), sdist]),
  ],
  ["no upload times", "3.13", { ...release("", [pure]), uploadTime: undefined } as unknown as Release],
])("%s: Python %s", (_, chosen, candidate) => {
  expect(choose(candidate)).toBe(chosen);
});

test("The pkginfo's Python overrides the choice, within what the release allows", () => {
  const candidate = release("2026-05-01T00:00:00Z", [pure], ">=3.11");
  expect(choose(candidate, "3.12")).toBe("3.12");
  const refused = () => choose(candidate, "3.9");
  expect(refused).toThrow(InputError);
  expect(refused).toThrow(
    "pkginfo/example.yaml: example 1.0 can't be had on Python 3.9: it requires Python >=3.11",
  );
  expect(refused).toThrow("choose one of 3.11, 3.12, 3.13, 3.14");
  expect(() => choose(candidate, "3.8")).toThrow("there is no base image with Python 3.8");
});

test("A wheel-only release is refused on a Python that none of its wheels fits", () => {
  expect(() => choose(release("2024-05-01T00:00:00Z", [manylinux("cp312")]), "3.13")).toThrow(
    "it has no source distribution, and none of its wheels fits",
  );
});

test("A release that no base can have is refused with the reason", () => {
  expect(() => choose(release("2026-05-01T00:00:00Z", [pure], ">=3.15"))).toThrow(
    "can't be had on any of the Pythons 3.9, 3.10, 3.11, 3.12, 3.13, 3.14: it requires Python >=3.15",
  );
});

test("Yanked files do not count", () => {
  const candidate = release("2026-05-01T00:00:00Z", [manylinux("cp313"), manylinux("cp311")]);
  const files = candidate.files.map((file, at) => ({ ...file, yanked: at === 0 }));
  expect(choose({ ...candidate, files })).toBe("3.11");
});
