import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dockerOutput } from "../../docker/engine/docker.ts";
import { type Stand, setUpStand } from "../../docker/testing/e2e-stand.ts";
import { nodeExec } from "../../exec/node-exec.ts";
import { type Index, openIndex } from "../../releases/index/open-index.ts";
import { requirementText } from "../../releases/requirement.ts";
import type { DebianArchive } from "./debian/archive.ts";
import { openDebianArchive } from "./debian/open-archive.ts";
import { missingLibraries, runtimeOwner } from "./linked/missing-libraries.ts";
import { importOwners } from "./names/import-owner.ts";
import { wheelRequirements } from "./names/wheel-requirements.ts";
import { lastHaving } from "./releases/last-having.ts";
import { sourceNeeds } from "./sources/source-needs.ts";
import { scanSources } from "./sources/source-scan.ts";

let stand: Stand;
let index: Index;
let archive: DebianArchive;
const said: string[] = [];
const open = () =>
  openDebianArchive({ ...stand, say: (line) => said.push(line), keptIn: join(stand.folder, "debian") });
const tools = () => ({ ...stand, index, archive });

beforeAll(async () => {
  stand = await setUpStand();
  index = await openIndex({ exec: nodeExec });
  archive = await open();
});
afterAll(() => stand?.tearDown());

describe("the archive of a base", () => {
  it("is fetched by its own apt, once", async () => {
    expect(said).toHaveLength(1);
    expect(archive.suites).toContain("trixie");
    await open();
    expect(said).toHaveLength(1);
  });

  it("has the files, the packages and the distributions of the whole suite", () => {
    const first = (kind: "header" | "program" | "shared-library", name: string) =>
      archive.owners({ kind, name })[0];
    expect(first("header", "portaudio.h")).toMatchObject({
      package: "portaudio19-dev",
      likely: true,
      installed: false,
    });
    expect(first("header", "zlib.h")).toMatchObject({ package: "zlib1g-dev", installed: "build" });
    expect(first("shared-library", "libz.so.1")).toMatchObject({ package: "zlib1g", installed: "runtime" });
    expect(first("program", "swig")).toMatchObject({ package: "swig", likely: true });
    expect(archive.distributions().length).toBeGreaterThan(5000);
  });

  it("leaves out of what Debian builds a distribution with what only its tests read", () => {
    const found = archive.distribution("pandas");
    expect(found?.source).toBe("pandas");
    expect(found?.buildPackages.map((need) => need.package)).not.toContain("locales-all");
  });

  it("is fetched again when what was kept is damaged", async () => {
    const folder = join(stand.folder, "debian");
    const [name = ""] = await readdir(folder);
    const bytes = await readFile(join(folder, name));
    bytes.fill(0x55, bytes.length >> 1, (bytes.length >> 1) + 100);
    await writeFile(join(folder, name), bytes);
    expect((await open()).hasPackage("libc6")).toBe(true);
    expect(said).toHaveLength(2);
  });
});

describe("what the index has", () => {
  it("tells what a release's sources ask for", async () => {
    const project = await index.project("mysqlclient");
    const file = project.releases.at(-1)?.files.find(({ kind }) => kind === "sdist");
    const scan = await scanSources(file as NonNullable<typeof file>, tools());
    expect(scan.headers.map(({ name }) => name)).toContain("mysql.h");
    expect(sourceNeeds(archive, scan).map(({ owner }) => owner.package)).toEqual(["libmariadb-dev"]);
  });

  it("tells the release that took a name away", async () => {
    const found = await lastHaving({ distribution: "Jinja2", module: "jinja2", name: "Markup" }, tools());
    expect(found).toMatchObject({
      last: { version: "3.0.3" },
      gone: { version: "3.1.0" },
      constraint: "jinja2<3.1.0",
      asOf: "2022-03-23",
      by: "source",
    });
    expect(
      await lastHaving({ distribution: "jinja2", module: "jinja2", name: "Environment" }, tools()),
    ).toBeUndefined();
  });

  it("tells who gives an import name, and does not trust whoever is called so", async () => {
    const owners = await importOwners("serial", [], tools());
    expect(owners[0]).toMatchObject({ distribution: "pyserial", trusted: true, declared: false });
    expect(owners.find(({ distribution }) => distribution === "serial")?.trusted ?? false).toBe(false);
    const asked = ["all", "soup"].map((extra) => ({ name: "BeautifulSoup4", extra }));
    const declared = await importOwners("bs4", [...asked, { name: "lxml", extra: "all" }], tools());
    expect(declared[0]).toMatchObject({ distribution: "beautifulsoup4", extra: "soup", trusted: true });
    expect(await importOwners("not a name", [], tools())).toEqual([]);
  });

  it("tells what a wheel asks for, markers and extras included", async () => {
    const { releases } = await index.project("requests");
    const files = releases.find(({ version }) => version === "2.32.3")?.files ?? [];
    const wheel = files.find(({ kind }) => kind === "wheel") as (typeof files)[number];
    const asked = (await wheelRequirements(wheel, tools()))?.map(requirementText);
    expect(asked).toContain("idna<4,>=2.5");
    expect(asked).toContain(`pysocks!=1.5.7,>=1.5.6 ; extra == 'socks'`);
    expect(await wheelRequirements({ ...wheel, url: `${wheel.url}.none` }, tools())).toBeUndefined();
  });
});

it("an image tells which libraries it lacks", async () => {
  const source = [
    "import ctypes, ctypes.util",
    'ctypes.util.find_library("magic")',
    'ctypes.CDLL("libc.so.6")',
    'ctypes.CDLL("libusb-1.0.so.0")',
  ].join("\\n");
  const site = "/opt/venv/lib/python3.13/site-packages";
  // An ELF file of the image itself, asking for a library of another name.
  const patch = `b = open("/usr/lib/x86_64-linux-gnu/libssl.so.3", "rb").read(); open("${site}/ext.so", "wb").write(b.replace(b"libcrypto.so.3", b"libportaudio.2")); open("${site}/broken.so", "wb").write(b[:700])`;
  const dockerfile = [
    `FROM ${stand.base.buildTag}`,
    `RUN printf '${source}\\n' > ${site}/loads.py`,
    `RUN python -c '${patch}'`,
  ].join("\n");
  const tag = "importgraph/lookups-test:libraries";
  await dockerOutput(stand.docker, ["build", "--tag", tag, "-"], { input: dockerfile });
  try {
    const { missing } = await missingLibraries({ ...stand, image: tag });
    const told = missing.map(({ how, names, wantedBy }) => [how, names[0], wantedBy[0]]);
    expect(told).toEqual([
      ["needed", "libportaudio.2", "ext.so"],
      ["loaded", "magic", "loads.py:2"],
      ["loaded", "libusb-1.0.so.0", "loads.py:4"],
    ]);
    expect(missing.map((one) => runtimeOwner(archive, one)?.package)).toEqual([
      undefined,
      "libmagic1t64",
      "libusb-1.0-0",
    ]);
  } finally {
    await stand.docker.run(["image", "rm", tag]);
  }
});
