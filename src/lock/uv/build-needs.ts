/**
 * The part of a `uv.toml` that has source distributions built with what they do not ask for.
 *
 * @param names of source distributions, normalised
 * @param needs PEP 508 requirements without markers: neither has a quote in it
 */
export function buildNeedsText(names: readonly string[], needs: readonly string[]): string {
  const list = JSON.stringify([...needs].sort());
  return `[extra-build-dependencies]\n${[...new Set(names)]
    .sort()
    .map((name) => `${name} = ${list}\n`)
    .join("")}`;
}
