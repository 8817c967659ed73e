import { drawFigures } from "./figures.js";
import { search } from "./search.js";
import { theme } from "./theme.js";

theme();
search();
drawFigures();
