/** Places that things may be sent to, each with what its region check said. */
import type { ShareOverview, SharePlaceRow } from "@creance/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api } from "../api/client.ts";
import { Section } from "../flight/section.tsx";
import { useWords } from "../settings/use-words.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Problem } from "../shell/problem.tsx";
import { ScrollRegion } from "../shell/scroll-region.tsx";
import watch from "../watch/watch.module.css";
import { AddPlace } from "./add-place.tsx";
import { RemovePlace } from "./remove-place.tsx";
import styles from "./share.module.css";

/** The list, and a form to name another. */
export function Places({ places, kinds }: { readonly places: readonly SharePlaceRow[]; readonly kinds: ShareOverview["recipientKinds"] }) {
  const words = useWords();
  const [asked, setAsked] = useState<SharePlaceRow | null>(null);
  const [removed, setRemoved] = useState<SharePlaceRow | null>(null);
  const [isOpen, setOpen] = useState(places.length === 0);
  const summary = useRef<HTMLElement>(null);
  const [added, setAdded] = useState<string | null>(null);
  const fresh = places.find(({ id, grade }) => id === added && grade === null);
  return (
    <Section id="places" title="Places that things may be sent to">
      {places.length === 0 ? (
        <p>
          None is named, so that nothing can be sent. A place is a bucket, or a map server, with the country in which it stands; naming it
          connects to nothing.
        </p>
      ) : (
        <ScrollRegion label="Places" className={watch["scroll"]}>
          <table className={styles["rows"]}>
            <thead>
              <tr>
                <th scope="col">Place</th>
                <th scope="col">Whose</th>
                <th scope="col">Address</th>
                <th scope="col">Region, country</th>
                <th scope="col">Region check</th>
                <th scope="col" data-print="no">
                  <span className="offscreen">Check or remove</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {places.map((place) => (
                <tr key={place.id}>
                  <th scope="row">{place.title}</th>
                  <td>{place.heldBy}</td>
                  <td>
                    <code>{place.endpoint}</code>
                    {place.bucket !== "" && (
                      <div className="soft">
                        bucket {place.bucket}
                        {place.prefix !== "" && `, folder ${place.prefix}`}
                      </div>
                    )}
                    {place.kind === "nodeodm" && <div className="soft">a map server: it reads the pictures</div>}
                  </td>
                  <td>
                    {place.region}, {place.country}
                  </td>
                  <td>
                    {place.grade === null ? (
                      <span className="soft">never checked</span>
                    ) : (
                      <span className={styles["grade"]} data-grade={place.grade}>
                        {gradeWords(place.grade)}
                      </span>
                    )}
                    {place.checkedUs !== null && <div className="soft">{words.instant(place.checkedUs, null)}</div>}
                  </td>
                  <td data-print="no">
                    {place.kind === "s3" && (
                      <button type="button" onClick={() => setAsked(place)}>
                        Check the region<span className="offscreen"> of {place.title}</span>
                      </button>
                    )}{" "}
                    <button type="button" onClick={() => setRemoved(place)}>
                      Remove<span className="offscreen"> {place.title}</span>
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      {fresh !== undefined && (
        <p role="status">
          <b>{fresh.title}</b> is named; nothing was connected.{" "}
          {fresh.kind === "s3" && (
            <button type="button" onClick={() => setAsked(fresh)}>
              Ask it for its region now
            </button>
          )}
        </p>
      )}
      <details className={styles["more"]} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary ref={summary}>Name a place</summary>
        {isOpen && (
          <AddPlace
            kinds={kinds}
            onAdded={(id) => {
              setAdded(id);
              setOpen(false);
              summary.current?.focus();
            }}
          />
        )}
      </details>
      <Dialog
        title={removed === null ? "" : `Take ${removed.title} off the list`}
        shown={removed !== null}
        onClose={() => setRemoved(null)}
      >
        {removed !== null && <RemovePlace key={removed.id} place={removed} onDone={() => setRemoved(null)} />}
      </Dialog>
      <Dialog title={asked === null ? "" : `Ask ${asked.title} for its region`} shown={asked !== null} onClose={() => setAsked(null)}>
        {asked !== null && <CheckPlace key={asked.id} place={asked} />}
      </Dialog>
    </Section>
  );
}

function CheckPlace({ place }: { readonly place: SharePlaceRow }) {
  const queries = useQueryClient();
  const check = useMutation({
    mutationFn: () => api.share.checkPlace({ place: place.id }),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ["share"] });
      void queries.invalidateQueries({ queryKey: ["line"] });
    },
  });
  return (
    <>
      <p>
        Creance connects to <code>{place.endpoint}</code> and asks the bucket {place.bucket} where it is. It sends the access key’s name, a
        signature and the bucket’s name; nothing of yours. Each connection is entered in the ledger before it opens.
      </p>
      {check.isError && <Problem error={check.error} />}
      {check.data !== undefined && (
        <div role="status">
          <p>
            <b className={styles["grade"]} data-grade={check.data.grade}>
              {gradeWords(check.data.grade)}
            </b>
          </p>
          <ul>
            {check.data.sentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </div>
      )}
      <button type="button" data-look="main" disabled={check.isPending} onClick={() => check.mutate()}>
        {check.isPending ? "Asking" : check.data === undefined ? "Connect and ask" : "Ask again"}
      </button>
    </>
  );
}

function gradeWords(grade: string): string {
  return grade.toUpperCase();
}
