/** What headers give away, whatever the pictures show. */
import type { ExposureReport } from "@creance/api";
import { Section } from "../../flight/section.tsx";
import { ScrollRegion } from "../../shell/scroll-region.tsx";
import { grouped } from "../../words/count.ts";
import styles from "./exposure.module.css";

/** One line a kind. */
export function ExposureHeaders({ headers }: { readonly headers: ExposureReport["headers"] }) {
  return (
    <Section id="headers" title={`What the files say about their owner (${headers.length})`}>
      {headers.length === 0 ? (
        <p>Nothing of the kinds that Creance knows was found.</p>
      ) : (
        <ScrollRegion label="What headers give away" className={styles["scroll"]}>
          <table>
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">What it means</th>
                <th scope="col" className="number">
                  Values
                </th>
                <th scope="col" className="number">
                  Items
                </th>
              </tr>
            </thead>
            <tbody>
              {headers.map((header) => (
                <tr key={header.kind}>
                  <td>{header.label}</td>
                  <td className="soft">{header.sentence}</td>
                  <td className="number">{grouped(header.values)}</td>
                  <td className="number">{grouped(header.items)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </Section>
  );
}
