/** Names of members: decoding, and the cleaned label under which a member is shown. Nothing is ever written to such a path. */

/** The upper half of code page 437, which unmarked names use. */
const CODE_PAGE_437 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";
const MAX_LABEL_CHARS = 1024;

/** A member's name: UTF-8 where it is valid UTF-8 (marked or not), code page 437 otherwise. */
export function decodeMemberName(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : CODE_PAGE_437.charAt(byte - 0x80))).join("");
  }
}

/** A member's name, made harmless. */
export interface MemberLabel {
  /** Relative, `/` between parts, no `.` or `..`, no drive, no control characters, at most 1,024 characters, never empty. */
  readonly label: string;
  /** True when the stored name had to be changed for more than its slashes. */
  readonly changed: boolean;
}

/** Cleans a member's name. */
export function memberLabel(name: string): MemberLabel {
  const slashed = name.replaceAll("\\", "/");
  const parts = slashed
    .split("/")
    .filter((part) => part !== "" && part !== "." && part !== "..")
    .map((part) => part.replace(/^([A-Za-z]):/, "$1_").replace(/[\p{Cc}\p{Bidi_Control}]/gu, "\ufffd"));
  const joined = parts.join("/");
  const label = joined === "" ? "unnamed" : joined.slice(0, MAX_LABEL_CHARS);
  return { label, changed: label !== slashed };
}
