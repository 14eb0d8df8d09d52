/** One request: what was written, its history, and what can be done. */
import type { RequestDetail, RequestOverview } from "@creance/api";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { requestQuery } from "../../api/queries.ts";
import { Section } from "../../flight/section.tsx";
import { Problem } from "../../shell/problem.tsx";
import { DecideForm } from "./decide-form.tsx";
import { EraseDialog } from "./erase-dialog.tsx";
import { GiveForm } from "./give-form.tsx";
import { GivenItems } from "./given-items.tsx";
import { RequestHistory } from "./request-history.tsx";
import styles from "./requests.module.css";
import { WrittenFacts } from "./written-facts.tsx";

/** The request of an id. */
export function OneRequest(props: { readonly requestId: string; readonly overview: RequestOverview; readonly onClose: () => void }) {
  const found = useQuery(requestQuery(props.requestId));
  const top = useRef<HTMLDivElement>(null);
  const isThere = found.data !== undefined;
  useEffect(() => {
    if (isThere) top.current?.scrollIntoView({ block: "nearest" });
  }, [isThere]);
  return (
    <div ref={top} className={styles["one"]}>
      {found.isError && <Problem error={found.error} onRetry={() => void found.refetch()} />}
      {found.data === undefined ? !found.isError && <p className="soft">Asking</p> : <Whole {...props} detail={found.data} />}
    </div>
  );
}

function Whole(props: { readonly detail: RequestDetail; readonly overview: RequestOverview; readonly onClose: () => void }) {
  const { detail, overview, onClose } = props;
  const { row } = detail;
  const queries = useQueryClient();
  const [isErasing, setIsErasing] = useState(false);
  const onChanged = (): void => {
    for (const queryKey of [["requests"], ["ledger"]]) void queries.invalidateQueries({ queryKey });
  };
  const isGranted = row.decision === "granted" || row.decision === "partly";
  return (
    <>
      <Section
        id="request"
        title={`Request ${row.requestId.slice(0, 8)}: ${row.isLate ? "open and late" : row.decisionWords}`}
        aside={
          <button type="button" data-print="no" onClick={onClose}>
            Close
          </button>
        }
      >
        <div className={styles["two"]}>
          <WrittenFacts detail={detail} />
          <RequestHistory detail={detail} />
        </div>
      </Section>
      <GivenItems given={detail.given} />
      {detail.written !== null && (
        <>
          <Section
            id="decide"
            title={
              row.decision === "open" ? "Decide it" : detail.given.length > 0 ? "Decide it again" : "Decide it again, or open it again"
            }
          >
            <DecideForm detail={detail} decisions={overview.decisions} onChanged={onChanged} />
          </Section>
          {isGranted && (
            <Section id="give" title="What is given because of it">
              <GiveForm requestId={row.requestId} ways={overview.ways} onChanged={onChanged} />
            </Section>
          )}
          <Section id="erase" title="Erase what was written">
            <p>
              When the time for keeping the words is over: names, scope, reasons and notes go, in every state the request had; dates, basis,
              decision, hashes and counts stay.
            </p>
            <button type="button" onClick={() => setIsErasing(true)}>
              Erase the words
            </button>
          </Section>
        </>
      )}
      <EraseDialog detail={detail} shown={isErasing} onClose={() => setIsErasing(false)} onErased={onChanged} />
    </>
  );
}
