// Generated from action.yml by npm run actions; do not edit.

/** The names of this action's inputs and outputs. */
export interface ActionInterface {
  inputs:
    | "root"
    | "plan"
    | "plan-digest"
    | "artifacts"
    | "store"
    | "role"
    | "role-seconds"
    | "region"
    | "access-key-id"
    | "secret-access-key";
  outputs: "run" | "manifest" | "failed";
}
