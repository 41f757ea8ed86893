import { describe, expect, it } from "vitest";
import { holds, linuxEnvironment, parseMarker } from "./marker.ts";

function isTrue(text: string, python = "3.13", extra: Record<string, readonly string[]> = {}): boolean {
  const marker = parseMarker(text, true);
  if (marker === undefined) {
    throw new Error(`${text} is no marker`);
  }
  return holds(marker, { ...linuxEnvironment(python), ...extra });
}

describe("holds", () => {
  it.each([
    ["python_version < '3.10'", "3.9", true],
    ["python_version < '3.10'", "3.13", false],
    ["python_full_version >= '3.13.1'", "3.13", true],
    ['"3.11" <= python_version', "3.13", true],
    ["python_version == '3.*'", "3.9", true],
    ["python_version in '3.8, 3.9'", "3.9", true],
    ["python_version not in '3.8, 3.9'", "3.9", false],
    ["sys_platform == 'win32'", "3.13", false],
    ["sys_platform != 'win32' and os.name == \"posix\"", "3.13", true],
    ["platform_machine == 'aarch64' or platform_python_implementation == 'CPython'", "3.13", true],
    ["(sys_platform == 'win32' or python_version > '3') and platform_system == 'Linux'", "3.13", true],
    ["sys_platform == 'win32' and python_version > '3' or python_version > '4'", "3.13", false],
  ])("%s on Python %s: %s", (text, python, expected) => {
    expect(isTrue(text, python)).toBe(expected);
  });

  it("asks for extras and groups", () => {
    expect(isTrue("extra == 'test'")).toBe(false);
    expect(isTrue("extra == 'test'", "3.13", { extra: ["test"] })).toBe(true);
    expect(isTrue("'docs' in extras", "3.13", { extras: ["docs"] })).toBe(true);
    expect(isTrue("'docs' not in dependency_groups")).toBe(true);
  });
});

describe("parseMarker", () => {
  it.each([
    "",
    "python_version",
    "python_version <",
    "x == 'y'",
    "(python_version < '3'",
    "'a' in extras",
    "os_name == 'a' os_name == 'b'",
  ])("takes %j for none", (text) => {
    expect(parseMarker(text)).toBeUndefined();
  });

  it("does not follow brackets for ever", () => {
    expect(parseMarker(`${"(".repeat(4000)}os_name == 'a'${")".repeat(4000)}`)).toBeUndefined();
  });
});
