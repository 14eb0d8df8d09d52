/** What a policy file would change: flows that come, go or change, grants under which less could be shared, and its public page. */
import type { PolicyCheck } from "@creance/api";
import { Link } from "@tanstack/react-router";
import { saveText } from "../../shell/save-text.ts";
import { count } from "../../words/count.ts";
import styles from "./grants.module.css";
import { ManifestView } from "./manifest-view.tsx";
import { MissingList } from "./missing-list.tsx";

const changeWords = { added: "New", gone: "Gone", changed: "Changed" } as const;

/** The changes; nothing for a file that cannot be used. */
export function PolicyChanges({ check }: { readonly check: PolicyCheck }) {
  const { manifest, changes, grants, same, against, page } = check;
  if (manifest === null) return null;
  return (
    <>
      {!same && against !== null && (
        <>
          <h3 className={styles["part"]}>What it changes</h3>
          <ul className={styles["changes"]}>
            {changes.map(({ what, of, sentences }) => (
              <li key={`${what} ${of}`}>
                <b data-what={what}>{changeWords[what]}</b>
                <div>
                  <b>{of === "" ? "The policy itself" : of}</b>
                  {sentences.map((sentence) => (
                    <div key={sentence}>{sentence}</div>
                  ))}
                </div>
              </li>
            ))}
          </ul>
          <h3 className={styles["part"]}>What it does to grants</h3>
          {grants.length === 0 ? (
            <p>Under every grant that holds, the same could be shared as now.</p>
          ) : (
            <ul className={styles["list"]}>
              {grants.map(({ grantId, recipient, ends, missing }) => (
                <li key={grantId}>
                  <b className="bad">{ends ? "Nothing could be shared any more" : "Less could be shared"}</b> under the grant for{" "}
                  {recipient} (
                  <Link to="/share/grants" search={{ grant: grantId } as never}>
                    {grantId.slice(0, 12)}
                  </Link>
                  ).
                  <MissingList missing={missing} />
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      <details className={styles["fold"]}>
        <summary>The policy in this file ({count(manifest.flows.length, "flow")})</summary>
        <ManifestView manifest={manifest} />
      </details>
      {page !== null && (
        <p>
          <button type="button" onClick={() => saveText(page, "privacy-draft.html", "text/html")}>
            Save its public page
          </button>{" "}
          <span className="soft">Marked as a draft; one file without scripts, which any browser shows.</span>
        </p>
      )}
    </>
  );
}
