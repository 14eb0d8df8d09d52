/** The line: how many outbound connections this Creance made since it started, and to whom; and whether it just tried to reach out and could not. */
import type { Line } from "@creance/api";
import { useQuery } from "@tanstack/react-query";
import { lineQuery } from "../api/queries.ts";
import { useWords } from "../settings/use-words.ts";
import styles from "./line-status.module.css";

/** Words and details of the line, at the top right of every screen. */
export function LineStatus() {
  const { data, isError } = useQuery(lineQuery);
  const state = isError || data === undefined ? "unknown" : data.outbound === 0 && data.sealed?.isSealed !== false ? "zero" : "some";
  return (
    <>
      <button type="button" className={styles["line"]} data-state={state} popoverTarget="line-details">
        <span className={styles["dot"]} aria-hidden="true" />
        {lineWords(data, isError)}
      </button>
      <div id="line-details" popover="auto" className={styles["details"]} role="dialog" aria-label="The line">
        <LineDetails line={data} />
      </div>
    </>
  );
}

function lineWords(line: Line | undefined, isError: boolean): string {
  if (isError) return "On the line: not known, no answer";
  if (line === undefined) return "On the line: asking";
  const seal = line.sealed === null ? "" : line.sealed.isSealed ? "Sealed. " : "NOT sealed. ";
  return `${seal}On the line: ${line.outbound} outbound since start`;
}

/** What the server tried just now, each way with what became of it. */
function SealDetails({ sealed }: { readonly sealed: NonNullable<Line["sealed"]> }) {
  const words = useWords();
  return (
    <>
      <p data-state={sealed.isSealed ? "zero" : "some"} className={styles["seal"]}>
        {sealed.sentence} Tried at {words.timeOfDay(sealed.triedUs, null)} UTC.
      </p>
      <details>
        <summary>What was tried</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">How</th>
              <th scope="col">What became of it</th>
            </tr>
          </thead>
          <tbody>
            {sealed.attempts.map(({ how, result }) => (
              <tr key={how}>
                <td>{how}</td>
                <td>{result}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

function LineDetails({ line }: { readonly line: Line | undefined }) {
  const words = useWords();
  if (line === undefined) return <p>Not known yet.</p>;
  return (
    <>
      <h2>The line</h2>
      {line.sealed !== null && <SealDetails sealed={line.sealed} />}
      <p>
        {line.sealed === null ? "" : "Apart from these tries: "}
        {line.outbound === 0
          ? "Nothing has been sent, and no connection to anywhere has been opened, since this Creance started"
          : `${line.outbound} ${line.outbound === 1 ? "connection was" : "connections were"} opened or tried since this Creance started`}
        , {words.instant(line.sinceUs, null)}.
      </p>
      <p className="soft">
        Counted by tripwires on the network functions of the program itself: name look-ups, connections, datagrams. What other programs on
        this machine do is not seen here.
      </p>
      {line.attempts.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">To</th>
              <th scope="col">How</th>
            </tr>
          </thead>
          <tbody>
            {line.attempts.map((attempt) => (
              <tr key={`${attempt.timeUs} ${attempt.hook} ${attempt.target}`}>
                <td className="number">{words.timeOfDay(attempt.timeUs, null)} UTC</td>
                <td>
                  <code>{attempt.target}</code>
                </td>
                <td>{attempt.hook}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
