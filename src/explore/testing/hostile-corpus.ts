/**
 * The packages that misbehave (baseimage/explorer/tests/hostile), for tests: installs them into images, and says what of a
 * behaviour's expected.yaml an exploration does not meet. That folder's README tells what the file's keys mean.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { Docker } from "../../docker/engine/docker.ts";
import { buildImage } from "../../docker/image/build.ts";
import { nodeExec } from "../../exec/node-exec.ts";
import type { OutputLog } from "../../exec/output-log.ts";
import { programFile } from "../../files/home.ts";
import { checkInvariants } from "../../shard/invariants.ts";
import { type ShardContent, type ShardNode, strictSchemas } from "../../shard/records.ts";

const FOLDER = programFile("baseimage", "explorer", "tests", "hostile");
/** Of this run alone: another checkout may be testing on the same engine. */
const IMAGE = `importgraph/hostile-${process.pid}`;

const origin = z.enum(["runtime", "source", "either", "any"]);
const stage = strictSchemas.problem.shape.stage;

const expectedModule = z.strictObject({
  stage: z.union([stage.transform((one) => [one]), z.array(stage)]).optional(),
  optional: z.literal(true).optional(),
  from: origin.default("any"),
  holds: z.literal("nothing").optional(),
});

const expectedFile = z.strictObject({
  behaviour: z.string().min(1),
  modules: z.record(z.string(), expectedModule).default({}),
  siblings: z.literal("either").optional(),
  ids: z.record(z.string(), origin).default({}),
  values: z.record(z.string(), z.string()).default({}),
  never: z.array(z.string()).default([]),
  limits: z
    .strictObject({
      memory: z
        .string()
        .regex(/^\d+[mg]$/)
        .optional(),
      step: z.int().min(1).optional(),
    })
    .optional(),
  refused: z.enum(["must", "may"]).optional(),
});

const corpusFile = z.array(
  z.strictObject({
    behaviour: z.string(),
    distribution: z.string(),
    version: z.string(),
    importName: z.string(),
    site: z.string(),
  }),
);

type Origin = z.infer<typeof origin>;
type Expected = z.infer<typeof expectedFile>;

/** One package that misbehaves. */
export interface HostilePackage {
  /** The name of its folder. */
  behaviour: string;
  distribution: string;
  version: string;
  importName: string;
  /** Tag of the image that has it. */
  image: string;
  expected: Expected;
}

/** How an exploration of one ended: with a shard, or with an error for a person. */
export type HostileOutcome = { shard: ShardContent } | { error: unknown };

/**
 * All packages that misbehave.
 *
 * @param folder empty; gets what the images are built from
 */
export async function readHostilePackages(folder: string): Promise<HostilePackage[]> {
  const { exitCode, stderr } = await nodeExec("python3", ["-B", join(FOLDER, "build.py"), "site", folder]);
  if (exitCode !== 0) {
    throw new Error(`the hostile packages can't be made: ${stderr}`);
  }
  const rows = corpusFile.parse(JSON.parse(await readFile(join(folder, "corpus.json"), "utf8")));
  return await Promise.all(
    rows.map(async ({ site, ...row }) => {
      const path = join(FOLDER, row.behaviour, "expected.yaml");
      const expected = expectedFile.safeParse(parse(await readFile(path, "utf8")));
      if (!expected.success) {
        throw new Error(`${path}: ${z.prettifyError(expected.error)}`);
      }
      return { ...row, image: `${IMAGE}:${site}`, expected: expected.data };
    }),
  );
}

/**
 * Builds the images: one with most of the packages, and one for each that would change the others' fate.
 *
 * @param folder where {@link readHostilePackages} was told to put what they are built from
 * @returns their tags
 */
export async function buildHostileImages(
  docker: Docker,
  options: { folder: string; base: { tag: string; python: string }; log: OutputLog },
): Promise<string[]> {
  const { folder, base, log } = options;
  const entries = await readdir(folder, { withFileTypes: true });
  const sites = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  for (const site of sites) {
    await buildImage(docker, {
      contextDirectory: join(folder, site),
      dockerfile: join(FOLDER, "Dockerfile"),
      tag: `${IMAGE}:${site}`,
      buildArgs: { BASE: base.tag, PYTHON: base.python },
      log,
      timeoutSeconds: 300,
    });
  }
  return sites.map((site) => `${IMAGE}:${site}`);
}

/** The memory that a package is to be explored with. */
export function memoryBytesOf({ expected }: HostilePackage): number {
  const text = expected.limits?.memory ?? "512m";
  return Number.parseInt(text, 10) * 1024 ** (text.endsWith("g") ? 3 : 2);
}

/** What of its expectation a package does not meet, a sentence for each; none when all is well. */
export function unmetExpectations(hostile: HostilePackage, outcome: HostileOutcome): string[] {
  const { refused } = hostile.expected;
  if ("error" in outcome) {
    return refused === undefined ? [`there is no shard: ${textOf(outcome.error)}`] : [];
  }
  if (refused === "must") {
    return ["there is a shard, expected it to be refused"];
  }
  return [...unmet(hostile, outcome.shard)];
}

