/** What lies in the file: damage in words, then the counts of each record type. */
import type { FlightDetail } from "@creance/api";
import { count, grouped } from "../words/count.ts";
import { Section } from "./section.tsx";

/** Damage first, then the table. */
export function Records({ flight }: { readonly flight: FlightDetail }) {
  const total = flight.records.reduce((sum, record) => sum + record.count, 0);
  return (
    <Section id="records" title="Inside the file">
      {flight.issues.length === 0 ? (
        <p>The file is whole: nothing was cut, skipped or repaired while reading.</p>
      ) : (
        <>
          <p className="warn">{count(flight.issues.length, "place")} where the file is damaged; everything else was read.</p>
          <table>
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col" className="number">
                  Byte
                </th>
              </tr>
            </thead>
            <tbody>
              {flight.issues.slice(0, 200).map((issue) => (
                <tr key={`${issue.code} ${issue.offset} ${issue.field}`}>
                  <td>{issue.sentence}</td>
                  <td className="number">
                    <code>{issue.offset}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
      {flight.records.length > 0 && (
        <details>
          <summary>
            {count(total, "record")} of {count(flight.records.length, "type")}
          </summary>
          <table>
            <thead>
              <tr>
                <th scope="col">Type</th>
                <th scope="col">Name</th>
                <th scope="col" className="number">
                  Records
                </th>
              </tr>
            </thead>
            <tbody>
              {flight.records.map((record) => (
                <tr key={record.type}>
                  <td>{record.type}</td>
                  <td>
                    <code>{record.name}</code>
                  </td>
                  <td className="number">{grouped(record.count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </Section>
  );
}
