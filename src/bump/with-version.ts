import { isScalar, parseDocument, Scalar } from "yaml";
import { parsePkginfo } from "../pkginfo/parse.ts";

/**
 * The text of a pkginfo with another version and nothing else changed, comments and order included.
 *
 * @param path as errors name it
 * @throws InputError for a text that is no pkginfo
 */
export function withVersion(text: string, path: string, version: string): string {
  parsePkginfo(text, path);
  const node = parseDocument(text, { version: "1.2", schema: "core" }).get("version", true);
  if (!isScalar(node) || !node.range) {
    throw new Error(`${path} was read as a pkginfo, but its version is no scalar`);
  }
  const [start, end] = node.range;
  const changed = text.slice(0, start) + spelled(version, node) + text.slice(end);
  const read = parsePkginfo(changed, path);
  if (read.version !== version) {
    throw new Error(`${path} came out with the version ${read.version} instead of ${version}`);
  }
  return changed;
}

/** As the file spells it; quoted where YAML, also in its older versions, would read a number: `1.10`, `1_0`, `0x1`. */
function spelled(version: string, { type }: Scalar): string {
  const plain = /^\d+(\.\d+){2,}$|^\d+(\.\d+)*[a-z]/.test(version) && !/^\d[\d.]*e\d+$/.test(version);
  if (type === Scalar.QUOTE_SINGLE) {
    return `'${version}'`;
  }
  return type === Scalar.PLAIN && plain ? version : `"${version}"`;
}
