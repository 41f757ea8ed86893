import { render } from "preact";
import { config } from "zod/mini";
import { App } from "./app/app.tsx";
import { startNavigation } from "./app/navigation.ts";
import "./style/tokens.css";
import "./style/base.css";
import "./style/layout.css";
import "./style/parts.css";
import "./style/api.css";
import "./style/tables.css";
import "./style/pictures.css";
import "./style/print.css";

// What it would make functions of texts for, the policy of the page refuses.
config({ jitless: true });

const root = document.getElementById("app");
if (root !== null) {
  startNavigation();
  render(<App />, root);
}
