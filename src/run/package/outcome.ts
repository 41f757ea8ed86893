import { DockerError } from "../../docker/engine/docker.ts";
import { BuildError } from "../../docker/image/build-error.ts";
import { ContainerError } from "../../docker/sandbox/container.ts";
import { InputError } from "../../errors/input-error.ts";
import { mendable } from "../../errors/system-error.ts";
import type { ModuleReport } from "../../explore/module-reports.ts";
import type { SessionReport } from "../../explore/sessions/sessions.ts";
import type { ShardEntry } from "../../store/layout.ts";
import type { Stage, StageTime } from "./events.ts";
import type { PackageTask } from "./task.ts";

/** What became of one package: `Done` says it of one that did not fail. */
export type PackageOutcome<Done> = {
  /** As it was asked for. */
  label: string;
  stages: readonly StageTime[];
  seconds: number;
  /** Where the output of its last stage is, if it had any; that of the stages before lies beside it. */
  logPath: string | undefined;
} & (Done | FailedOutcome);

export interface ExploredOutcome {
  /** `kept`: the store already had the shard of exactly these inputs. */
  status: "explored" | "kept";
  stem: string;
  /** Where its lock and Dockerfile are. */
  folder: string;
  origin: PackageTask["origin"]["kind"];
  entry: ShardEntry;
  /** The containers that it took, and why each but the last ended; empty for what was kept. */
  sessions: readonly SessionReport[];
  /** Module → seconds, and why it could not be imported; empty for what was kept. */
  moduleReports: ReadonlyMap<string, ModuleReport>;
  /** How many problems of each stage the shard has; empty for what was kept. */
  problemsByStage: Readonly<Record<string, number>>;
}

export interface BuiltOutcome {
  status: "built";
  stem: string;
  /** The tag of the image. */
  image: string;
}

export interface FailedOutcome {
  status: "failed";
  stage: Stage;
  /** Why, with the lines of output that say so; several lines, safe to print. */
  message: string;
  /** It may work another time, though nothing changed. */
  isTransient: boolean;
}

/** What of an outcome is reported; every outcome of exploring is one. */
export type ReportableOutcome = { seconds: number } & (
  | Pick<ExploredOutcome, "status" | "entry">
  | { status: "failed"; stage: string; message: string }
);

/** What a person is told of an error: its message where that is meant for people, else all that finding the defect needs. */
export function failureText(thrown: unknown): string {
  const error = mendable(thrown);
  const kinds = [InputError, BuildError, ContainerError, DockerError];
  if (error instanceof Error) {
    const isExpected = kinds.some((kind) => error instanceof kind);
    return isExpected ? error.message : `a defect of importgraph: ${error.stack ?? error.message}`;
  }
  return String(error);
}
