// Generated from action.yml by npm run actions; do not edit.

/** The names of this action's inputs and outputs. */
export interface ActionInterface {
  inputs:
    | "root"
    | "packages"
    | "force"
    | "max-jobs"
    | "job-seconds"
    | "compare-with"
    | "sample"
    | "store"
    | "plan"
    | "access-key-id"
    | "secret-access-key"
    | "fail";
  outputs: "bins" | "packages" | "digest" | "matrix";
}
