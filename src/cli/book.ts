import path from "node:path";
import { pathToFileURL } from "node:url";
import { writeBook } from "../book/index.js";
import { command, folder, printResult, run } from "./command.js";

const program = command(
  "book",
  "Write the notebooks, the gallery, the claims and the explorer as one static site that needs no network.",
)
  .option("--out <folder>", "where the site goes", folder, "book")
  .option("--json", "print its pages and its address as JSON")
  .action(async ({ out, json }: { out: string; json?: boolean }) => {
    const pages = await writeBook(out);
    const address = pathToFileURL(path.resolve(out, "index.html")).href;
    printResult({ address, pages: pages.map(({ path }) => path) }, `${pages.length} pages: ${address}`, json);
  });

void run(program);
