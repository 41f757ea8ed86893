/**
 * What exploring costs against the floor: importing the same modules in the same sandbox, with nothing looked at.
 *
 * Usage: npm run bench -- explore [STEM…]
 * Prints, for each package, the median of several runs of both, taken in turn, and their ratios.
 */
import { temporaryFolder } from "../src/exec/temporary-folder.ts";
import { type Cost, costOfFloor, costOfSession } from "./cost.ts";
import { median, withPackage } from "./prepared.ts";

const RUNS = 5;

async function benchPackage(stem: string, workFolder: string): Promise<string> {
  return await withPackage(stem, workFolder, async (prepared) => {
    const floors: Cost[] = [];
    const ours: Cost[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      floors.push(await costOfFloor(prepared));
      ours.push(await costOfSession(prepared));
    }
    const figures = (["cpuSeconds", "wallSeconds", "peakMegabytes"] as const).map((figure) => {
      const [floor, own] = [floors, ours].map((costs) => median(costs.map((one) => one[figure])));
      const digits = figure === "peakMegabytes" ? 0 : 2;
      return `${show(floor, digits)} ${show(own, digits)} ${show((own ?? 0) / (floor ?? 1), 2)}×`;
    });
    return `${stem.padEnd(22)}${String(prepared.modules.length).padStart(6)}${figures.join("  ")}`;
  });
}

function show(value: number | undefined, digits: number): string {
  return (value ?? Number.NaN).toFixed(digits).padStart(7);
}

const USUAL = ["requests", "flask", "boto3", "django", "sqlalchemy", "numpy", "scikit-learn", "pandas"];

/** Prints a line for each package as soon as it is measured. */
export async function benchExplore(stems: readonly string[], say: (line: string) => void): Promise<void> {
  say(`exploring against importing the same modules, median of ${RUNS} runs in turn`);
  say(
    `${"package".padEnd(22)}modules${"CPU s".padStart(18)}${"wall s".padStart(26)}${"peak MB".padStart(26)}`,
  );
  const folder = await temporaryFolder();
  try {
    for (const stem of stems.length === 0 ? USUAL : stems) {
      say(await benchPackage(stem, folder.path));
    }
  } finally {
    await folder.remove();
  }
}
