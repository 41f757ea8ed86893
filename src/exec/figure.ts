/**
 * A whole number as a person reads it: `12,345`. `toLocaleString` says the same, and loads all that it knows of languages for it,
 * which takes as long as a question.
 */
export function figure(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
