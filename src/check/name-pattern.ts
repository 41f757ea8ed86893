/** Dotted names as a person writes many of them at once: `*` stands for any characters, dots too. */

/** What a pattern is made of: parts of dotted names and `*`. */
export const NAME_PATTERN = /^[\p{L}\p{N}_*]+(\.[\p{L}\p{N}_*]+)*$/u;

/** Whether a pattern means a name. */
export function meansName(pattern: string, name: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(".", "\\."));
  return new RegExp(`^${parts.join(".*")}$`, "u").test(name);
}
