/** Every share, newest first; one can be opened, and taken back. */
import type { ShareRow } from "@creance/api";
import { formatBytes } from "@creance/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Section } from "../flight/section.tsx";
import { HistoryLink } from "../ledger/history-link.tsx";
import { useWords } from "../settings/use-words.ts";
import { ScrollRegion } from "../shell/scroll-region.tsx";
import watch from "../watch/watch.module.css";
import { count } from "../words/count.ts";
import { LinksDialog } from "./links-dialog.tsx";
import { RevokeDialog } from "./revoke-dialog.tsx";
import styles from "./share.module.css";
import { stateWords } from "./share-words.ts";

/** The table. */
export function Shares(props: {
  readonly shares: readonly ShareRow[];
  readonly open: string | null;
  readonly onOpen: (share: string | null) => void;
}) {
  const { shares, open, onOpen } = props;
  const words = useWords();
  const [revoking, setRevoking] = useState<ShareRow | null>(null);
  const [linking, setLinking] = useState<ShareRow | null>(null);
  const shown = shares.find(({ shareId }) => shareId === open);
  return (
    <Section id="shares" title={count(shares.length, "share")}>
      {shares.length === 0 ? (
        <p>
          Nothing was ever shared from this vault. Open a <Link to="/flights">flight</Link>, a <Link to="/media">picture</Link> or an{" "}
          <Link to="/exposure">exposure report</Link> and choose “Share”: you see the very files before anything leaves.
        </p>
      ) : (
        <ScrollRegion label="Shares" className={watch["scroll"]}>
          <table className={styles["rows"]}>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">To whom</th>
                <th scope="col">Where</th>
                <th scope="col">What for</th>
                <th scope="col">Until</th>
                <th scope="col">State</th>
                <th scope="col" className="number">
                  Items
                </th>
                <th scope="col" data-print="no">
                  <span className="offscreen">Open or take back</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shares.map((share) => (
                <tr key={share.shareId} aria-selected={share.shareId === open}>
                  <th scope="row">{words.instant(share.begunUs, null)}</th>
                  <td>{share.recipients.join(", ") || (share.place === "nodeodm" ? "the server itself" : "unknown (erased)")}</td>
                  <td>
                    {share.destination ?? "unknown (erased)"}
                    {share.region !== null && <div className="soft">{share.region}</div>}
                  </td>
                  <td>{share.purpose ?? "unknown (erased)"}</td>
                  <td>{words.day(share.untilUs, null)}</td>
                  <td>
                    <span className={styles["state"]} data-state={share.isUnderWay ? "underWay" : share.state}>
                      {share.isUnderWay ? "under way" : stateWords[share.state]}
                    </span>
                  </td>
                  <td className="number">{share.items.length}</td>
                  <td data-print="no">
                    <button
                      type="button"
                      aria-expanded={share.shareId === open}
                      onClick={() => onOpen(share.shareId === open ? null : share.shareId)}
                    >
                      {share.shareId === open ? "Close" : "Show"}
                    </button>{" "}
                    {(share.state === "whole" ||
                      share.state === "expired" ||
                      share.state === "unfinished" ||
                      share.state === "revoked") && (
                      <button type="button" onClick={() => setRevoking(share)}>
                        {share.state === "revoked" ? "Try again to remove" : "Take back"}
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      {shown !== undefined && <ShareDetail share={shown} onLinks={() => setLinking(shown)} />}
      <LinksDialog share={linking} onClose={() => setLinking(null)} />
      <RevokeDialog share={revoking} onClose={() => setRevoking(null)} />
    </Section>
  );
}

function ShareDetail({ share, onLinks }: { readonly share: ShareRow; readonly onLinks: () => void }) {
  return (
    <div>
      <h3>What lies there</h3>
      <p>
        {share.sentence} {formatBytes(share.sealedBytes)} encrypted. Shared by {share.by ?? "somebody (erased)"}.{" "}
        <HistoryLink about={share.shareId}>Its history in the ledger</HistoryLink>
      </p>
      {share.state === "whole" && share.place === "s3" && (
        <p>
          <button type="button" onClick={onLinks}>
            Links for the recipients
          </button>{" "}
          <span className="soft">
            They fetch what is theirs without keys to the bucket, and read it with age or the page for recipients.
          </span>
        </p>
      )}
      <ScrollRegion label="Items of this share" className={`${watch["scroll"]} ${styles["leaves"]}`}>
        <ul className={styles["plain"]}>
          {share.items.map((item) => (
            <li key={item.index}>
              {item.name ?? item.sha256.slice(0, 16)} ({formatBytes(item.sealedBytes)} encrypted{item.redacted ? ", redacted" : ""}
              {item.removal === null ? "" : `, ${item.removal}`}){" "}
              <Link to="/ledger" search={{ about: item.sha256 } as never}>
                its history in the ledger
              </Link>
            </li>
          ))}
        </ul>
      </ScrollRegion>
    </div>
  );
}
