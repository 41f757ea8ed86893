const LINE_EVERY_SECONDS = 5;

/** Lets one report of progress pass every few seconds: for lines that stay, in logs and on terminals. */
export function progressLines<T extends unknown[]>(say: (...progress: T) => void): (...progress: T) => void {
  let said = performance.now();
  return (...progress) => {
    if (performance.now() - said >= LINE_EVERY_SECONDS * 1000) {
      said = performance.now();
      say(...progress);
    }
  };
}
