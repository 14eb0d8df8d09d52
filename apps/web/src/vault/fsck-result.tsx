/** What the check found. */
import type { Fsck } from "@creance/api";
import { count } from "../words/count.ts";

const kinds = [
  ["damaged", "damaged", "bad"],
  ["missing", "missing", "bad"],
  ["extra", "not in the journal", "warn"],
] as const;

/** Words, then each finding. */
export function FsckResult({ result }: { readonly result: Fsck }) {
  const findings = kinds.flatMap(([key, word, look]) => result[key].map((finding) => ({ finding, word, look })));
  return (
    <div role="status">
      <p>
        <strong className={findings.length === 0 ? "good" : "bad"}>
          {findings.length === 0
            ? `${count(result.checked, "file")} read again; every one equals what was kept.`
            : `${count(result.checked, "file")} read again; ${count(findings.length, "finding")}.`}
        </strong>
      </p>
      {findings.length > 0 && (
        <table>
          <tbody>
            {findings.map(({ finding, word, look }) => (
              <tr key={`${word} ${finding.path}`}>
                <td className={look}>{word}</td>
                <td>
                  <code>{finding.path}</code>
                </td>
                <td>{finding.sentence}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
