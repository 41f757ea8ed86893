// Generated from action.yml by npm run actions; do not edit.

/** The names of this action's inputs and outputs. */
export interface ActionInterface {
  inputs:
    | "root"
    | "plan"
    | "plan-digest"
    | "bin"
    | "shards"
    | "report"
    | "jobs"
    | "minutes"
    | "repair-minutes"
    | "fail";
  outputs: "explored" | "failed";
}
