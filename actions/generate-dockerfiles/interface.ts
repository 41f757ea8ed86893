// Generated from action.yml by npm run actions; do not edit.

/** The names of this action's inputs and outputs. */
export interface ActionInterface {
  inputs: "root" | "mode" | "locks" | "patch" | "report" | "repair-minutes" | "push-to";
  outputs: "changed" | "commit";
}
