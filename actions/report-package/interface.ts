// Generated from action.yml by npm run actions; do not edit.

/** The names of this action's inputs and outputs. */
export interface ActionInterface {
  inputs: "run-id" | "root" | "holds-program" | "token" | "comment-author" | "ask-index" | "store";
  outputs: "pull-requests" | "comment";
}
