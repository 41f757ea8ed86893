import { mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { InputError } from "../../errors/input-error.ts";
import { readProjectLock } from "./project-lock.ts";

async function project(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "locks-"));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

async function told(files: Record<string, string>, python = "3.13", lock?: string) {
  const folder = await project(files);
  const found = await readProjectLock(folder, lock === undefined ? undefined : join(folder, lock), python);
  return {
    pins: found.pins.map(({ name, version, place }) => `${name} ${version} ${place.file}:${place.line}`),
    leftOut: found.leftOut.map(({ name, why, place }) => `${name} ${why} ${place.line}`),
    several: found.several,
    direct: found.direct && [...found.direct],
  };
}

async function problems(files: Record<string, string>): Promise<string> {
  const folder = await project(files);
  const error: unknown = await readProjectLock(folder, undefined, "3.13").then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message.replaceAll(folder, "PROJECT");
}

const HASH = `--hash=sha256:${"0".repeat(64)}`;

describe("requirements.txt", () => {
  it("gives what is pinned, with markers, hashes, other files and continued lines", async () => {
    const found = await told({
      "requirements.txt": [
        "--index-url https://pip.example/simple",
        "-r requirements/base.txt  # all of it",
        "Requests[socks]==2.31.0 ; python_version >= '3.8' \\",
        `    ${HASH} \\`,
        `    ${HASH}`,
        "colorama==0.4.6 ; sys_platform == 'win32'",
        "",
        "numpy==1.26.4 ; python_version < '3.12'",
        "numpy==2.0.2 ; python_version >= '3.12'",
        "-c constraints.txt",
        "flask>=2",
        "-e ./plugins/mine",
        "demo @ https://files.example/demo-1.0.zip",
        "git+https://user:secret@git.example/other#egg=Other_One",
        "./local/thing.whl",
      ].join("\n"),
      "requirements/base.txt": "six==1.16.0\n-r more.txt\n",
      "requirements/more.txt": "-r base.txt\nattrs==v23.1.0\n",
    });
    expect(found.pins).toEqual([
      "six 1.16.0 requirements/base.txt:1",
      "attrs 23.1.0 requirements/more.txt:2",
      "requests 2.31.0 requirements.txt:3",
      "numpy 2.0.2 requirements.txt:9",
    ]);
    expect(found.leftOut).toEqual([
      "flask no exact version 11",
      "./plugins/mine editable 12",
      "demo address 13",
      "other-one version control 14",
      "./local/thing.whl path 15",
    ]);
    expect(found.direct).toBeUndefined();
  });

  it("knows what the project asks for where the lines tell it", async () => {
    const text = [
      "certifi==2024.2.2",
      "    # via requests",
      "idna==3.6  # via requests",
      "requests==2.31.0",
      "    # via",
      "    #   -r requirements.in",
      "    #   other",
      "rich==13.0.0",
      "    # via demo (pyproject.toml)",
    ].join("\n");
    expect((await told({ "requirements.txt": text })).direct).toEqual(["requests", "rich"]);
  });

  it("tells each line that is nothing, and files that are not there", async () => {
    const text = "requests=2.31\n-r gone.txt\n-r ../../secret\nsix==1.16.0\n";
    const message = await problems({ "requirements.txt": text });
    expect(message).toContain('requirements.txt:1: found "requests=2.31", expected');
    expect(message).toContain('requirements.txt:2: there is no file "gone.txt"');
    expect(message).toContain('requirements.txt:3: found "../../secret", expected a file of the project');
  });

  it("asks for exact versions where there is none", async () => {
    expect(await problems({ "requirements.txt": "flask>=2\n" })).toContain("no line has an exact version");
  });

  it("does not follow links", async () => {
    const folder = await project({ "real.txt": "six==1.16.0\n" });
    await symlink("real.txt", join(folder, "requirements.txt"));
    await expect(readProjectLock(folder, undefined, "3.13")).rejects.toThrow("no ordinary file");
  });
});

it("reads pylock.toml", async () => {
  const text = `
lock-version = "1.0"
created-by = "pip"

[[packages]]
name = "requests"
version = "2.31.0"
marker = "python_version >= '3.8' and 'docs' not in extras"

[[packages]]
name = "mine"
directory = { path = ".", editable = true }

[[packages]]
name = "theirs"
vcs = { type = "git", url = "https://git.example/theirs" }

[[packages]]
name = "win"
version = "1"
marker = "sys_platform == 'win32'"
`;
  const { pins, leftOut } = await told({ "pylock.dev.toml": text }, "3.13", "pylock.dev.toml");
  expect(pins).toEqual(["requests 2.31.0 pylock.dev.toml:5"]);
  expect(leftOut).toEqual(["mine editable 10", "theirs version control 14"]);
});

