/** Opinions of the country databases in a table cell: all of them, and in words and shape where they differ. */

import { AgreementSign } from "./agreement-sign.tsx";
import { opinionsOfSet } from "./country-words.ts";

/** One set of opinions, or the first of several. */
export function CountriesCell({ sets }: { readonly sets: readonly string[] }) {
  const [first] = sets;
  if (first === undefined) return <span className="soft">not a public address</span>;
  const { text, doubt, sign } = opinionsOfSet(first);
  const more = sets.length - 1;
  return (
    <span title={sets.map((set) => opinionsOfSet(set).text).join(" or ")}>
      <AgreementSign sign={sign} />
      {text}
      {doubt !== "" && <span className={sign === "≠" ? "warn" : "soft"}> {doubt}</span>}
      {more > 0 && <span className="soft"> +{more}</span>}
    </span>
  );
}
