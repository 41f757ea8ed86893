import { expect, test } from "vitest";
import { parsePylock, UnlockableError } from "./pylock.ts";

const a = "a".repeat(64);
const b = "b".repeat(64);
const c = "c".repeat(64);

/** As uv 0.13 prints it for one interpreter, shortened. */
const printed = (packages: string) => `lock-version = "1.0"
created-by = "uv"
requires-python = ">=3.13.5"
${packages}`;

test("Of each package the hashes of the wheels that fit are taken, or that of its source", () => {
  const text = printed(`
[[packages]]
name = "charset-normalizer"
version = "3.5.2"
sdist = { url = "https://files.example.org/charset_normalizer-3.5.2.tar.gz", upload-time = 2026-09-30T04:39:23Z, size = 9, hashes = { sha256 = "${c}" } }
wheels = [
    { url = "https://files.example.org/b.whl", upload-time = 2026-09-30T04:39:23Z, size = 9, hashes = { sha256 = "${b}" } },
    { url = "https://files.example.org/a.whl", upload-time = 2026-09-30T04:39:23Z, size = 9, hashes = { sha256 = "${a}" } },
]

[[packages]]
name = "psycopg2"
version = "2.9.10"
marker = "platform_python_implementation != 'PyPy'"
sdist = { url = "https://files.example.org/psycopg2-2.9.10.tar.gz", upload-time = 2024-10-16T11:24:54Z, size = 9, hashes = { sha256 = "${c}" } }
`);
  expect(parsePylock(text)).toEqual([
    { name: "charset-normalizer", version: "3.5.2", hashes: [a, b], fromSource: false, isCompiled: true },
    {
      ...{ name: "psycopg2", version: "2.9.10", hashes: [c], fromSource: true },
      sdistUrl: "https://files.example.org/psycopg2-2.9.10.tar.gz",
    },
  ]);
});

test("A source that uv only takes packed again is told by the address that the view of the index gives it", () => {
  const sdist = `{ url = "https://files.example.org/T-1.0.tar.bz2#repacked", hashes = { sha256 = "${c}" } }`;
  expect(parsePylock(printed(`[[packages]]\nname = "t"\nversion = "1.0"\nsdist = ${sdist}\n`))).toEqual([
    {
      ...{ name: "t", version: "1.0", hashes: [c], fromSource: true, isRepacked: true },
      sdistUrl: "https://files.example.org/T-1.0.tar.bz2",
    },
  ]);
});

test("Nothing to install is an empty lock", () => {
  expect(parsePylock(printed(""))).toEqual([]);
});

test("The local wheel is taken by its name", () => {
  const archive = `archive = { path = "/inputs/my_local-1.0-py3-none-any.whl", hashes = { sha256 = "${a}" } }`;
  const text = printed(`[[packages]]\nname = "my-local"\nversion = "1.0"\n${archive}\n`);
  expect(parsePylock(text, "my_local-1.0-py3-none-any.whl")).toEqual([
    {
      ...{ name: "my-local", version: "1.0", hashes: [a], fromSource: false },
      wheel: "my_local-1.0-py3-none-any.whl",
    },
  ]);
});

test.each([
  ["an archive", `archive = { url = "https://example.org/x-1.0.zip", hashes = { sha256 = "${a}" } }`],
  ["a repository", 'vcs = { type = "git", url = "https://example.org/x", commit-id = "0" }'],
  ["a folder", 'directory = { path = "/etc" }'],
  ["a file that is not the local wheel", `archive = { path = "/etc/x.whl", hashes = { sha256 = "${a}" } }`],
])("A dependency on %s of its own is refused", (_, source) => {
  const text = printed(`[[packages]]\nname = "x"\nversion = "1.0"\n${source}\n`);
  expect(() => parsePylock(text)).toThrow(UnlockableError);
  expect(() => parsePylock(text)).toThrow("x is required from an address of its own");
});

test("A file without SHA-256 is refused", () => {
  const text = printed(
    '[[packages]]\nname = "x"\nversion = "1.0"\nwheels = [{ url = "https://example.org/x.whl" }]\n',
  );
  expect(() => parsePylock(text)).toThrow("the index gives no SHA-256 for a file of x");
});
