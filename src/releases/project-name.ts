/** PEP 508: letters, digits, `.`, `-` and `_`, beginning and ending with a letter or a digit. */
const projectName = /^[A-Z0-9](?:[A-Z0-9._-]*[A-Z0-9])?$/i;

/** Longest name taken. The longest on public indexes has about 80 characters. */
export const longestProjectName = 128;

/** Whether a text is the name of a distribution (PEP 508). */
export function isProjectName(text: string): boolean {
  return text.length <= longestProjectName && projectName.test(text);
}

/** The form in which names are compared, and used in addresses and file names (PEP 503): `Zope.Interface` → `zope-interface`. */
export function normalizeName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
