import type { Problem, ShardNode } from "../../shard/records.ts";
import { moduleOf } from "../../shard/references.ts";
import type { CollectedRecord, SessionReceiver } from "./receiver.ts";

/** What one shard is made of, where several sessions have a part in it. */
export interface Supply {
  records: CollectedRecord[];
  /** Module → the session that it is taken from. */
  suppliers: ReadonlyMap<string, SessionReceiver>;
  /** Modules that were imported in other sessions than the main one. */
  importedElsewhere: ReadonlySet<string>;
}

/** Whether a session has imported a module, going by the module's node. */
export function importedBy(receiver: SessionReceiver): Set<string> {
  return new Set(modulesOf(receiver).flatMap(({ id, imported }) => (imported === false ? [] : [id])));
}

/**
 * Takes each module from one session: from the main one where it was imported there, else from the first of the others
 * that has imported it, else from what was read of its source.
 *
 * @param others sessions that imported some modules, with those modules
 * @param source the session that read what was not imported
 */
export function combine(
  planned: readonly string[],
  main: SessionReceiver,
  others: readonly { receiver: SessionReceiver; modules: readonly string[] }[],
  source: SessionReceiver | undefined,
): Supply {
  const suppliers = new Map<string, SessionReceiver>();
  const offer = (receiver: SessionReceiver, modules: Iterable<string>) => {
    for (const module of modules) {
      if (!suppliers.has(module)) {
        suppliers.set(module, receiver);
      }
    }
  };
  const inMain = importedBy(main);
  offer(main, inMain);
  for (const { receiver, modules } of others) {
    const imported = importedBy(receiver);
    offer(
      receiver,
      modules.filter((module) => imported.has(module)),
    );
  }
  const elsewhere = [...suppliers].filter(([, receiver]) => receiver !== main).map(([module]) => module);
  if (source !== undefined) {
    offer(
      source,
      modulesOf(source).map(({ id }) => id),
    );
  }
  offer(main, planned);
  const importedElsewhere = new Set(elsewhere);
  const sessions = new Set([main, ...others.map(({ receiver }) => receiver), ...(source ? [source] : [])]);
  const context = { main, suppliers, importedElsewhere, planned: new Set(planned) };
  const records = [...sessions].flatMap((receiver) => partOf(receiver, context));
  return { records, suppliers, importedElsewhere };
}

interface Context {
  main: SessionReceiver;
  suppliers: ReadonlyMap<string, SessionReceiver>;
  importedElsewhere: ReadonlySet<string>;
  planned: ReadonlySet<string>;
}

function partOf(receiver: SessionReceiver, context: Context): CollectedRecord[] {
  const { main, suppliers, planned } = context;
  const supplies = (name: string) => {
    const module = moduleOf(name, (one) => planned.has(one))?.module;
    return module === undefined ? receiver === main : suppliers.get(module) === receiver;
  };
  const records: CollectedRecord[] = [...receiver.records, ...receiver.tampering];
  return records.filter((record) => {
    switch (record.record) {
      case "node":
        return supplies(record.id);
      case "problem":
        return supplies(record.module) || (receiver === main && isOfMain(record, context));
      case "external":
        return true;
      case "entryPoint":
      case "requirement":
        return receiver === main;
      case "import":
        return supplies(record.module);
      case "use":
        return supplies(record.in);
      default:
        return record satisfies never;
    }
  });
}

/** Whether the main session's problem of a module that others supply is still one. */
function isOfMain({ module, stage }: Problem, { importedElsewhere }: Context): boolean {
  return stage !== "import" || !importedElsewhere.has(module);
}

function modulesOf(receiver: SessionReceiver): ShardNode[] {
  return receiver.records
    .filter((record) => record.record === "node")
    .filter(({ kind }) => kind === "module");
}
