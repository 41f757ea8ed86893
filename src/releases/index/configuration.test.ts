import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "smol-toml";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InputError } from "../../errors/input-error.ts";
import type { Exec } from "../../exec/exec.ts";
import { nodeExec } from "../../exec/node-exec.ts";
import { parsePipSettings, pipConfigText, readIndexConfiguration, uvConfigText } from "./configuration.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-index-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Reads the configuration of a machine with these variables, this uv.toml and these answers of `pip config list`. */
async function read(machine: { env?: Record<string, string>; uvToml?: string; pip?: string }) {
  const configuration = join(folder, "config");
  const programs = join(folder, "programs");
  await mkdir(join(configuration, "uv"), { recursive: true });
  await mkdir(programs, { recursive: true });
  if (machine.uvToml !== undefined) {
    await writeFile(join(configuration, "uv", "uv.toml"), machine.uvToml);
  }
  if (machine.pip !== undefined) {
    await writeFile(
      join(programs, "pip"),
      `#!/bin/sh\n[ "$*" = "config list" ] && cat <<'END'\n${machine.pip}\nEND\n`,
    );
    await chmod(join(programs, "pip"), 0o755);
  }
  const exec: Exec = (program, args, options) =>
    nodeExec(program, args, {
      ...options,
      env: { PATH: machine.pip === undefined ? programs : `${programs}:/bin` },
    });
  return readIndexConfiguration({ exec, env: { XDG_CONFIG_HOME: configuration, ...machine.env } });
}

const NONE = { extraIndexes: [], findLinks: [], insecureHosts: [] };

describe("the index that this machine's clients use", () => {
  test("is nobody's business where nothing is configured", async () => {
    expect(await read({})).toEqual(NONE);
  });

  test("is taken from pip's configuration", async () => {
    const pip = `:env:.cert='/x.pem'
global.extra-index-url='https://one.test/simple\\nhttps://two.test/simple'
global.index-url='https://mirror.test/simple'
global.trusted-host='mirror.test two.test:8443'
install.index-url='https://install.test/simple'`;
    expect(await read({ pip })).toEqual({
      defaultIndex: "https://install.test/simple",
      extraIndexes: ["https://one.test/simple", "https://two.test/simple"],
      findLinks: [],
      insecureHosts: ["mirror.test", "two.test:8443"],
    });
  });

  test("is rather taken from PIP_ variables, still rather from uv's file, and best from UV_ variables", async () => {
    const pip = "global.index-url='https://pip-file.test/'";
    const variable = { PIP_INDEX_URL: "https://pip-variable.test/" };
    const uvToml =
      '[[index]]\nurl = "https://extra.test/"\n[[index]]\nurl = "https://uv-file.test/"\ndefault = true\n';
    expect((await read({ pip, env: variable })).defaultIndex).toBe("https://pip-variable.test/");
    expect(await read({ pip, env: variable, uvToml })).toMatchObject({
      defaultIndex: "https://uv-file.test/",
      extraIndexes: ["https://extra.test/"],
    });
    const env = {
      ...variable,
      UV_DEFAULT_INDEX: "name=https://uv-variable.test/",
      UV_INDEX: "https://more.test/",
    };
    expect(await read({ pip, env, uvToml })).toMatchObject({
      defaultIndex: "https://uv-variable.test/",
      extraIndexes: ["https://more.test/"],
    });
  });

  test("has no folders of this machine, which no container sees", async () => {
    const env = {
      PIP_FIND_LINKS: "/opt/wheels https://links.test/",
      PIP_EXTRA_INDEX_URL: "file:///srv/index",
    };
    expect(await read({ env })).toEqual({ ...NONE, findLinks: ["https://links.test/"] });
  });

  test("must be readable where uv's file is there", async () => {
    await expect(read({ uvToml: "index-url = 5" })).rejects.toThrow(InputError);
    await expect(read({ uvToml: "[[index]" })).rejects.toThrow(/uv\.toml/);
  });
});

describe("the configuration for builds", () => {
  const configuration = {
    defaultIndex: "https://user:p%40ss@mirror.test/simple",
    extraIndexes: ["https://one.test/", "https://two.test/"],
    findLinks: ["https://links.test/"],
    insecureHosts: ["one.test"],
  };

  test("says the same to uv", () => {
    expect(parse(uvConfigText(configuration, true))).toEqual({
      "system-certs": true,
      "find-links": ["https://links.test/"],
      "allow-insecure-host": ["one.test"],
      index: [
        { url: "https://one.test/" },
        { url: "https://two.test/" },
        { url: "https://user:p%40ss@mirror.test/simple", default: true },
      ],
    });
    expect(parse(uvConfigText(NONE, false))).toEqual({});
  });

  test("says the same to pip, which reads it back", async () => {
    const path = join(folder, "pip.conf");
    await writeFile(path, pipConfigText(configuration));
    const { stdout } = await nodeExec("python3", ["-m", "pip", "config", "list"], {
      env: { PATH: process.env.PATH ?? "", HOME: folder, PIP_CONFIG_FILE: path },
    });
    const settings = parsePipSettings(stdout);
    expect(settings.get("global.index-url")).toBe("https://user:p%40ss@mirror.test/simple");
    expect(settings.get("global.extra-index-url")?.split("\n")).toEqual([
      "https://one.test/",
      "https://two.test/",
    ]);
    expect(settings.get("global.trusted-host")).toBe("one.test");
  });
});

test("pip's settings are read as Python writes text", () => {
  const text = `a.b='x=y'\nc.d="it's"\ne.f='\\\\ \\n'\nnonsense\n`;
  expect([...parsePipSettings(text)]).toEqual([
    ["a.b", "x=y"],
    ["c.d", "it's"],
    ["e.f", "\\ \n"],
  ]);
});
