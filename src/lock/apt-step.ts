/**
 * The Dockerfile step that installs Debian packages, or nothing for none. The resolver's image and the stage that
 * builds source distributions begin with the very same step, so that BuildKit does it once for both.
 */
export function aptStep(packages: readonly string[]): string[] {
  if (packages.length === 0) {
    return [];
  }
  const names = [...new Set(packages)].sort();
  return [
    "RUN apt-get update \\",
    " && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \\",
    ...names.map((name) => `      ${name} \\`),
    " && rm -rf /var/lib/apt/lists/*",
  ];
}
