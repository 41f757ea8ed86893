/**
 * The Dockerfile step that installs Debian packages, or nothing for none. The resolver's image and the stage that
 * builds source distributions begin with the very same step, so that BuildKit does it once for both.
 *
 * Lists of packages are kept between builds, so that apt asks only whether there are newer ones; no code of a package that
 * is explored runs where they are. Builds side by side have lists of their own: apt would not wait for another one.
 *
 * @param python of the base: each has lists of its own suite
 */
export function aptStep(packages: readonly string[], python: string): string[] {
  if (packages.length === 0) {
    return [];
  }
  const names = [...new Set(packages)].sort();
  const last = names.at(-1);
  return [
    `RUN --mount=type=cache,id=importgraph-apt-${python},target=/var/lib/apt/lists,sharing=private \\`,
    "    apt-get update && \\",
    "    DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \\",
    ...names.map((name) => `      ${name}${name === last ? "" : " \\"}`),
  ];
}
