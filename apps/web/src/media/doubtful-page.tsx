/** What is doubtful: items whose flight a person must say, and how the clocks of the cards were solved. */
import type { MediaCards, MediaRow } from "@creance/api";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { cardsQuery, mediaPageQuery, mediaQuery } from "../api/queries.ts";
import { Section } from "../flight/section.tsx";
import { useWords } from "../settings/use-words.ts";
import { Problem } from "../shell/problem.tsx";
import { ScrollRegion } from "../shell/scroll-region.tsx";
import { count, grouped } from "../words/count.ts";
import { CandidateList } from "./candidate-list.tsx";
import { cardClockWords } from "./card-words.ts";
import styles from "./doubtful-page.module.css";
import { MediaViews } from "./media-views.tsx";
import { mediaName, takenWords } from "./media-words.ts";
import { Thumbnail } from "./thumbnail.tsx";

/** So many are shown at once; the others follow when these are settled, or with a click. */
const AT_ONCE = 10;
const DOUBTFUL = { confidence: "doubtful" } as const;

/** Doubtful items one by one, and the cards. */
export function DoubtfulPage() {
  const page = useQuery(mediaPageQuery(DOUBTFUL, 0));
  const cards = useQuery(cardsQuery);
  const [shown, setShown] = useState(AT_ONCE);
  const rows = page.data?.rows ?? [];
  return (
    <div className={styles["page"]}>
      <h1>Which flight took these?</h1>
      <MediaViews doubtful={page.data?.total ?? 0} />
      {page.isError && <Problem error={page.error} onRetry={() => void page.refetch()} />}
      <p className={styles["answer"]} role="status">
        {page.data === undefined
          ? "Counting"
          : page.data.total === 0
            ? "No match is doubtful."
            : `${count(page.data.total, "item")} could belong to more than one flight, or to none. What you say is kept in the journal; Ctrl + Z takes it back.`}
      </p>
      {rows.slice(0, shown).map((row) => (
        <Doubtful key={row.sha256} row={row} />
      ))}
      {rows.length > shown && (
        <p>
          <button type="button" onClick={() => setShown(shown + AT_ONCE)}>
            Show more
          </button>{" "}
          <span className="soft">{grouped((page.data?.total ?? 0) - shown)} more</span>
        </p>
      )}
      {cards.data !== undefined && <Cards cards={cards.data} />}
    </div>
  );
}

function Doubtful({ row }: { readonly row: MediaRow }) {
  const words = useWords();
  const item = useQuery(mediaQuery(row.sha256));
  const taken = takenWords(row, words);
  return (
    <section className={styles["doubtful"]} aria-label={mediaName(row)}>
      <Link to="/media/$sha256" params={{ sha256: row.sha256 }} className={styles["picture"]}>
        <span className="offscreen">Open {mediaName(row)}</span>
        <Thumbnail row={row} />
      </Link>
      <div>
        <h2>
          {mediaName(row)} <span className="soft">{`${taken.day}, ${taken.time}`}</span>
        </h2>
        {item.isError && <Problem error={item.error} onRetry={() => void item.refetch()} />}
        {item.data !== undefined && (
          <>
            <p>{item.data.match.sentence}</p>
            <CandidateList sha256={row.sha256} match={item.data.match} />
          </>
        )}
      </div>
    </section>
  );
}

function Cards({ cards }: { readonly cards: MediaCards }) {
  const words = useWords();
  if (cards.length === 0) return null;
  return (
    <Section id="cards" title={`Clocks of the cards (${cards.length})`}>
      <p className="soft">
        Cameras write the time of their own clock, mostly without its zone. One offset is solved for each card, from where and when its
        pictures were taken and where the aircraft was.
      </p>
      <ScrollRegion label="Cards and their clocks" className={styles["scroll"]}>
        <table>
          <thead>
            <tr>
              <th scope="col">Card</th>
              <th scope="col">Its clock</th>
              <th scope="col" className="number">
                Items
              </th>
              <th scope="col" className="number">
                Doubtful
              </th>
              <th scope="col" className="number">
                From the paths
              </th>
            </tr>
          </thead>
          <tbody>
            {cards.map((card) => (
              <tr key={card.card}>
                <td className={styles["card"]}>{card.card}</td>
                <td>
                  {cardClockWords(card)}
                  <div className="soft">{card.sentence}</div>
                </td>
                <td className="number">{grouped(card.items)}</td>
                <td className="number">{grouped(card.doubtful)}</td>
                <td className="number">
                  {card.residualM === null ? "unknown" : `within ${words.quantity(Math.max(1, card.residualM), "height")}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </Section>
  );
}
