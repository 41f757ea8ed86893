/** A word of a command line as a person types it into a shell: in quotes where the shell would take it for something else. */
export function shellWord(word: string): string {
  return /^[\w%+,./:=@^-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
