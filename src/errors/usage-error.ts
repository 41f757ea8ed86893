import { InputError } from "./input-error.ts";

/** A command-line argument that is none of what was expected: the program ends with exit code 2. */
export class UsageError extends InputError {
  override name = "UsageError";
}
