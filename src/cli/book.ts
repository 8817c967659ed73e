import path from "node:path";
import { pathToFileURL } from "node:url";
import { writeBook } from "../book/index.js";
import { command, run } from "./command.js";

const program = command(
  "book",
  "Write the notebooks, the gallery, the claims and the explorer as one static site that needs no network.",
)
  .option("--out <folder>", "where the site goes", "book")
  .action(async ({ out }: { out: string }) => {
    const pages = await writeBook(out);
    console.log(`${pages.length} pages: ${pathToFileURL(path.resolve(out, "index.html")).href}`);
  });

void run(program);
