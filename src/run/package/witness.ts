/** Tries in the image of a release what code written for an older one does. */

import { z } from "zod";
import { runSandbox } from "../../docker/sandbox/sandbox.ts";
import { DEFAULT_EXPLORE_LIMITS } from "../../explore/explore-image.ts";
import { programFile } from "../../files/home.ts";
import { buildPackage, generatePackage, onHeldImage } from "./build.ts";
import type { PackageOutcome } from "./outcome.ts";
import { type Report, type RunSettings, runPackage } from "./run.ts";
import type { Target } from "./targets.ts";
import type { Workshop } from "./workshop.ts";

const SCRIPT = programFile("src", "diff", "witness", "witness.py");
const MOUNT = "/witness.py";
const SECONDS = 120;
const MOST_BYTES = 16 * 1024 ** 2;

const answer = z.strictObject({
  id: z.int().min(0),
  holds: z.boolean().nullable(),
  said: z.string().max(1000),
});

/** What trying a claim came to: whether it holds, null where it could not be tried, and what Python said. */
export type WitnessAnswer = Omit<z.infer<typeof answer>, "id">;

export interface WitnessedOutcome {
  status: "witnessed";
  stem: string;
  /** By position of the claim; what no answer came for is not there. */
  answers: ReadonlyMap<number, WitnessAnswer>;
}

/**
 * Tries claims in the image of a package, in a sandbox, all in one process. Nothing that comes from there is trusted further
 * than a word on a claim is: the package's own code may say it.
 *
 * @param claims as `baseimage/witness.py` takes them
 */
export function witnessPackage(
  target: Target,
  claims: readonly object[],
  settings: RunSettings,
  workshop: Workshop,
  report: Report,
): Promise<PackageOutcome<WitnessedOutcome>> {
  return runPackage(target, settings, workshop, report, async ({ task, clock, openLog, openExploreLog }) => {
    const generated = await generatePackage(task, settings, workshop, clock, openLog);
    const docker = await workshop.docker((line) => clock.progress("base", line));
    const build = () => buildPackage(task, generated, { force: false }, workshop, clock, openLog);
    const { setups } = generated.keys.preparation;
    const job = { setups, claims: claims.map((claim, id) => ({ id, ...claim })) };
    const answers = await onHeldImage(docker, build, ({ id }) =>
      clock.time("explore", async () => {
        const chunks: Uint8Array[] = [];
        await runSandbox(docker, {
          image: id,
          command: ["/opt/venv/bin/python", "-I", MOUNT],
          mounts: [{ source: SCRIPT, target: MOUNT }],
          stdin: JSON.stringify(job),
          memoryBytes: task.pkginfo.memoryBytes ?? DEFAULT_EXPLORE_LIMITS.memoryBytes,
          pids: DEFAULT_EXPLORE_LIMITS.pids,
          timeoutSeconds: SECONDS,
          maxStdoutBytes: MOST_BYTES,
          onStdout: (chunk) => {
            chunks.push(chunk);
          },
          log: openExploreLog(),
          signal: workshop.signal,
        });
        return answersIn(Buffer.concat(chunks).toString("utf8"));
      }),
    );
    return { status: "witnessed", stem: task.stem, answers };
  });
}

function answersIn(text: string): Map<number, WitnessAnswer> {
  const answers = new Map<number, WitnessAnswer>();
  for (const line of text.split("\n")) {
    const parsed = answer.safeParse(jsonOf(line));
    if (parsed.success) {
      const { id, ...rest } = parsed.data;
      answers.set(id, rest);
    }
  }
  return answers;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
