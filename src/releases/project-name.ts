/** PEP 508: letters, digits, `.`, `-` and `_`, beginning and ending with a letter or a digit. */
export const PROJECT_NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/;

/** Longest name taken. The longest on public indexes has about 80 characters. */
export const LONGEST_PROJECT_NAME = 128;

/** Whether a text is the name of a distribution (PEP 508). */
export function isProjectName(text: string): boolean {
  return text.length <= LONGEST_PROJECT_NAME && PROJECT_NAME.test(text);
}

/** The form in which names are compared, and used in addresses and file names (PEP 503): `Zope.Interface` → `zope-interface`. */
export function normalizeName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

/** What shards call Python's standard library: no index takes a distribution of this name. */
export const STANDARD_LIBRARY = "python";
