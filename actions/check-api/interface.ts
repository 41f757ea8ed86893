// Generated from action.yml by npm run actions; do not edit.

/** The names of this action's inputs and outputs. */
export interface ActionInterface {
  inputs: "project" | "against" | "config" | "fail-on" | "store" | "witness" | "graph" | "sarif";
  outputs: "breaking" | "risky" | "against" | "version" | "bump" | "failure";
}
