/** Everything about one item's keeping time: why it stands as it does, what was given out of it, and what can be done. */
import type { RetentionDetail, RetentionOverview } from "@creance/api";
import { formatBytes } from "@creance/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { errorSentence } from "../../api/error-words.ts";
import { retentionItemQuery } from "../../api/queries.ts";
import { FactList } from "../../flight/fact-list.tsx";
import { useWords } from "../../settings/use-words.ts";
import { ShareLink } from "../../share/share-link.tsx";
import detail from "../../watch/conversation-detail.module.css";
import type { Words } from "../../words/words.ts";
import { HistoryLink } from "../history-link.tsx";
import { type ItemAction, ItemActions } from "./item-actions.tsx";
import { itemName, kindWords, Phase } from "./item-columns.tsx";
import styles from "./retention.module.css";
import type { Step } from "./steps.tsx";

/** The item of a hash. */
export function ItemDetail(props: {
  readonly sha256: string;
  readonly overview: RetentionOverview;
  readonly onClose: () => void;
  readonly onStep: (step: Step) => void;
  readonly onAction: ItemAction;
}) {
  const { sha256, overview, onClose, onStep, onAction } = props;
  const words = useWords();
  const found = useQuery(retentionItemQuery(sha256));
  const { data } = found;
  return (
    <aside className={detail["detail"]} aria-label="The item that is open">
      <div className={detail["head"]}>
        <h3>{data === undefined ? "Item" : itemName(data.row)}</h3>
        <button type="button" onClick={onClose} data-print="no">
          Close
        </button>
      </div>
      {data === undefined ? (
        <p className="soft">{found.isError ? errorSentence(found.error) : "Asking"}</p>
      ) : (
        <>
          <p>
            <Phase row={data.row} titles={overview.phases} />. {whySentence(data, words)}
          </p>
          <div className={styles["buttons"]} data-print="no">
            <ItemActions items={[sha256]} onAction={onAction} />
          </div>
          <FactList facts={factsOf(data, words)} />
          <p className={styles["links"]}>
            {data.row.flights.map(({ id, name }) => (
              <Link key={id} to="/flights/$id" params={{ id }}>
                {name}
              </Link>
            ))}
            {data.row.kind === "media" && (
              <Link to="/media/$sha256" params={{ sha256 }}>
                The picture or clip
              </Link>
            )}
            {data.row.kind === "capture" && (
              <Link to="/watch/$sha256" params={{ sha256 }}>
                The capture
              </Link>
            )}
            <Link to="/ledger" search={{ about: sha256 } as never}>
              Its history in the ledger
            </Link>
          </p>
          <Exceptions data={data} words={words} onStep={onStep} />
          {data.holds.map((hold) => (
            <p key={hold.holdId}>
              <b>Held</b> since {words.day(hold.placedUs, null)}: {hold.reason ?? "(reason erased)"}.{" "}
              <button type="button" data-look="text" onClick={() => onStep({ kind: "release", holdId: hold.holdId, items: hold.items })}>
                Release the hold
              </button>
            </p>
          ))}
          <GivenOut data={data} words={words} />
        </>
      )}
    </aside>
  );
}

function whySentence({ row }: RetentionDetail, words: Words): string {
  const due = row.dueUs === null ? "" : words.instant(row.dueUs, null);
  switch (row.phase) {
    case "none":
      return "No rule counts for it: it stays until a person deletes it.";
    case "due":
      return `Its time ran out ${due}: the next deletion takes it.`;
    case "held":
      return row.dueUs === null
        ? "Nothing deletes it while a hold stands."
        : `Nothing deletes it while a hold stands; its clock says ${due}.`;
    case "excepted":
      return `It is not due until its exception is looked at again${row.exception === null ? "" : `, ${words.day(row.exception.reviewUs, null)}`}.`;
    default:
      return `It is due ${due}.`;
  }
}

function factsOf({ row, clockSource, clockBy }: RetentionDetail, words: Words): readonly (readonly [string, string])[] {
  return [
    ["What", `${kindWords[row.kind]}, ${formatBytes(row.sizeBytes)}`],
    ["Kept", words.instant(row.keptUs, null)],
    ...(row.ruleTitle === null ? [] : [["Rule", `${row.ruleTitle}${row.hasOwnClock ? ", a clock of its own" : ""}`] as const]),
    ...(row.fromUs === null
      ? []
      : [
          [
            "Counted from",
            `${words.instant(row.fromUs, null)}, ${row.countedFrom ?? ""}${row.isAssumed ? " (assumed: the moment that the rule asks for is not known)" : ""}`,
          ] as const,
        ]),
    ...(clockSource === null ? [] : [["Rests on", clockSource] as const]),
    ...(clockBy === null ? [] : [["Clock set by", clockBy] as const]),
    ["SHA-256", row.sha256],
  ];
}

function Exceptions(props: { readonly data: RetentionDetail; readonly words: Words; readonly onStep: (step: Step) => void }) {
  const { data, words, onStep } = props;
  return data.exceptions.map(({ exceptionId, ground, reason, by, reviewUs, stands }) => (
    <p key={exceptionId}>
      <b>{stands ? "Excepted" : "Was excepted"}</b> until {words.day(reviewUs, null)} by {by ?? "somebody (erased)"}:{" "}
      {reason ?? "(reason erased)"}. <span className="soft">{ground}</span>{" "}
      {stands && (
        <button type="button" data-look="text" onClick={() => onStep({ kind: "end", exceptionId })}>
          End it
        </button>
      )}
    </p>
  ));
}

function GivenOut({ data, words }: { readonly data: RetentionDetail; readonly words: Words }) {
  if (data.shared.length === 0 && data.disclosedFor.length === 0) return <p className="soft">Nothing of it was given out.</p>;
  return (
    <>
      <h4>Given out</h4>
      <ul>
        {data.shared.map(({ shareId, sharedUs, outcome }) => (
          <li key={`${shareId} ${sharedUs}`}>
            A copy lies where it was shared since {words.day(sharedUs, null)}
            {outcome === null ? "" : ` (${outcome})`}. <ShareLink shareId={shareId}>The share</ShareLink>
          </li>
        ))}
        {data.disclosedFor.map((requestId) => (
          <li key={requestId}>
            Given because of the request <HistoryLink about={requestId}>{requestId.slice(0, 8)}</HistoryLink>.
          </li>
        ))}
      </ul>
    </>
  );
}
