// Generated from action.yml by npm run actions; do not edit.

/** The names of this action's inputs and outputs. */
export interface ActionInterface {
  inputs:
    | "store"
    | "locks"
    | "project"
    | "python"
    | "fail-on"
    | "explore"
    | "comment"
    | "token"
    | "comment-author";
  outputs: "breaking" | "warnings" | "locks" | "comment" | "failure";
}
