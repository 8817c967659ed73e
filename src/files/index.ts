export { inBatches, readJsonLines } from "./json-lines.js";
export { writeLines } from "./line-file.js";
export { projectPath } from "./project-path.js";
export { readJson } from "./read-json.js";
export { replaceFiles } from "./replace-files.js";
