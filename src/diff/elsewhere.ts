import { canonicalJson } from "../shard/canonical.ts";
import type { ApiObject } from "./api.ts";
import type { Releases } from "./rule.ts";

/**
 * Where the new release has an object that none of its old names leads to: the one thing of the same kind that is called
 * so, looks alike, and was not there before.
 *
 * @param taken ids of the new release that other objects have become
 */
export function elsewhere(
  object: ApiObject,
  { new: now }: Releases,
  taken: ReadonlySet<string>,
): ApiObject | undefined {
  const { node } = object;
  const alike = [...now.objects.values()].filter(
    ({ node: other }) =>
      other.kind === node.kind && lastOf(other.id) === lastOf(node.id) && !taken.has(other.id),
  );
  const same = alike.filter(
    ({ node: other }) =>
      canonicalJson(other.signature ?? null) === canonicalJson(node.signature ?? null) &&
      canonicalJson(Object.keys(other.members ?? {})) === canonicalJson(Object.keys(node.members ?? {})),
  );
  const [found, ...more] =
    same.length > 0 ? same : alike.filter(({ node: { doc } }) => doc !== undefined && doc === node.doc);
  return more.length === 0 ? found : undefined;
}

function lastOf(id: string): string {
  return id.split(/[.:]/).at(-1) ?? id;
}
