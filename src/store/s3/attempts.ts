import { StandardRetryStrategy } from "@smithy/core/retry";

/** Before the second attempt, in milliseconds; doubled before each that follows. */
const FIRST_WAIT = 100;
const LONGEST_WAIT = 20_000;

/**
 * How long is waited before attempts: half of it certain, half by chance, so that many that failed together do not come again
 * together. By chance alone, which is what the client does by itself, all attempts of a request can be over within a second.
 */
export class Waits {
  #first = FIRST_WAIT;

  setDelayBase(milliseconds: number): void {
    this.#first = milliseconds;
  }

  /** @returns milliseconds */
  computeNextBackoffDelay(repetition: number): number {
    const longest = Math.min(this.#first * 2 ** repetition, LONGEST_WAIT);
    return Math.floor(longest * (0.5 + Math.random() / 2));
  }
}

/**
 * How the client repeats requests, without its budget of repetitions for all of them together: by that, a server that is gone for
 * a second ends whoever sends many objects at once, however many attempts each of these has left.
 */
export class OwnAttempts extends StandardRetryStrategy {
  readonly #attempts: number;

  constructor(attempts: number) {
    super({ maxAttempts: attempts });
    this.#attempts = attempts;
  }

  override refreshRetryTokenForRetry(
    ...[token, error]: Parameters<StandardRetryStrategy["refreshRetryTokenForRetry"]>
  ): ReturnType<StandardRetryStrategy["refreshRetryTokenForRetry"]> {
    // Attempts are counted by the token, and only the budget by the strategy.
    const options = { maxAttempts: this.#attempts, baseDelay: FIRST_WAIT, backoff: new Waits() };
    return new StandardRetryStrategy(options).refreshRetryTokenForRetry(token, error);
  }
}
