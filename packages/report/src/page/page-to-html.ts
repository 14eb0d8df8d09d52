/** A report's page as one HTML file: no script, no font file, nothing fetched; the same page gives the same bytes. */
import { unturned, xmlText } from "@creance/core";
import { pageStyles } from "./page-styles.ts";
import type { ReportBlock, ReportPage, ReportSpan, ReportText } from "./report-page.ts";
import { verdictClass } from "./verdict-class.ts";

/** The whole file. Text is escaped; drawings are taken as they are (they are ours). */
export function pageToHtml(page: ReportPage): string {
  return [
    `<!doctype html>\n<html lang="${page.language}">\n<head>\n<meta charset="utf-8">\n`,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">\n`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>${htmlText(page.title)}</title>\n`,
    `<style>\n${pageStyles}</style>\n</head>\n<body>\n<main>\n<h1>${htmlText(page.title)}</h1>\n<div class="answer">\n`,
    ...page.answer.map((text) => `<p>${inline(text)}</p>\n`),
    "</div>\n",
    ...page.blocks.map(blockHtml),
    `</main>\n<footer>${htmlText(page.foot)}</footer>\n</body>\n</html>\n`,
  ].join("");
}

function blockHtml(block: ReportBlock): string {
  switch (block.kind) {
    case "heading":
      return `<h${block.level} id="${htmlText(block.id)}">${htmlText(block.text)}</h${block.level}>\n`;
    case "paragraph":
      return `<p>${inline(block.text)}</p>\n`;
    case "list":
      return `<ul>\n${block.items.map((item) => `<li>${inline(item)}</li>\n`).join("")}</ul>\n`;
    case "table":
      return tableHtml(block);
    case "facts":
      return `<dl>\n${block.rows.map(({ name, value }) => `<dt>${htmlText(name)}</dt><dd>${inline(value)}</dd>\n`).join("")}</dl>\n`;
    case "figure":
      return `<figure>${block.svg}<figcaption>${htmlText(block.title)}.<span class="weak"> ${htmlText(block.alternative)}</span></figcaption></figure>\n`;
    case "verdict":
      return verdictHtml(block);
    case "bar":
      return barHtml(block);
    case "pageBreak":
      return `<div class="break"></div>\n`;
  }
}

function tableHtml({ caption, columns, rows, empty }: Extract<ReportBlock, { kind: "table" }>): string {
  if (rows.length === 0) return `<p class="weak">${htmlText(empty)}</p>\n`;
  const alignOf = (column: number): string => (columns[column]?.align === "right" ? ' class="number"' : "");
  const widths = columns.map(({ width }) => (width === undefined ? "<col>" : `<col style="width:${Math.round(width * 100)}%">`)).join("");
  return [
    `<div class="wide"><table>\n<caption>${htmlText(caption)}</caption>\n<colgroup>${widths}</colgroup>\n<thead><tr>`,
    ...columns.map(({ title }, column) => `<th scope="col"${alignOf(column)}>${htmlText(title)}</th>`),
    "</tr></thead>\n<tbody>\n",
    ...rows.map((cells) => `<tr>${cells.map((cell, column) => `<td${alignOf(column)}>${inline(cell)}</td>`).join("")}</tr>\n`),
    "</tbody>\n</table></div>\n",
  ].join("");
}

function verdictHtml({ verdict, title, text }: Extract<ReportBlock, { kind: "verdict" }>): string {
  return `<section class="verdict ${verdictClass(verdict)}"><h4>${inline(title)}</h4><p><b class="word">${htmlText(verdict)}</b> ${inline(text)}</p></section>\n`;
}

/** Shares as a bar, and the same in words: the bar alone says nothing to whoever cannot see it. */
function barHtml({ title, unit, parts }: Extract<ReportBlock, { kind: "bar" }>): string {
  const total = parts.reduce((sum, { value }) => sum + value, 0);
  const cells = parts.map(({ value }, place) => {
    const share = total === 0 ? 0 : (value / total) * 100;
    return value === 0 ? "" : `<span class="part${place}" style="width:${share.toFixed(2)}%"></span>`;
  });
  const words = parts.map(
    ({ name, valueText }, place) => `<li><span class="key part${place}"></span>${htmlText(name)}: ${htmlText(valueText)}</li>`,
  );
  return `<figure class="bar"><figcaption>${htmlText(title)}${unit === "" ? "" : `, ${htmlText(unit)}`}</figcaption><div aria-hidden="true">${cells.join("")}</div><ul>${words.join("")}</ul></figure>\n`;
}

function inline(text: ReportText): string {
  return typeof text === "string" ? htmlText(text) : text.map(spanHtml).join("");
}

function spanHtml({ text, style }: ReportSpan): string {
  const escaped = htmlText(text);
  switch (style) {
    case "strong":
      return `<b>${escaped}</b>`;
    case "mono":
      return `<code>${escaped}</code>`;
    case "verdict":
      return `<b class="word ${verdictClass(text)}">${escaped}</b>`;
    case "weak":
      return `<span class="weak">${escaped}</span>`;
    default:
      return escaped;
  }
}

/** Escaped; a name of a file cannot turn the text around it. */
function htmlText(text: string): string {
  return xmlText(unturned(text));
}
