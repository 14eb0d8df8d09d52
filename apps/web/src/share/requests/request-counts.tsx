/** How many requests there were by year, basis and decision: no names, no words. */
import type { DataRequestCount } from "@creance/api";
import { Link } from "@tanstack/react-router";
import { Section } from "../../flight/section.tsx";
import { CopyRows } from "../../grid/copy-rows.tsx";
import type { CsvColumn } from "../../grid/grid-column.ts";
import { ScrollRegion } from "../../shell/scroll-region.tsx";
import watch from "../../watch/watch.module.css";
import { grouped } from "../../words/count.ts";
import styles from "./requests.module.css";

const csvColumns: readonly CsvColumn<DataRequestCount>[] = [
  { csvName: "year", csv: (row) => row.year },
  { csvName: "basis", csv: (row) => row.basisWords },
  { csvName: "decision", csv: (row) => row.decisionWords },
  { csvName: "requests", csv: (row) => row.requests },
  { csvName: "answered", csv: (row) => row.answered },
  { csvName: "items_given", csv: (row) => row.items },
];

/** The table; nothing while nobody asked. */
export function RequestCounts({ counts }: { readonly counts: readonly DataRequestCount[] }) {
  if (counts.length === 0) return null;
  return (
    <Section
      id="counts"
      title="Counts by year, basis and decision"
      aside={
        <span className={watch["tools"]}>
          <CopyRows
            columns={csvColumns}
            total={counts.length}
            load={async (offset, limit) => ({ rows: counts.slice(offset, offset + limit) })}
          />
        </span>
      }
    >
      <ScrollRegion label="Counts of requests" className={watch["scroll"]}>
        <table className={styles["counts"]}>
          <thead>
            <tr>
              <th scope="col">Year received</th>
              <th scope="col">Basis</th>
              <th scope="col">Decision</th>
              <th scope="col" className="number">
                Requests
              </th>
              <th scope="col" className="number">
                Answered with data
              </th>
              <th scope="col" className="number">
                Items given
              </th>
            </tr>
          </thead>
          <tbody>
            {counts.map(({ year, basisWords, decisionWords, requests, answered, items }) => (
              <tr key={`${year} ${basisWords} ${decisionWords}`}>
                <td>{year}</td>
                <td>{basisWords}</td>
                <td>{decisionWords}</td>
                <td className="number">{grouped(requests)}</td>
                <td className="number">{grouped(answered)}</td>
                <td className="number">{grouped(items)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <p className={`${watch["note"]} soft`}>
        No names and no words: the <Link to="/share/publish">public page</Link> carries them.
      </p>
    </Section>
  );
}
