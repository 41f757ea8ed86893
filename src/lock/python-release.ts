/**
 * When a Python such as `3.13` was released: in October of each year since 3.9 (PEP 602), and old enough to make no
 * difference before that.
 */
export function pythonReleaseDate(python: string): Date {
  const minor = Number(python.split(".")[1]);
  return new Date(Date.UTC(2011 + minor, 9, 7));
}
