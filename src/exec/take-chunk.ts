/**
 * Gives a chunk of output to its receiver, which may take its time, fail, or never finish.
 *
 * @param take hands the chunk over
 * @param ending resolves once the program is being ended: it is then read on, whatever the receiver still does
 * @param onError gets what the receiver throws or rejects with
 * @returns what is to be waited for before more is read, if anything; never rejects
 */
export function takeChunk(
  take: () => void | Promise<void>,
  ending: Promise<void>,
  onError: (error: unknown) => void,
): Promise<void> | undefined {
  try {
    const taking = take();
    return taking instanceof Promise ? Promise.race([taking, ending]).catch(onError) : undefined;
  } catch (error) {
    onError(error);
    return undefined;
  }
}
