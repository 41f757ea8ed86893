// Generated from action.yml by scripts/actions.ts; do not edit.

/** The names of this action's inputs and outputs. */
export interface ActionInterface {
  inputs: "root" | "mode" | "locks" | "patch" | "push-to";
  outputs: "changed" | "commit";
}
