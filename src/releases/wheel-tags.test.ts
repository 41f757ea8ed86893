import { expect, test } from "vitest";
import { isWheelFor } from "./wheel-tags.ts";

const BOOKWORM = { glibc: "2.36" };

function tags(text: string) {
  const [pythons = "", abis = "", platforms = ""] = text.split("-");
  return { pythons: pythons.split("."), abis: abis.split("."), platforms: platforms.split(".") };
}

// Each was compared with what Python's packaging 26 gives for CPython on glibc.
test.each([
  ["py3-none-any", "3.13", true],
  ["py2.py3-none-any", "3.13", true],
  ["py2-none-any", "3.13", false],
  ["py312-none-any", "3.13", true],
  ["py314-none-any", "3.13", false],
  ["py3-none-manylinux_2_17_x86_64", "3.13", true],
  ["cp313-cp313-manylinux_2_28_x86_64", "3.13", true],
  ["cp313-none-any", "3.13", true],
  ["cp312-none-any", "3.13", false],
  ["cp312-cp312-manylinux_2_28_x86_64", "3.13", false],
  ["cp313-cp313t-manylinux_2_28_x86_64", "3.13", false],
  ["cp37-abi3-manylinux2014_x86_64", "3.13", true],
  ["cp314-abi3-manylinux2014_x86_64", "3.13", false],
  ["cp37-cp37m-manylinux1_x86_64", "3.7", true],
  ["cp39-cp39-manylinux_2_5_x86_64.manylinux1_x86_64", "3.9", true],
  ["cp313-cp313-linux_x86_64", "3.13", true],
  ["cp313-cp313-manylinux_2_39_x86_64", "3.13", false],
  ["cp313-cp313-manylinux_2_39_x86_64.manylinux2014_x86_64", "3.13", true],
  ["cp313-cp313-musllinux_1_2_x86_64", "3.13", false],
  ["cp313-cp313-manylinux2014_aarch64", "3.13", false],
  ["cp313-cp313-win_amd64", "3.13", false],
  ["cp313-cp313-macosx_11_0_arm64", "3.13", false],
  ["pp310-pypy310_pp73-manylinux2014_x86_64", "3.10", false],
])("%s on Python %s with glibc 2.36: %s", (wheel, python, expected) => {
  expect(isWheelFor(tags(wheel), python, BOOKWORM)).toBe(expected);
});

test("a Python is named by two numbers", () => {
  expect(() => isWheelFor(tags("py3-none-any"), "3.13.1", BOOKWORM)).toThrow(RangeError);
});
