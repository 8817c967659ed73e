export type { BookPage, Heading, Section } from "./book-page.js";
export { writeBook } from "./write-book.js";
