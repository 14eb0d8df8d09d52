/** Text and numbers as SVG takes them. */

/** Escapes text for an element or a quoted attribute; characters that XML forbids become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#39;");
}

/** A coordinate with one digit after the point, never an exponent. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
