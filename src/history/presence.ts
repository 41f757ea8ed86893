/** In which releases something is. */
export class Presence {
  /** Numbers of the first and last release of each stretch. */
  readonly stretches: number[] = [];
  readonly isOlder: boolean;
  #isOpen = false;

  /** @param isOlder whether it may have been in the release before the first that has it */
  constructor(isOlder: boolean) {
    this.isOlder = isOlder;
  }

  /** It is there in a release. */
  see(at: number): void {
    if (this.#isOpen) {
      this.stretches.pop();
      this.stretches.push(at);
    } else {
      this.stretches.push(at, at);
    }
    this.#isOpen = true;
  }

  /** It is gone in the release after the last one that has it. */
  miss(): void {
    this.#isOpen = false;
  }

  /** The stretches; of what it is not known that it is gone, the last one lasts until the newest release. */
  until(newest: number): readonly number[] {
    return this.#isOpen ? [...this.stretches.slice(0, -1), newest] : this.stretches;
  }
}
