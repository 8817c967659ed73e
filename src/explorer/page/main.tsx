import { render } from "preact";
import type { ExploredRun } from "../explored-run.js";
import { App } from "./app.js";
import "./style.css";

const runs = JSON.parse(document.getElementById("runs")!.textContent!) as ExploredRun[];
render(<App recorded={runs} />, document.getElementById("explorer")!);
