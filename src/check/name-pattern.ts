/** Dotted names as a person writes many of them at once: `*` stands for any characters, dots too. */

/** What a pattern is made of: parts of dotted names and `*`. */
export const NAME_PATTERN = /^[\p{L}\p{N}_*]+(\.[\p{L}\p{N}_*]+)*$/u;

/** Whether a pattern means a name; in time that grows with the length of both, however many `*` there are. */
export function meansName(pattern: string, name: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) {
    return name === pattern;
  }
  if (!name.startsWith(first)) {
    return false;
  }
  let from = first.length;
  for (const part of rest) {
    const at = name.indexOf(part, from);
    if (at < 0) {
      return false;
    }
    from = at + part.length;
  }
  return name.length - last.length >= from && name.endsWith(last);
}
