import { describe, expect, it } from "vitest";
import type { ImportStatement, Ref, Requirement } from "../../shard/records.ts";
import { indexShard, type Shard } from "../../shard/shard.ts";
import { node, tinyShard } from "../../shard/testing/tiny-shard.ts";
import { isDoubtful, requirementsOf } from "./requirements.ts";

const { header } = tinyShard();

function imported(of: Ref, rest: Partial<ImportStatement> = {}): ImportStatement {
  return { record: "import", module: "tiny", of, line: 1, ...rest };
}

function asked(name: string, rest: Partial<Requirement> = {}): Requirement {
  return { record: "requirement", name, ...rest };
}

const installed = [
  { name: "base", version: "2.0" },
  { name: "deep", version: "0.1" },
  { name: "quiet", version: "1.0" },
];

function shardOf(imports: ImportStatement[], requirements: Requirement[]): Shard {
  return indexShard({
    header: { ...header, importNames: ["tiny"], requirements: installed },
    nodes: [node("tiny", "module")],
    ...{ imports, requirements, externals: [], entryPoints: [], uses: [], problems: [] },
  });
}

const base: Ref = { distribution: "base", version: "2.0", id: "base.Base" };
const gone = (id: string): Ref => ({ distribution: null, id });

describe("requirementsOf", () => {
  it("puts what is asked for and what is imported into five lists", () => {
    const view = requirementsOf(
      shardOf(
        [
          imported(base, { from: "base", name: "Base", line: 4 }),
          imported({ distribution: "deep", version: "0.1", id: "deeply.x" }, { from: "deeply", name: "x" }),
          imported(gone("elsewhere"), { when: ["try"] }),
          // The program that runs, which nothing has to give.
          imported(gone("__main__")),
          imported({ python: "3.13", id: "os" }),
          imported("tiny.things", { from: "tiny", name: "things" }),
        ],
        [asked("base", { specifier: ">=2" }), asked("quiet"), asked("extra-thing", { extra: "more" })],
      ),
    );
    expect(view.used).toMatchObject([{ name: "base", version: "2.0", imported: { first: { line: 4 } } }]);
    expect(view.unused).toEqual([{ name: "quiet", version: "1.0", requirements: [{}] }]);
    expect(view.notInstalled).toEqual([{ name: "extra-thing", requirements: [{ extra: "more" }] }]);
    expect(view.undeclared).toMatchObject([
      { distribution: "deep", importNames: ["deeply"], need: "always" },
    ]);
    expect(view.missing).toMatchObject([{ importNames: ["elsewhere"], need: "optional" }]);
    expect(view.throughOthers).toEqual([]);
  });

  it("asks whose the module is that a name is taken from, not whose the name", () => {
    const passedOn = (from: string, of: Ref, line: number) => imported(of, { from, name: "x", line });
    const view = requirementsOf(
      shardOf(
        [
          passedOn("base", { distribution: "deep", version: "0.1", id: "deep.x" }, 1),
          passedOn("base.more", base, 2),
          passedOn("quiet", { python: "3.13", id: "typing.x" }, 3),
          passedOn("tiny.compat", { distribution: "deep", version: "0.1", id: "deep.x" }, 4),
          passedOn("os", { python: "3.13", id: "posixpath" }, 5),
        ],
        [asked("base"), asked("quiet")],
      ),
    );
    expect(view.used.map(({ name, imported: { count } }) => [name, count])).toEqual([
      ["base", 2],
      ["quiet", 1],
    ]);
    expect([view.undeclared, view.missing]).toEqual([[], []]);
  });

  it("tells what is only there since others ask for it", () => {
    const view = requirementsOf(shardOf([imported(base)], [asked("base"), asked("quiet")]));
    expect(view.throughOthers).toEqual([{ name: "deep", version: "0.1" }]);
  });

  it.for<[need: string, whens: ImportStatement["when"][]]>([
    ["always", [["typing"], ["try"], undefined]],
    ["lazy", [["try"], ["function"], ["function", "try"]]],
    ["optional", [["typing"], ["function", "try"], ["platform"]]],
    ["lazyOptional", [["main"], ["function", "try"]]],
    ["typing", [["typing"], ["function", "typing"]]],
  ])("says of several imports how hard the hardest is: %s", ([need, whens]) => {
    const imports = whens.map((when, index) => imported(base, { line: index + 1, ...(when && { when }) }));
    expect(requirementsOf(shardOf(imports, [])).undeclared[0]?.need).toBe(need);
  });

  it("takes what is not installed for what is called so, or is known to give it", () => {
    const imports = [imported(gone("Extra_Thing.x")), imported(gone("PIL"), { line: 2 })];
    const shard = shardOf(imports, [
      asked("extra-thing", { extra: "more" }),
      asked("pillow", { extra: "more" }),
    ]);
    expect(requirementsOf(shard).used.map(({ name }) => name)).toEqual(["extra-thing"]);
    const known = requirementsOf(shard, {
      giversOf: (name) => (name === "PIL" ? ["pillow"] : []),
      isKnown: () => false,
      isLibrary: (name) => name === "distutils",
    });
    expect(known.used.map(({ name }) => name)).toEqual(["extra-thing", "pillow"]);
    expect(known.missing).toEqual([]);
    expect(requirementsOf(shard).missing.map(({ importNames }) => importNames)).toEqual([["PIL"]]);
  });

  it("says what may give an import that nobody is known to give, and takes of several givers the declared one", () => {
    const shard = shardOf(
      [
        imported(gone("dotenv")),
        imported(gone("cv2"), { line: 2 }),
        imported(gone("yaml"), { line: 3 }),
        imported(gone("distutils.core"), { line: 4 }),
      ],
      [asked("python-dotenv", { extra: "more" }), asked("opencv-python", { extra: "more" }), asked("quiet")],
    );
    const given: Record<string, string[]> = { cv2: ["opencv-headless", "opencv-python"], yaml: ["pyyaml"] };
    const knowing = (...known: string[]) =>
      requirementsOf(shard, {
        giversOf: (name) => given[name] ?? [],
        isKnown: (name) => known.includes(name),
        isLibrary: (name) => name === "distutils",
      });
    const view = knowing("opencv-python");
    expect(view.used.map(({ name }) => name)).toEqual(["opencv-python"]);
    expect(view.mayGive).toEqual(["python-dotenv"]);
    const doubts = ({ missing, ...rest }: typeof view) =>
      missing.map((one) => [one.importNames[0], isDoubtful(one, { ...rest })]);
    // What another Python has is no matter of requirements. What somebody gives that is not asked for, and what nobody gives of
    // all that is asked for, is certain.
    expect(doubts(view)).toEqual([
      ["dotenv", true],
      ["yaml", false],
    ]);
    expect(doubts(knowing("opencv-python", "python-dotenv"))).toEqual([
      ["dotenv", false],
      ["yaml", false],
    ]);
  });

  it("finds what is not installed and declared below a namespace", () => {
    const view = requirementsOf(
      shardOf(
        [
          imported(gone("backports.zstd.open"), { from: "backports.zstd", name: "open" }),
          imported(gone("google.cloud.storage"), { from: "google.cloud", name: "storage" }),
          imported(gone("google.auth"), { line: 3 }),
        ],
        [asked("backports-zstd", { marker: "python_version < '3.14'" }), asked("google-cloud-storage")],
      ),
    );
    expect(view.used.map(({ name, imported: { importNames } }) => [name, importNames])).toEqual([
      ["backports-zstd", ["backports.zstd"]],
      ["google-cloud-storage", ["google.cloud.storage"]],
    ]);
    expect(view.missing).toMatchObject([{ importNames: ["google"] }]);
  });

  it("counts neither what is missing of the distribution itself nor what its extras ask of it", () => {
    const view = requirementsOf(
      shardOf([imported(gone("tiny.generated"))], [asked("tiny", { extra: "all" })]),
    );
    expect([view.missing, view.notInstalled, view.unused, view.used]).toEqual([[], [], [], []]);
  });
});
