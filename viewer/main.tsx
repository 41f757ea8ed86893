import { render } from "preact";
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

const root = document.getElementById("app");
if (root !== null) {
  startNavigation();
  render(<App />, root);
}
