/** What was damaged or odd while a capture was read, with the byte it stands at. */
import type { CaptureDetail } from "@creance/api";
import { Section } from "../flight/section.tsx";
import { ScrollRegion } from "../shell/scroll-region.tsx";
import { count, grouped } from "../words/count.ts";
import styles from "./watch.module.css";

/** The issues; the detail holds at most 200 of them. */
export function CaptureIssues({ detail }: { readonly detail: CaptureDetail }) {
  const { issues, summary } = detail;
  if (summary.issues === 0 && issues.length === 0) return null;
  return (
    <Section id="issues" title={`Met while reading: ${count(Math.max(summary.issues, issues.length), "issue")}`}>
      <ScrollRegion label="Issues with their bytes" className={styles["countries"]}>
        <table>
          <thead>
            <tr>
              <th scope="col" className="number">
                Byte
              </th>
              <th scope="col">What</th>
              <th scope="col">Code</th>
            </tr>
          </thead>
          <tbody>
            {issues.map((issue, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and two issues may be alike
              <tr key={at}>
                <td className="number">
                  <code>{grouped(issue.offset)}</code>
                </td>
                <td>{issue.sentence}</td>
                <td>
                  <code>{issue.code}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {summary.issues > issues.length && (
        <p className="soft">
          The first {count(issues.length, "issue")} of {grouped(summary.issues)}.
        </p>
      )}
    </Section>
  );
}
