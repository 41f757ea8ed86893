import { expect, test } from "vitest";
import { parseFileName, parseWheelName } from "./file-name.ts";

test.each([
  ["requests-2.32.5-py3-none-any.whl", "requests", "2.32.5"],
  ["zope_interface-8.7-cp313-cp313-manylinux1_x86_64.whl", "zope-interface", "8.7"],
  ["Zope.Interface-5.0_1-py2.py3-none-any.whl", "zope-interface", "5.0.post1"],
  ["torch-2.1.0+cu118-1-cp311-cp311-linux_x86_64.whl", "torch", "2.1.0+cu118"],
  ["torch-2.1.0%2Bcu118-cp311-cp311-linux_x86_64.whl", undefined, undefined],
  ["requests-2.32.5-py3-none.whl", undefined, undefined],
  ["requests-2.32.5.tar.gz", undefined, undefined],
  ["requests-latest-py3-none-any.whl", undefined, undefined],
])("the wheel %s is of %s %s", (fileName, normalizedName, version) => {
  const parts = parseWheelName(fileName);
  expect(parts?.normalizedName).toBe(normalizedName);
  expect(parts?.version).toBe(version);
});

test("the tag sets of a wheel are taken apart", () => {
  const fileName = "a-1-cp36.cp37-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl";
  expect(parseWheelName(fileName)?.tags).toEqual({
    pythons: ["cp36", "cp37"],
    abis: ["abi3"],
    platforms: ["manylinux_2_17_x86_64", "manylinux2014_x86_64"],
  });
});

test.each([
  ["python-dateutil-2.8.2.tar.gz", "python-dateutil", "2.8.2"],
  ["python_dateutil-4.0.0.tar.gz", "python-dateutil", "4.0.0"],
  ["zope.interface-5.0.0.zip", "zope-interface", "5.0.0"],
  ["Twisted-12.0.tar.bz2", "twisted", "12.0"],
  ["foo-1.0-2.tgz", "foo", "1.0.post2"],
  ["a-b-1-2.0.tar.gz", "a-b-1", "2.0"],
])("%s of %s is the source of %s", (fileName, normalizedName, version) => {
  expect(parseFileName(fileName, normalizedName)).toEqual({ kind: "sdist", normalizedName, version });
});

test.each([
  ["requests-2.32.5-py2.7.egg", "requests"],
  ["pywin32-219.win32-py2.7.exe", "pywin32"],
  ["a-1.0.linux-x86_64.tar.gz", "a"],
  ["a-1.0.tar.gz.asc", "a"],
  ["a-1.0.win32.zip", "a"],
  ["other-1.0.tar.gz", "a"],
  ["other-1.0-py3-none-any.whl", "a"],
  ["a.tar.gz", "a"],
  ["../a-1.0.tar.gz", "a"],
  ["a-1.0-py3-none-any/../../b.whl", "a"],
  ["a-1.0-py3-none-\u001b[2J.whl", "a"],
  ["\u212aeras-1.0.tar.gz", "keras"],
])("%s is no file of %s that could be installed", (fileName, normalizedName) => {
  expect(parseFileName(fileName, normalizedName)).toBeUndefined();
});
