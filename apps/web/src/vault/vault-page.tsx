/** "Is everything still whole?": what the vault holds, and the check. */
import { formatBytes } from "@creance/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api } from "../api/client.ts";
import { vaultQuery } from "../api/queries.ts";
import { FileButtons } from "../import/file-buttons.tsx";
import { useImport } from "../import/use-import.ts";
import pageStyles from "../shell/page.module.css";
import { Problem } from "../shell/problem.tsx";
import { count, grouped } from "../words/count.ts";
import { FsckResult } from "./fsck-result.tsx";
import styles from "./vault-page.module.css";

/** The vault in numbers, the check, and more ways to fill it. */
export function VaultPage() {
  const vault = useQuery(vaultQuery);
  const check = useMutation({ mutationFn: () => api.vault.fsck() });
  const { sample } = useImport();
  if (vault.isError) return <Problem title="The vault cannot be shown" error={vault.error} onRetry={() => void vault.refetch()} />;
  const info = vault.data;
  return (
    <div className={pageStyles["page"]}>
      <div className={pageStyles["title"]}>
        <h1>Is everything still whole?</h1>
        <p className="soft">
          {info === undefined
            ? "Asking"
            : `${count(info.originals, "original")}, ${formatBytes(info.originalBytes)}, ${count(info.flights, "flight")}, ${count(info.captures, "capture")}`}
        </p>
      </div>
      <section className={pageStyles["panel"]} aria-label="Check">
        <p>The check reads every kept file again and compares it with the hash it was kept under. It changes nothing.</p>
        <div className={pageStyles["actions"]}>
          <button type="button" data-look="main" disabled={check.isPending} onClick={() => check.mutate()}>
            {check.isPending ? "Checking" : "Check everything"}
          </button>
        </div>
        {check.isError && <Problem error={check.error} />}
        {check.data !== undefined && <FsckResult result={check.data} />}
      </section>
      {info !== undefined && (
        <section className={pageStyles["panel"]} aria-label="What the vault holds">
          <dl className={styles["facts"]}>
            <dt>Folder</dt>
            <dd>
              <code>{info.path}</code>
              <div className="soft">A copy of this folder is a whole backup.</div>
            </dd>
            <dt>Sealed</dt>
            <dd>{grouped(info.sealed)} kept, waiting for their keys</dd>
            <dt>Not read</dt>
            <dd>{grouped(info.unread)} kept, of no format that Creance reads</dd>
            <dt>Keychains</dt>
            <dd>
              {info.keychains === 0
                ? "none on disk"
                : `${count(info.keychains, "keychain")} on disk, unencrypted, readable by this user only`}
            </dd>
            <dt>Writing</dt>
            <dd>{info.readOnly ? "read-only: nothing can be added" : "possible"}</dd>
            <dt>Creance</dt>
            <dd>version {info.version}</dd>
          </dl>
        </section>
      )}
      <section className={pageStyles["panel"]} aria-label="Add">
        <h2>Keep more</h2>
        <div className={pageStyles["actions"]}>
          <FileButtons />
          <button type="button" onClick={sample}>
            Load the sample operation
          </button>
        </div>
      </section>
    </div>
  );
}
