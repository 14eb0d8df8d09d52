/** Before the words of a request are erased: what goes, what stays, and that it cannot be undone. */
import type { RequestDetail } from "@creance/api";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { Dialog } from "../../shell/dialog.tsx";
import { NamedStep } from "../../shell/named-step.tsx";
import styles from "./requests.module.css";

/** The dialog; closed it shows nothing. */
export function EraseDialog(props: {
  readonly detail: RequestDetail;
  readonly shown: boolean;
  readonly onClose: () => void;
  readonly onErased: () => void;
}) {
  return (
    <Dialog title="Erase what was written of this request" shown={props.shown} onClose={props.onClose}>
      <EraseForm {...props} />
    </Dialog>
  );
}

function EraseForm(props: { readonly detail: RequestDetail; readonly onClose: () => void; readonly onErased: () => void }) {
  const { row } = props.detail;
  const [isSure, setIsSure] = useState(false);
  return (
    <NamedStep
      action="Erase them"
      busy="Erasing"
      leave="Leave them"
      ready={isSure}
      changes={[]}
      run={(by) => api.requests.erase({ requestId: row.requestId, by })}
      onDone={props.onErased}
      onClose={props.onClose}
    >
      <div className={styles["form"]}>
        <p>
          <b>This cannot be undone.</b>
        </p>
        <div className={styles["two"]}>
          <div>
            <h2>What goes</h2>
            <ul className={styles["plain"]}>
              <li>who asked, their reference, what they asked for, notes, reasons, titles of papers</li>
              <li>in every state the request ever had, with the salts of their hashes</li>
            </ul>
          </div>
          <div>
            <h2>What stays</h2>
            <ul className={styles["plain"]}>
              <li>that there was a request: its basis, dates, decision, who entered it, what was given</li>
              <li>the counts, and every entry of the ledger with its hash</li>
              <li>papers: they are originals, and go when they are deleted</li>
              <li>copies and printouts that others made</li>
            </ul>
          </div>
        </div>
        <p>The request can then neither be decided again nor be added to.</p>
        <label className={styles["tick"]}>
          <input type="checkbox" checked={isSure} onChange={(event) => setIsSure(event.target.checked)} />
          These words are to be gone
        </label>
      </div>
    </NamedStep>
  );
}
