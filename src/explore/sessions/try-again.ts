/** Which modules are worth a second session: those whose import may have failed because of the others. */

import { compareText } from "../../shard/canonical.ts";
import type { Failure, Traceback } from "../session/protocol.ts";
import type { SessionReceiver } from "../session/receiver.ts";

const SYNTAX_ERRORS: ReadonlySet<string> = new Set(["SyntaxError", "IndentationError", "TabError"]);

/** What an ImportError says that is about others of the same process rather than about what is installed. */
const ABOUT_OTHERS = /partially initialized|circular|already|more than once|currently|conflict|halted/i;

/** What the dynamic linker says of a library that isn't there. */
const NO_LIBRARY = /: cannot open shared object file: No such file or directory$/;

/** What it says of a function that a library doesn't have. */
const NO_SYMBOL = /: undefined symbol: \w+$/;

/**
 * The modules that could not be imported, with those below them, except where it is known that the others were not the
 * reason: the failure itself, or the one that it stands for, is for want of something that isn't installed or isn't
 * built in, or because it isn't Python; or the module had not used anything of others. Importing what is in a package
 * imports the package first, and fails as that does.
 *
 * @param records those of the session
 * @param tracebacks module → how its failure came about
 * @param skipped modules that were not to be imported
 */
export function modulesToTryAgain(
  records: SessionReceiver["records"],
  tracebacks: ReadonlyMap<string, Traceback>,
  planned: readonly string[],
  skipped: Iterable<string>,
): string[] {
  const topLevel = new Set(planned.map((module) => module.split(".")[0] ?? ""));
  const failures = new Map<string, Failure[]>([...skipped].map((module) => [module, []]));
  for (const record of records) {
    if (record.record === "problem" && record.stage === "import" && !failures.has(record.module)) {
      const root = tracebacks.get(record.module)?.root;
      failures.set(record.module, root === undefined ? [record] : [record, root]);
    }
  }
  const mayBeTheOthers = (module: string) => {
    const failed = packagesOf(module).find((name) => failures.has(name)) ?? module;
    const found = failures.get(failed) ?? [];
    const isKnown =
      tracebacks.get(failed)?.ofItself === true || found.some((failure) => isOfItself(failure, topLevel));
    return found.length > 0 && !isKnown;
  };
  return planned.filter(mayBeTheOthers).sort(compareText);
}

/** The packages that a module is in, the outermost first, and itself. */
function packagesOf(module: string): string[] {
  const parts = module.split(".");
  return parts.map((_, index) => parts.slice(0, index + 1).join("."));
}

/** Whether a module would fail so whatever else has been imported. */
function isOfItself({ error, message }: Failure, topLevel: ReadonlySet<string>): boolean {
  switch (error) {
    case "ModuleNotFoundError":
    case "ImportError": {
      const missing = /^No module named '([^'.]+)/.exec(message)?.[1];
      return missing === undefined ? !ABOUT_OTHERS.test(message) : !topLevel.has(missing);
    }
    case "OSError":
      return NO_LIBRARY.test(message);
    case "AttributeError": {
      const holder = /^module '([^'.]+)[^']*' has no attribute /.exec(message)?.[1];
      return NO_SYMBOL.test(message) || (holder !== undefined && !topLevel.has(holder));
    }
    default:
      return SYNTAX_ERRORS.has(error);
  }
}