const UV = `
version = 1
requires-python = ">=3.9"

[[package]]
name = "app"
version = "0.1.0"
source = { editable = "." }
dependencies = [
    { name = "click" },
    { name = "numpy", version = "1.26.4", source = { registry = "r" }, marker = "python_full_version < '3.12'" },
    { name = "numpy", version = "2.0.2", source = { registry = "r" }, marker = "python_full_version >= '3.12'" },
    { name = "requests", extra = ["socks"] },
]

[package.dev-dependencies]
dev = [{ name = "pytest" }]

[[package]]
name = "click"
version = "8.1.7"
source = { registry = "r" }
dependencies = [{ name = "colorama", marker = "sys_platform == 'win32'" }]

[[package]]
name = "colorama"
version = "0.4.6"
source = { registry = "r" }

[[package]]
name = "numpy"
version = "1.26.4"
source = { registry = "r" }
resolution-markers = ["python_full_version < '3.12'"]

[[package]]
name = "numpy"
version = "2.0.2"
source = { registry = "r" }
resolution-markers = ["python_full_version >= '3.12'"]

[[package]]
name = "pysocks"
version = "1.7.1"
source = { registry = "r" }

[[package]]
name = "pytest"
version = "8.0.0"
source = { git = "https://git.example/pytest" }

[[package]]
name = "requests"
version = "2.31.0"
source = { registry = "r" }

[package.optional-dependencies]
socks = [{ name = "pysocks" }]
`;

it("reads uv.lock: what the project leads to, on the Python that is chosen", async () => {
  const found = await told({ "uv.lock": UV, "requirements.txt": "six==1.16.0\n" });
  expect(found.pins).toEqual([
    "click 8.1.7 uv.lock:19",
    "numpy 2.0.2 uv.lock:36",
    "pysocks 1.7.1 uv.lock:42",
    "requests 2.31.0 uv.lock:52",
  ]);
  expect(found.leftOut).toEqual(["pytest version control 47"]);
  expect(found.direct).toEqual(["click", "numpy", "requests", "pytest"]);
  expect((await told({ "uv.lock": UV }, "3.11")).pins).toContain("numpy 1.26.4 uv.lock:30");
});

it("tells where a lock is none", async () => {
  expect(await problems({ "uv.lock": "version = 1\n[[package]\n" })).toMatch(
    /^uv\.lock:2:\d+: this is no TOML: .*\n {2}→ make the lock again: `uv lock`$/,
  );
  expect(await problems({ "uv.lock": "version = 7\n[[package]]\nname = 3\nsource = {}\n" })).toBe(
    "uv.lock:1:11: version: found the number 7, expected 1, the version of the format that is known\n  → make the lock again: `uv lock`\nuv.lock:3:8: name of item 1 of package: found the number 3, expected the name of a distribution\n  → make the lock again: `uv lock`",
  );
  const noVersion = UV.replace('"8.1.7"', '"eight"').replace('name = "colorama"\nv', 'name = "colorama"\nv');
  expect(await problems({ "uv.lock": noVersion })).toBe(
    'uv.lock:19: click: found the version "eight", expected one such as 2.31.0 (PEP 440)',
  );
});

it("reads poetry.lock, of two versions the one for the Python, and tells of two that are both installed", async () => {
  const text = `
[[package]]
name = "Django"
version = "4.2"
python-versions = ">=3.8"
markers = {main = "python_version < \\"3.12\\"", dev = "sys_platform == \\"win32\\""}

[[package]]
name = "numpy"
version = "1.26.4"
python-versions = ">=3.9,<3.12"

[[package]]
name = "numpy"
version = "2.0.2"
python-versions = ">=3.9"

[[package]]
name = "two"
version = "1.0"

[[package]]
name = "two"
version = "2.0"

[[package]]
name = "mine"
version = "0"
develop = true
[package.source]
type = "directory"
url = "mine"
`;
  const found = await told({ "poetry.lock": text });
  expect(found.pins).toEqual(["numpy 2.0.2 poetry.lock:13", "two 2.0 poetry.lock:22"]);
  expect(found.several).toEqual([{ name: "two", versions: ["2.0", "1.0"] }]);
  expect(found.leftOut).toEqual(["mine editable 26"]);
  expect((await told({ "poetry.lock": text }, "3.11")).pins[0]).toBe("django 4.2 poetry.lock:2");
});

it("reads Pipfile.lock", async () => {
  const lock = {
    _meta: { requires: { python_version: "3.11" } },
    default: {
      requests: { version: "==2.31.0", markers: "python_version >= '3.7'" },
      win: { version: "==1.0", markers: "sys_platform == 'win32'" },
      app: { editable: true, path: "." },
    },
    develop: { pytest: { version: "==8.0.0" }, other: { git: "https://git.example/other" } },
  };
  const found = await told({ "Pipfile.lock": JSON.stringify(lock, null, 4) });
  expect(found.pins).toEqual(["requests 2.31.0 Pipfile.lock:8", "pytest 8.0.0 Pipfile.lock:22"]);
  expect(found.leftOut).toEqual(["app editable 16", "other version control 25"]);
  expect(await problems({ "Pipfile.lock": "{\n  nothing" })).toMatch(/^Pipfile\.lock:2: this is no JSON/);
});

it("says which files it reads, and how to make one", async () => {
  const message = await problems({ "setup.py": "" });
  expect(message).toContain("there is no lock here: none of uv.lock, pylock.toml, poetry.lock");
  expect(message).toContain("`uv lock`");
  await expect(readProjectLock("/nowhere/at/all", undefined, "3.13")).rejects.toThrow("is no folder");
});
