import type { Shard } from "../../../shard/shard.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "imported by the module's `__getattr__` only",
  level: "deprecation",
  reason:
    "What a module no longer imports until it is asked for mostly warns then, and goes with a later release.",
  on: "releases",
  *find({ old, new: now }) {
    const names = new Set(old.passedOn.map(({ name }) => name));
    for (const { names: all } of old.objects.values()) {
      for (const name of all) {
        names.add(name);
      }
    }
    const [before, after] = [importedNames(old.shard), importedNames(now.shard)];
    for (const name of after.lazy) {
      const module = now.shard.node(name.slice(0, name.lastIndexOf(".")));
      const isLeft = names.has(name) && before.eager.has(name) && !after.eager.has(name);
      if (isLeft && Object.hasOwn(module?.members ?? {}, "__getattr__")) {
        yield { name };
      }
    }
  },
};

/** The names that modules import: whenever they are imported themselves, or in functions only. */
function importedNames({ imports }: Shard): { eager: Set<string>; lazy: Set<string> } {
  const [eager, lazy] = [new Set<string>(), new Set<string>()];
  for (const { module, name, as = name, when } of imports) {
    if (as !== undefined) {
      (when?.includes("function") ? lazy : eager).add(`${module}.${as}`);
    }
  }
  return { eager, lazy };
}
