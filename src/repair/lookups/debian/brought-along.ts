/**
 * Of Debian packages those that the others depend on, directly or by way of others: they are installed, named or not.
 *
 * @param needsOf the packages that one depends on itself
 */
export function broughtAlong(
  packages: readonly string[],
  needsOf: (name: string) => readonly string[],
): ReadonlySet<string> {
  const brought = new Set<string>();
  for (const name of packages) {
    const others = packages.filter((one) => one !== name && !brought.has(one));
    if (others.some((other) => reaches(other, name, needsOf))) {
      brought.add(name);
    }
  }
  return brought;
}

function reaches(from: string, to: string, needsOf: (name: string) => readonly string[]): boolean {
  const seen = new Set([from]);
  for (const one of seen) {
    for (const need of needsOf(one)) {
      if (need === to) {
        return true;
      }
      seen.add(need);
    }
  }
  return false;
}
