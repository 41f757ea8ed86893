import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { createColors } from "picocolors";
import { printableLine } from "../exec/printable.ts";
import { shellWord } from "../exec/shell-word.ts";
import { programHome } from "../files/home.ts";
import type { Workshop } from "../run/package/workshop.ts";
import { openStore } from "../store/open-store.ts";
import type { Store } from "../store/store.ts";
import { shownPath } from "./text.ts";

type Colors = ReturnType<typeof createColors>;

/** What every command gets: where it works, how it speaks, and how it is told to stop. */
export interface Context {
  /** The program's own folder: baseimage/ and the explorer. */
  readonly home: string;
  /** The repository that is worked on: pkginfo/, dockerfiles/, skipped.md. */
  readonly root: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Colours of what `out` prints; they do nothing where colours are not wanted. */
  readonly colors: Colors;
  /** Colours of what `say` tells. */
  readonly sayColors: Colors;
  /** Prints an answer on standard output. */
  out(text: string): void;
  /** Tells a person on standard error what is going on. Text from outside is made printable by who puts it in. */
  say(line: string): void;
  /** Says that something failed though the command went on: the exit code will be 1. */
  fail(): void;
}

export function createContext(signal: AbortSignal): Context {
  const root = variable("IMPORTGRAPH_ROOT") ?? (existsSync("pkginfo") ? process.cwd() : programHome);
  return {
    home: programHome,
    root: resolve(root),
    signal,
    colors: createColors(wantsColor(process.stdout)),
    sayColors: createColors(wantsColor(process.stderr)),
    out: (text) => process.stdout.write(`${text}\n`),
    say: (line) => process.stderr.write(`${line}\n`),
    fail: () => {
      process.exitCode = 1;
    },
  };
}

/** https://no-color.org and https://force-color.org, else whether somebody is looking. */
export function wantsColor(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") {
    return false;
  }
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "" && FORCE_COLOR !== "0") {
    return true;
  }
  return stream.isTTY === true && TERM !== "dumb";
}

/** The store of `--store`, of IMPORTGRAPH_STORE, or the folder out/ of the repository that is worked on. */
export function storeOf(context: Context, option: string | undefined): Promise<Store> {
  return openStore(option ?? defaultAddress(context), { signal: context.signal, say: context.say });
}

function defaultAddress({ root }: Context): string {
  return variable("IMPORTGRAPH_STORE") ?? join(root, "out");
}

/** What a command needs to be given to ask this store: ` --store PLACE`, or nothing where it would take that anyway. */
export function storeFlag(context: Context, { address, folder }: Store): string {
  const usual = defaultAddress(context);
  const isUsual = folder === undefined ? address === usual : folder === resolve(usual);
  return isUsual ? "" : ` --store ${printableLine(shellWord(shownPath(address)))}`;
}

/** A variable of the environment; an empty one is as good as none, as everywhere. */
function variable(name: string): string | undefined {
  const value = process.env[name];
  return value === "" ? undefined : value;
}

/** Where what is no result is kept, such as logs: beside the results, where these are on this machine. */
export function workFolderOf(context: Context, store?: Store): string {
  return store?.folder ?? join(context.root, "out");
}

/** Does something with the parts of this machine that stages need. */
export async function withWorkshop<T>(
  context: Context,
  action: (workshop: Workshop) => Promise<T>,
  store?: Store,
): Promise<T> {
  // Docker and all that belongs to it takes longer to load than most questions take.
  const [{ openWorkshop }, { nodeExec }] = await Promise.all([
    import("../run/package/workshop.ts"),
    import("../exec/node-exec.ts"),
  ]);
  const workshop = openWorkshop({
    exec: nodeExec,
    home: context.home,
    logFolder: join(workFolderOf(context, store), "logs"),
    signal: context.signal,
  });
  try {
    return await action(workshop);
  } finally {
    await workshop.close();
  }
}
