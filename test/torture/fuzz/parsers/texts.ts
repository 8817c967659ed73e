import { countdownTask } from "../../../../src/countdown/index.js";
import { judgeAnswer } from "../../../../src/math/index.js";
import { tableBundle } from "../../../../src/notebook/show-table.js";
import { escapeText } from "../../../../src/rendering/index.js";
import { visibleText } from "../../../../src/text/index.js";
import { PAYLOADS } from "../../../text/payloads.js";
import { must, type Parser } from "./parser.js";

const SEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

export const TEXTS: readonly Parser[] = [
  {
    name: "answers",
    hasNoFile: true,
    seeds: () =>
      [
        "12 \\frac{3}{5}|12.6",
        "\\boxed{(1,2)}|[1, 2]",
        "50\\%|1/2",
        "3x^2+\\sqrt{2}|\\sqrt 2 + 3x^2",
        "5 m|500 cm",
        "\\{1,2\\}|1,2",
      ].map((text) => Buffer.from(text)),
    read(input) {
      const [given, key = ""] = input.toString().split("|");
      must(["right", "wrong", "unreadable"].includes(judgeAnswer(given, key).verdict), "no verdict");
    },
  },
  {
    name: "countdown answers",
    hasNoFile: true,
    seeds: () => [
      Buffer.from([12, 30, 14, 31, 19, 1]),
      Buffer.from(Array.from({ length: 40 }, (_, i) => i * 3)),
    ],
    read(input) {
      const tokens = Int32Array.from(input, (byte) => byte % 120);
      const task = countdownTask();
      const { reward, roles } = task.verify({ numbers: [9, 5, 3], target: 14 } as never, {
        tokens,
        text: () => "",
      });
      must(reward === 0 || reward === 1, `reward ${reward}`);
      must(roles === undefined || roles.length === tokens.length, "roles do not fit");
    },
  },
  {
    name: "shown text",
    hasNoFile: true,
    seeds: () => Object.values(PAYLOADS).map((text) => Buffer.from(text.slice(0, 2000))),
    read(input) {
      const text = input.toString("utf16le");
      for (const shown of [text, input.toString()].flatMap((each) => [visibleText(each), escapeText(each)]))
        must(!SEEN.test(shown), `hidden characters in ${JSON.stringify(shown)}`);
      must(!/[<>$]/.test(escapeText(text)), "markup in a label");
      const { "text/markdown": markdown } = tableBundle([{ text }, { text: input.toString() }]);
      must(markdown.split(/[\n\r\u2028]/).length === 4, "a cell breaks its row");
      must(!/(^|[^\\>])\$|\\begin|<(?!\/?span>)/.test(markdown), "markup in a table");
    },
  },
];
