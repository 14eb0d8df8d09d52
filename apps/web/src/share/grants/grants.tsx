/** Every grant, newest first; one can be opened beside the list. */
import type { GrantListRow } from "@creance/api";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Section } from "../../flight/section.tsx";
import { useWords } from "../../settings/use-words.ts";
import { ScrollRegion } from "../../shell/scroll-region.tsx";
import watch from "../../watch/watch.module.css";
import { count, grouped } from "../../words/count.ts";
import share from "../share.module.css";
import { GrantPanel } from "./grant-panel.tsx";
import { stateWords } from "./grant-state-words.ts";
import styles from "./grants.module.css";

/** Rows that are shown before a person asks for all: every share makes a grant of its own. */
const FIRST_ROWS = 50;

/** The table. */
export function Grants(props: {
  readonly grants: readonly GrantListRow[];
  readonly hasPolicy: boolean;
  readonly open: string | null;
  readonly onOpen: (grant: string | null) => void;
}) {
  const { grants, hasPolicy, open, onOpen } = props;
  const [onlyOpen, setOnlyOpen] = useState(false);
  const [all, setAll] = useState(false);
  const chosen = onlyOpen ? grants.filter(({ state }) => state === "active" || state === "not-yet") : grants;
  const shown = all ? chosen : chosen.slice(0, FIRST_ROWS);
  return (
    <Section
      id="grants"
      title={count(grants.length, "grant")}
      aside={
        <div className={styles["actions"]} data-print="no">
          {grants.length > 0 && (
            <label className={styles["only"]}>
              <input type="checkbox" checked={onlyOpen} onChange={(event) => setOnlyOpen(event.target.checked)} />
              only those that have not ended
            </label>
          )}
          {hasPolicy && (
            <Link to="/share/grants/new" className={watch["action"]}>
              New grant
            </Link>
          )}
        </div>
      }
    >
      {grants.length === 0 && (
        <p>
          Nothing was granted. A grant says who may have what, what for, where and until when. Grant something ahead, or leave it to the
          share itself: sending a share from its page makes a grant for exactly that.
        </p>
      )}
      {grants.length > 0 && shown.length === 0 && <p>Every grant has ended or was taken back.</p>}
      <div className={watch["beside"]} data-open={open === null ? "no" : "yes"}>
        {shown.length > 0 && (
          <ScrollRegion label="Grants" className={watch["scroll"]}>
            <table className={share["rows"]}>
              <thead>
                <tr>
                  <th scope="col">To whom</th>
                  <th scope="col">What</th>
                  <th scope="col">What for</th>
                  <th scope="col">Where</th>
                  <th scope="col">Until</th>
                  <th scope="col">State</th>
                  <th scope="col" data-print="no">
                    <span className="offscreen">Show</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {shown.map((grant) => (
                  <GrantRow
                    key={grant.grantId}
                    grant={grant}
                    isOpen={grant.grantId === open}
                    onOpen={() => onOpen(grant.grantId === open ? null : grant.grantId)}
                  />
                ))}
              </tbody>
            </table>
          </ScrollRegion>
        )}
        {open !== null && <GrantPanel key={open} grantId={open} onClose={() => onOpen(null)} />}
      </div>
      {shown.length < chosen.length && (
        <button type="button" onClick={() => setAll(true)} data-print="no">
          Show all {grouped(chosen.length)}
        </button>
      )}
    </Section>
  );
}

function GrantRow({ grant, isOpen, onOpen }: { readonly grant: GrantListRow; readonly isOpen: boolean; readonly onOpen: () => void }) {
  const words = useWords();
  return (
    <tr aria-selected={isOpen}>
      <th scope="row">
        {grant.recipient}
        <div className={styles["kind"]}>{grant.recipientKind}</div>
      </th>
      <td>
        {grant.what}
        <div className="soft">{grant.data.join(", ")}</div>
      </td>
      <td>
        {grant.purposes.join("; ")}
        <div className="soft">{grant.why}</div>
      </td>
      <td>
        {grant.destinations.join(", ")}
        <div className="soft">{grant.regions.join(", ")}</div>
      </td>
      <td>{words.day(grant.untilUs, null)}</td>
      <td>
        <span className={styles["state"]} data-state={grant.state}>
          {stateWords[grant.state]}
        </span>
        {grant.revokedUs !== null && <div className="soft">{words.day(grant.revokedUs, null)}</div>}
      </td>
      <td data-print="no">
        <button type="button" aria-expanded={isOpen} onClick={onOpen}>
          {isOpen ? "Close" : "Show"}
          <span className="offscreen"> the grant for {grant.recipient}</span>
        </button>
      </td>
    </tr>
  );
}
