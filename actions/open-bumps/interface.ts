// Generated from action.yml by npm run actions; do not edit.

/** The names of this action's inputs and outputs. */
export interface ActionInterface {
  inputs: "root" | "proposals" | "groups" | "base" | "commit" | "token" | "author" | "store";
  outputs: "pull-requests";
}
