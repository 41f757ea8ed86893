import type { FailedOutcome } from "../../run/package/outcome.ts";

/** As uv says it of itself. */
const NETWORK = /error sending request|Failed to fetch|dns error|Connection (refused|reset)|timed out while/i;
/** As uv says it where a package's own code ran: what that says of networks is the package's. */
const OF_A_BUILD = /The build backend returned an error/;

/** Whether only this machine or its network is to blame, so that nothing is learned of the package. */
export function isOfTheMachine({
  stage,
  message,
  isTransient,
}: Pick<FailedOutcome, "stage" | "message" | "isTransient">): boolean {
  const isNetwork = stage === "lock" && NETWORK.test(message) && !OF_A_BUILD.test(message);
  return isTransient || isNetwork || stage === "look up";
}
