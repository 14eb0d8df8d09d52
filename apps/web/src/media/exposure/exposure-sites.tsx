/** The sites that are named. */
import type { ExposureReport } from "@creance/api";
import { ScrollRegion } from "../../shell/scroll-region.tsx";
import { grouped } from "../../words/count.ts";
import styles from "./exposure.module.css";
import { siteKindWords } from "./exposure-words.ts";

/** One site of one layer. */
export function siteKey(layer: string | null, site: string | null): string {
  return JSON.stringify([layer, site]);
}

/** A table; a site's name shows only its rows. */
export function ExposureSites(props: {
  readonly sites: ExposureReport["sites"];
  readonly chosen: string | null;
  readonly onChoose: (site: string | null) => void;
}) {
  return (
    <ScrollRegion label="Sites that are named" className={styles["sites"]}>
      <table>
        <thead>
          <tr>
            <th scope="col">Site</th>
            <th scope="col">Kind</th>
            <th scope="col">Shown</th>
            <th scope="col" className="number">
              Items
            </th>
            <th scope="col" className="number">
              Rows
            </th>
          </tr>
        </thead>
        <tbody>
          {props.sites.map((site) => {
            const key = siteKey(site.layer, site.site);
            return (
              <tr key={key} data-selected={props.chosen === key ? "yes" : "no"}>
                <td>
                  <button
                    type="button"
                    data-look="text"
                    aria-pressed={props.chosen === key}
                    onClick={() => props.onChoose(props.chosen === key ? null : key)}
                  >
                    {site.site}
                  </button>
                  <div className="soft">{site.layer}</div>
                </td>
                <td>{siteKindWords[site.siteKind]}</td>
                <td>
                  <span className={site.certainty === "probably" ? styles["probably"] : styles["may"]}>{site.certainty}</span>
                </td>
                <td className="number">{grouped(site.items)}</td>
                <td className="number">{grouped(site.rows)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
