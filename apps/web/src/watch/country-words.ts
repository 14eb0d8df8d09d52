/** What several country databases say, side by side. One database alone, or two that differ, never make a verdict. */
import { countryAgreement } from "@creance/capture";

/** What a set of opinions comes to. */
export interface OpinionsOfSet {
  /** `US · US · NL`, `–` where a database has nothing. */
  readonly text: string;
  /** Empty when all agree. */
  readonly doubt: string;
  /** Stands before the text, so that shape tells too: `=` agreed, `≈` one differs, `≠` disputed, `?` none. */
  readonly sign: "=" | "≈" | "≠" | "?";
}

const NOTHING = "--";

/** Opinions of a set as kept: codes joined by a space, `--` where a database has nothing. */
export function opinionsOfSet(set: string): OpinionsOfSet {
  const codes = set.split(" ").filter((code) => code !== "");
  const text = codes.map((code) => (code === NOTHING ? "–" : code)).join(" · ");
  const { verdict, votes, asked } = countryAgreement(
    codes.map((code) => ({ database: "", date: "", country: code === NOTHING ? null : code })),
  );
  if (verdict === "agreed") return votes === asked ? { text, doubt: "", sign: "=" } : { text, doubt: `${votes} of ${asked}`, sign: "=" };
  if (verdict === "majority") return { text, doubt: `${votes} of ${asked}`, sign: "≈" };
  if (verdict === "none") return { text, doubt: "no opinion", sign: "?" };
  const named = codes.filter((code) => code !== NOTHING).length;
  return { text, doubt: named === 1 ? "only one has an opinion" : "they disagree", sign: "≠" };
}
