/**
 * What exploring costs against the floor: importing the same modules in the same sandbox, with nothing looked at.
 *
 * Usage: npm run bench -- explore [NAME…] [--runs=N] [--peer griffe]
 * Prints, for each package, the median of several runs of both, taken in turn, and whether it is within what
 * exploring may cost; with `--peer griffe` the CPU time of `griffe dump -x` of the same packages, too, in the same image and in
 * turn with both. Where nothing goes wrong, the difference of the wall times is what isolation costs.
 */
import { join } from "node:path";
import { z } from "zod";
import { nodeExec } from "../src/exec/node-exec.ts";
import { openOutputLog } from "../src/exec/output-log.ts";
import { temporaryFolder } from "../src/exec/temporary-folder.ts";
import { type Cost, costOfExploration, costOfFloor, costOfGriffe, inSandbox } from "./cost.ts";
import { median, type Prepared, withPackage } from "./prepared.ts";

const RUNS = 5;

/** The megabytes of the files that the distribution's modules are written in, and of their stubs; without tests. */
const SOURCE_SIZE = `
import os, sys
sys.path.insert(0, "/explorer")
from importgraph_explorer.installed.subject import Subject
subject = Subject(sys.argv[1])
total = 0
for root, path in subject.distribution.files():
    stem, dot, suffix = path.rpartition(".")
    module = stem.replace("/", ".").removesuffix(".__init__")
    if suffix in ("py", "pyi") and module not in subject.omitted:
        total += os.path.getsize(os.path.join(root, path))
print(total / 1e6)`;

async function benchPackage(
  name: string,
  workFolder: string,
  runs: number,
  griffe: string | undefined,
): Promise<string> {
  return await withPackage(name, workFolder, async (prepared) => {
    const sourceMegabytes = await sourceSize(prepared, workFolder);
    const floors: Cost[] = [];
    const ours: Cost[] = [];
    const peers: Cost[] = [];
    for (let run = 0; run < runs; run += 1) {
      floors.push(await costOfFloor(prepared));
      ours.push(await costOfExploration(prepared));
      if (griffe !== undefined) {
        peers.push(await costOfGriffe(prepared, griffe));
      }
    }
    const size = { modules: prepared.modules.length, sourceMegabytes };
    const peer = peers.length === 0 ? [] : peerCells(medians(ours), medians(peers));
    return `${row(name, size, medians(floors), medians(ours))}${peer.map((cell) => ` ${cell} |`).join("")}`;
  });
}

async function sourceSize(prepared: Prepared, workFolder: string): Promise<number> {
  const { normalizedName } = prepared.pkginfo;
  const log = openOutputLog(join(workFolder, `${normalizedName}.log`));
  try {
    const printed = await inSandbox(prepared, log, SOURCE_SIZE, { args: [normalizedName] });
    return z.coerce.number().positive().parse(printed);
  } finally {
    await log.close();
  }
}

function medians(costs: readonly Cost[]): Cost {
  const of = (figure: keyof Cost) => median(costs.map((cost) => cost[figure]));
  return {
    cpuSeconds: of("cpuSeconds"),
    receiverSeconds: of("receiverSeconds"),
    wallSeconds: of("wallSeconds"),
    peakMegabytes: of("peakMegabytes"),
    containers: of("containers"),
  };
}

const HEADS = [
  ...["package", "modules", "MB of source", "sessions"],
  ...["CPU s: floor", "ours (of it the receiver)", "ratio", "allowed", "allowed without MB"],
  ...["wall s: floor", "ours", "ratio", "allowed"],
  ...["peak MB: floor", "ours", "allowed", "met"],
];

