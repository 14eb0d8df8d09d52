/** Everything known of one conversation, in words. */
import type { FlowRow } from "@creance/api";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { flowPageQuery } from "../api/queries.ts";
import { FactList } from "../flight/fact-list.tsx";
import { useWords } from "../settings/use-words.ts";
import { isTyping } from "../shell/is-typing.ts";
import { Problem } from "../shell/problem.tsx";
import { serverOf } from "./conversation-columns.tsx";
import styles from "./conversation-detail.module.css";
import { conversationFacts } from "./conversation-facts.ts";

/** The conversation of a key `FLOW_ID.TIME_US`; Escape closes it. */
export function ConversationDetail(props: { readonly flow: string; readonly capture: string | undefined; readonly onClose: () => void }) {
  const { onClose } = props;
  const [flowId = "", time = ""] = props.flow.split(".");
  const timeUs = Number(time);
  const found = useQuery(
    flowPageQuery({ ...(props.capture === undefined ? {} : { capture: props.capture }), fromUs: timeUs, toUs: timeUs + 1 }, 0),
  );
  const row = found.data?.rows.find((each) => each.flowId === flowId);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === "Escape" && !isTyping(event.target)) close.current();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <aside className={styles["detail"]} aria-label="The conversation that is open">
      <div className={styles["head"]}>
        <h3>{row === undefined ? "Conversation" : serverOf(row)}</h3>
        <button type="button" onClick={onClose} data-print="no">
          Close
        </button>
      </div>
      {found.isError && <Problem error={found.error} onRetry={() => void found.refetch()} />}
      {row !== undefined && <ConversationFacts row={row} />}
      {found.data !== undefined && row === undefined && (
        <p className="soft">This conversation is not among the kept captures that this page looks at.</p>
      )}
    </aside>
  );
}

function ConversationFacts({ row }: { readonly row: FlowRow }) {
  const words = useWords();
  return conversationFacts(row, words).map(({ title, facts }) => (
    <section key={title} aria-label={title}>
      <h4>{title}</h4>
      <FactList facts={facts} />
    </section>
  ));
}
