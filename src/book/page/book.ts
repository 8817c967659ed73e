import { drawFigures } from "./figures.js";
import { search } from "./search.js";
import { theme } from "./theme.js";
import { ticks } from "./ticks.js";

theme();
search();
drawFigures();
ticks();