/** What is allowed is what was set as the goal, in times of the floor and a little for each session and each file. */
function row(
  name: string,
  { modules, sourceMegabytes }: { modules: number; sourceMegabytes: number },
  floor: Cost,
  ours: Cost,
): string {
  const stretch = 1.5 * floor.cpuSeconds + 0.3;
  const allowed = {
    cpu: stretch + 0.2 * sourceMegabytes,
    wall: 2 * floor.wallSeconds + 0.5,
    peak: 1.5 * floor.peakMegabytes + 40,
  };
  const missed = [
    ...(ours.cpuSeconds > allowed.cpu ? ["CPU"] : []),
    ...(ours.wallSeconds > allowed.wall ? ["wall"] : []),
    ...(ours.peakMegabytes > allowed.peak ? ["memory"] : []),
  ];
  return cells([
    ...[name, String(modules), sourceMegabytes.toFixed(2), String(ours.containers)],
    floor.cpuSeconds.toFixed(2),
    `${ours.cpuSeconds.toFixed(2)} (${ours.receiverSeconds.toFixed(2)})`,
    `${(ours.cpuSeconds / floor.cpuSeconds).toFixed(2)}×`,
    allowed.cpu.toFixed(2),
    `${stretch.toFixed(2)} ${ours.cpuSeconds > stretch ? "missed" : "met"}`,
    floor.wallSeconds.toFixed(2),
    ours.wallSeconds.toFixed(2),
    `${(ours.wallSeconds / floor.wallSeconds).toFixed(2)}×`,
    allowed.wall.toFixed(2),
    ...[floor, ours].map(({ peakMegabytes }) => peakMegabytes.toFixed(0)),
    allowed.peak.toFixed(0),
    missed.length === 0 ? "yes" : `no: ${missed.join(", ")}`,
  ]);
}

/** The goal is 0.6 of what griffe takes. */
function peerCells(ours: Cost, griffe: Cost): string[] {
  const ratio = ours.cpuSeconds / griffe.cpuSeconds;
  return [griffe.cpuSeconds.toFixed(2), `${ratio.toFixed(2)} ${ratio > 0.6 ? "missed" : "met"}`];
}

const PEER_HEADS = ["CPU s: griffe dump -x", "ours / griffe"];

/** Installs griffe into a folder, as the clients of this machine are configured. */
async function installGriffe(folder: string): Promise<string> {
  const pip = ["-m", "pip", "install", "--quiet", "--target", folder, "griffe"];
  const { exitCode, stderr } = await nodeExec("python3", pip);
  if (exitCode !== 0) {
    throw new Error(`griffe can't be had: ${stderr}`);
  }
  return folder;
}

function cells(texts: readonly string[]): string {
  return `| ${texts.join(" | ")} |`;
}

const USUAL = [
  ...["requests", "flask", "jinja2", "boto3", "django"],
  ...["sqlalchemy", "numpy", "matplotlib", "scikit-learn", "pandas"],
];

/** Prints a line for each package as soon as it is measured. */
export async function benchExplore(args: readonly string[], say: (line: string) => void): Promise<void> {
  const peer = args.includes("--peer") ? args[args.indexOf("--peer") + 1] : undefined;
  if (args.includes("--peer") && peer !== "griffe") {
    throw new Error(`the one peer is griffe: --peer griffe, found ${peer}`);
  }
  const names = args.filter((argument) => !argument.startsWith("--") && argument !== peer);
  const given = args.find((argument) => argument.startsWith("--runs="))?.slice("--runs=".length);
  const runs = z.coerce.number().int().positive().default(RUNS).parse(given);
  say(`exploring against importing the same modules, median of ${runs} runs in turn`);
  const heads = [...HEADS, ...(peer === undefined ? [] : PEER_HEADS)];
  say(cells(heads));
  say(cells(heads.map(() => "---")));
  const folder = await temporaryFolder();
  try {
    const griffe = peer === undefined ? undefined : await installGriffe(join(folder.path, "griffe"));
    for (const name of names.length === 0 ? USUAL : names) {
      say(await benchPackage(name, folder.path, runs, griffe));
    }
  } finally {
    await folder.remove();
  }
}
