/** The table beside the world map: one row a country, what databases agree on apart from what is disputed. */
import { formatBytes } from "@creance/core";
import { type CountryCounts, type CountryOpinions, countryName } from "@creance/report";
import { ScrollRegion } from "../shell/scroll-region.tsx";
import { grouped, listed } from "../words/count.ts";
import { AgreementSign } from "./agreement-sign.tsx";
import styles from "./watch.module.css";

/** A click on a country shows its conversations alone, another click all. */
export function CountriesTable(props: {
  readonly opinions: CountryOpinions;
  readonly selected: string | null;
  readonly onSelect: (country: string | null) => void;
}) {
  const { countries, nowhere } = props.opinions;
  return (
    <ScrollRegion label="Countries" className={styles["countries"]}>
      <table>
        <thead>
          <tr>
            <th scope="col">Country</th>
            <th scope="col" className="number">
              <AgreementSign sign="=" /> agreed
            </th>
            <th scope="col" className="number">
              <AgreementSign sign="≠" /> disputed
            </th>
          </tr>
        </thead>
        <tbody>
          {countries.map(({ country, agreed, disputed, others, namedBy }) => (
            <tr key={country} data-selected={country === props.selected ? "yes" : undefined}>
              <td>
                <button
                  type="button"
                  data-look="text"
                  aria-pressed={country === props.selected}
                  onClick={() => props.onSelect(country === props.selected ? null : country)}
                >
                  {countryName(country)}
                </button>
                {disputed.conversations > 0 && (
                  <div className="soft">
                    {others.length === 0 ? `only ${listed(namedBy)} has an opinion` : `others say ${listed(others.slice(0, 4))}`}
                  </div>
                )}
              </td>
              <CountsCell counts={agreed} />
              <CountsCell counts={disputed} />
            </tr>
          ))}
          {nowhere.conversations > 0 && (
            <tr>
              <td className="soft">no opinion, or a local address</td>
              <CountsCell counts={nowhere} />
              <td />
            </tr>
          )}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function CountsCell({ counts }: { readonly counts: CountryCounts }) {
  if (counts.conversations === 0) return <td className="number soft">none</td>;
  return (
    <td className="number">
      {formatBytes(counts.bytesOut)} out
      <div className="soft">{grouped(counts.conversations)} conv.</div>
    </td>
  );
}
