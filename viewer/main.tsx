import { render } from "preact";
import "./style/base.css";

const root = document.getElementById("app");
if (root !== null) {
  render(<h1>importgraph</h1>, root);
}
