import type { Ref, ShardNode } from "../../../shard/records.ts";
import type { Shard } from "../../../shard/shard.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "given by the module's `__getattr__` only",
  level: "deprecation",
  reason:
    "What a module no longer imports until it is asked for mostly warns then, and goes with a later release.",
  tried: "name",
  isDoubted: true,
  on: "releases",
  *find({ old, new: now }) {
    const names = new Set(old.passedOn.map(({ name }) => name));
    for (const { names: all } of old.objects.values()) {
      for (const name of all) {
        names.add(name);
      }
    }
    const [before, after] = [namesIn(old.shard), namesIn(now.shard)];
    for (const name of names) {
      if (before.bound.has(name) && !after.bound.has(name) && after.given.has(name)) {
        yield { name };
      }
    }
  },
};

/** The names that modules define or import, and those that they have else where a function gives names. */
function namesIn(shard: Shard): { bound: Set<string>; given: Set<string> } {
  const { imports, nodes } = shard;
  const eager = imports.filter(({ when }) => !when?.includes("function"));
  const bound = new Set(eager.map(({ module, name, as = name }) => `${module}.${as}`));
  const open = new Set(imports.flatMap(({ module, star }) => (star ? [module] : [])));
  const given = new Set<string>();
  for (const module of nodes.filter(({ kind }) => kind === "module")) {
    const mayGive = Object.hasOwn(module.members ?? {}, "__getattr__") && !open.has(module.id);
    for (const [name, ref] of Object.entries(module.members ?? {})) {
      const isOwn = isBoundIn(shard, module, name, ref);
      if (isOwn || mayGive) {
        (isOwn ? bound : given).add(`${module.id}.${name}`);
      }
    }
  }
  return { bound, given };
}

/** Whether a name is that of a module below, or of what is made in the module's own file, as far as that is known. */
function isBoundIn(shard: Shard, module: ShardNode, name: string, ref: Ref): boolean {
  if (ref !== `${module.id}.${name}` && ref !== `${module.id}:${name}`) {
    return false;
  }
  const node = shard.node(ref);
  const file = node?.location?.file;
  return node?.kind === "module" || file === undefined || file === module.location?.file;
}