function* unmet(hostile: HostilePackage, shard: ShardContent): Generator<string> {
  const { distribution, version, expected } = hostile;
  const found = shard.header.distribution;
  if (found.name !== distribution || found.version !== version) {
    yield `the header says ${JSON.stringify(found)}`;
  }
  for (const broken of checkInvariants(shard)) {
    yield `broken promise: ${broken}`;
  }
  const nodes = new Map(shard.nodes.map((node) => [node.id, node]));
  yield* strangers(hostile, nodes);
  for (const [module, { from, holds }] of Object.entries(expected.modules)) {
    if (module !== "") {
      const ids = holds === undefined ? API.map((name) => module + name) : [module];
      yield* ids.flatMap((id) => misplaced(nodes, id, from));
    }
  }
  for (const [id, from] of Object.entries(expected.ids)) {
    yield* misplaced(nodes, id, from);
  }
  yield* unlikeSiblings(hostile, nodes);
  for (const [id, value] of Object.entries(expected.values)) {
    const node = nodes.get(id);
    if (node?.value !== value) {
      yield `${id} has the value ${node?.value}, expected ${value}`;
    }
  }
  yield* misblamed(expected, shard);
}

/** What every module of the corpus holds. */
const API = ["", ".KEPT", ".Kept", ".Kept.method", ".kept"];
const SIBLINGS = ["alpha", "zulu"];
const SIGNATURE = {
  parameters: [
    { name: "value", kind: "positionalOrKeyword", default: "1", annotation: "int" },
    { name: "rest", kind: "varPositional", annotation: "str" },
  ],
  returns: "str",
};

/** Ids that no honest exploration has. */
function* strangers(hostile: HostilePackage, nodes: ReadonlyMap<string, ShardNode>): Generator<string> {
  const { importName, expected } = hostile;
  const own = new Set([importName, ...Object.keys(expected.modules)].map((module) => module.split(".")[0]));
  for (const id of nodes.keys()) {
    if (/(?:^|[.:])forged_/.test(id)) {
      yield `${JSON.stringify(id)} was forged`;
    }
    if (!own.has(id.split(/[.:]/)[0] ?? "")) {
      yield `${JSON.stringify(id)} is not of this distribution`;
    }
  }
  for (const id of expected.never.filter((name) => nodes.has(name))) {
    yield `${JSON.stringify(id)} is there, expected it not to be`;
  }
}

function misplaced(nodes: ReadonlyMap<string, ShardNode>, id: string, from: Origin): string[] {
  const node = nodeAt(nodes, id);
  if (node === undefined) {
    return from === "any" ? [] : [`${JSON.stringify(id)} is missing`];
  }
  const found = node.from.includes("runtime") ? "runtime" : "source";
  return from === found || from === "either" || from === "any"
    ? []
    : [`${JSON.stringify(id)} is from ${found}, expected ${from}`];
}

/** The node that a dotted name leads to, by its id or from member to member. */
function nodeAt(nodes: ReadonlyMap<string, ShardNode>, name: string): ShardNode | undefined {
  const found = nodes.get(name);
  const dot = name.lastIndexOf(".");
  if (found !== undefined || dot < 0) {
    return found;
  }
  const members = nodeAt(nodes, name.slice(0, dot))?.members ?? {};
  const last = name.slice(dot + 1);
  const ref = Object.hasOwn(members, last) ? members[last] : undefined;
  return typeof ref === "string" ? nodes.get(ref) : undefined;
}

function* unlikeSiblings(hostile: HostilePackage, nodes: ReadonlyMap<string, ShardNode>): Generator<string> {
  const { importName, expected } = hostile;
  for (const module of SIBLINGS.map((name) => `${importName}.${name}`)) {
    if (module in expected.modules) {
      continue;
    }
    yield* API.flatMap((name) => misplaced(nodes, module + name, expected.siblings ?? "runtime"));
    const kept = nodes.get(`${module}.kept`);
    if (kept !== undefined && JSON.stringify(kept.signature) !== JSON.stringify(SIGNATURE)) {
      yield `${module}.kept has the signature ${JSON.stringify(kept.signature)}`;
    }
    const said = [nodes.get(`${module}.Kept`)?.doc, kept?.doc, nodes.get(`${module}.KEPT`)?.value];
    if (kept !== undefined && said.join("|") !== "A class that must be found.|Do nothing.|7") {
      yield `${module} says ${JSON.stringify(said)}`;
    }
  }
}

function* misblamed({ modules }: Expected, { problems }: ShardContent): Generator<string> {
  for (const { module, stage, error, message } of problems) {
    const stages = modules[module]?.stage ?? [];
    if (!stages.includes(stage)) {
      const where = module === "" ? "the whole" : module;
      yield `${where} has a problem of stage ${stage} (${error}: ${message.slice(0, 200)})`;
    }
  }
  const blamed = new Set(problems.map(({ module }) => module));
  for (const [module, { stage: stages, optional }] of Object.entries(modules)) {
    if (stages !== undefined && optional === undefined && !blamed.has(module)) {
      yield `${module === "" ? "the whole" : module} has no problem, expected one of stage ${stages.join(" or ")}`;
    }
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
