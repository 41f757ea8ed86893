import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openOutputLog } from "../exec/output-log.ts";
import { type TemporaryFolder, temporaryFolder } from "../exec/temporary-folder.ts";
import type { LockTools } from "../lock/lock-work.ts";
import { ResolutionError } from "../lock/resolution-error.ts";
import { readAllPkginfo } from "../pkginfo/read-folder.ts";
import { type Index, openIndex } from "../releases/index/open-index.ts";
import type { ReleaseFile } from "../releases/release.ts";
import { parseRequirement } from "../releases/requirement.ts";
import { noPrograms, startServer } from "../releases/testing/local-index.ts";
import { moveBumps, proposeBumps } from "./move.ts";

/** What each release of pyqt asks for, by its version; of qt there is 6.11. */
const ASKS: Readonly<Record<string, string>> = {
  "6.10": "qt>=6.10",
  "6.11": "qt<7",
  "6.12": "qt>=6.12",
  "6.13": "qt>=6.13",
};
const OLD = "2026-01-01T00:00:00Z";
const rows = [{ python: "3.13", debian: "trixie" as const }];
const coolDown = { days: 3, now: new Date("2026-11-30T00:00:00Z") };

let folder: TemporaryFolder;
let server: Awaited<ReturnType<typeof startServer>>;
let index: Index;

function page(name: string, versions: readonly string[]): string {
  const files = versions.map((version) => {
    const filename = `${name}-${version}-py3-none-any.whl`;
    return { filename, url: `/files/${filename}`, "upload-time": OLD };
  });
  return JSON.stringify({ meta: { "api-version": "1.1" }, files });
}

beforeEach(async () => {
  folder = await temporaryFolder();
  await mkdir(join(folder.path, "pkginfo"));
  server = await startServer((request, response) => {
    const pages: Record<string, string> = {
      "/simple/pyqt/": page("pyqt", Object.keys(ASKS)),
      "/simple/qt/": page("qt", ["6.11"]),
    };
    const body = pages[request.url ?? ""];
    response.writeHead(body === undefined ? 404 : 200, {
      "content-type": "application/vnd.pypi.simple.v1+json",
    });
    response.end(body);
  });
  index = await openIndex({
    exec: noPrograms,
    env: {
      ...{ HOME: folder.path, PIP_CONFIG_FILE: "/dev/null", UV_CONFIG_FILE: join(folder.path, "none") },
      UV_DEFAULT_INDEX: `${server.url}/simple`,
    },
  });
});

afterEach(async () => {
  await server.close();
  await folder.remove();
});

async function requirementsOf({ fileName }: ReleaseFile) {
  return [parseRequirement(ASKS[fileName.split("-")[1] ?? ""] ?? "")];
}

/** On a machine on which nothing can be resolved. */
async function move(version: string) {
  const path = join(folder.path, "pkginfo", "pyqt.yaml");
  const text = `name: pyqt\nversion: "${version}"\n`;
  await writeFile(path, text);
  const fail = (): never => {
    throw new ResolutionError({ file: "pkginfo/pyqt.yaml" }, "pyqt", "there is no solution");
  };
  const tools: LockTools = {
    signal: new AbortController().signal,
    pythons: async () => rows,
    index: async () => index,
    ...{ docker: fail, base: fail, secrets: fail },
  };
  const asking = { all: await readAllPkginfo(folder.path), index, rows, coolDown, requirementsOf };
  const { proposals } = await proposeBumps(asking);
  const said: string[] = [];
  const moved = await moveBumps(folder.path, proposals, asking, {
    tools,
    openLog: (stem) => openOutputLog(join(folder.path, `${stem}.log`)),
    say: (line) => said.push(line),
  });
  expect(await readFile(path, "utf8")).toBe(text);
  return { ...moved, said };
}

test("a release that waits for one that the index does not have yet is held, and so is the one before it", async () => {
  const { held, failures, proposals, said } = await move("6.11");
  expect(held).toEqual([
    {
      stem: "pyqt",
      reason: "6.13 waits for qt>=6.13, of which the package index has nothing newer than 6.11",
    },
  ]);
  expect([failures, proposals]).toEqual([[], []]);
  expect(said).toEqual([
    "pyqt 6.13 waits for qt>=6.13, of which the package index has nothing newer than 6.11: trying 6.12",
  ]);
});

test("the next older release is taken instead, and fails if it waits for nothing", async () => {
  const { held, failures, proposals, said } = await move("6.10");
  expect(held).toEqual([]);
  expect(proposals).toEqual([{ stem: "pyqt", from: "6.10", to: "6.11" }]);
  expect(failures).toMatchObject([{ package: "pyqt", error: { name: "ResolutionError" } }]);
  expect(said.map((line) => line.replace(/.*: /, ""))).toEqual(["trying 6.12", "trying 6.11"]);
});
