/** What was given out because of a request. */
import type { RequestDetail } from "@creance/api";
import { Link } from "@tanstack/react-router";
import { Section } from "../../flight/section.tsx";
import { useWords } from "../../settings/use-words.ts";
import { ScrollRegion } from "../../shell/scroll-region.tsx";
import watch from "../../watch/watch.module.css";
import { count, grouped } from "../../words/count.ts";
import share from "../share.module.css";
import { ShareLink } from "../share-link.tsx";

/** Rows that are drawn; the others stand in the ledger. */
const MOST_ROWS = 500;

/** The table; nothing while nothing was given. */
export function GivenItems({ given }: { readonly given: RequestDetail["given"] }) {
  const words = useWords();
  if (given.length === 0) return null;
  return (
    <Section id="given" title={`Given out: ${count(given.length, "original")}`}>
      <ScrollRegion label="What was given out" className={watch["scroll"]}>
        <table className={share["rows"]}>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">When</th>
              <th scope="col">How</th>
              <th scope="col">SHA-256</th>
            </tr>
          </thead>
          <tbody>
            {given.slice(0, MOST_ROWS).map(({ sha256, name, flightId, shareId, wayWords, givenUs }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same original can be given twice at the same moment
              <tr key={at}>
                <th scope="row">
                  {flightId === null ? (
                    (name ?? "an original without a name")
                  ) : (
                    <Link to="/flights/$id" params={{ id: flightId }}>
                      {name ?? "a flight"}
                    </Link>
                  )}
                </th>
                <td>{words.instant(givenUs, null)}</td>
                <td>{shareId === null ? wayWords : <ShareLink shareId={shareId}>{wayWords}</ShareLink>}</td>
                <td>
                  <Link to="/ledger" search={{ about: sha256 } as never}>
                    <code>{sha256.slice(0, 16)}…</code>
                  </Link>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {given.length > MOST_ROWS && <p className="soft">{grouped(given.length - MOST_ROWS)} more stand in the ledger.</p>}
    </Section>
  );
}
