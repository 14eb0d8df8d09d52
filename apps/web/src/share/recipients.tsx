/** Whom things can be sealed to. */
import type { ShareOverview, ShareRecipientRow } from "@creance/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { api } from "../api/client.ts";
import { Section } from "../flight/section.tsx";
import { useWords } from "../settings/use-words.ts";
import { Dialog } from "../shell/dialog.tsx";
import { NameField } from "../shell/name-field.tsx";
import { Problem } from "../shell/problem.tsx";
import { rememberedName, rememberName } from "../shell/remembered-name.ts";
import { ScrollRegion } from "../shell/scroll-region.tsx";
import watch from "../watch/watch.module.css";
import { RevokeRecipient } from "./revoke-recipient.tsx";
import styles from "./share.module.css";

/** The list, and a form to name another. */
export function Recipients(props: { readonly recipients: readonly ShareRecipientRow[]; readonly kinds: ShareOverview["recipientKinds"] }) {
  const { recipients, kinds } = props;
  const words = useWords();
  const [revoking, setRevoking] = useState<ShareRecipientRow | null>(null);
  const [isOpen, setOpen] = useState(false);
  const summary = useRef<HTMLElement>(null);
  return (
    <Section id="recipients" title="Whom things can be sealed to">
      {recipients.length === 0 ? (
        <p>
          Nobody yet. Ask the recipient for an age key: they make one with <code>age-keygen</code> and send you the line that begins with{" "}
          <code>age1</code>.
        </p>
      ) : (
        <ScrollRegion label="Recipients" className={watch["scroll"]}>
          <table className={styles["rows"]}>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Who they are</th>
                <th scope="col">Key</th>
                <th scope="col">Since</th>
                <th scope="col" data-print="no">
                  <span className="offscreen">Revoke</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {recipients.map((recipient) => (
                <tr key={recipient.id}>
                  <th scope="row">{recipient.name}</th>
                  <td>{recipient.kindWords}</td>
                  <td className={styles["key"]}>{recipient.key}</td>
                  <td>
                    {words.day(recipient.addedUs, null)}
                    {recipient.revokedUs !== null && <div className="bad">revoked {words.day(recipient.revokedUs, null)}</div>}
                  </td>
                  <td data-print="no">
                    {recipient.revokedUs === null && (
                      <button type="button" onClick={() => setRevoking(recipient)}>
                        Revoke<span className="offscreen"> {recipient.name}</span>
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      <Dialog title={revoking === null ? "" : `Revoke ${revoking.name}`} shown={revoking !== null} onClose={() => setRevoking(null)}>
        {revoking !== null && <RevokeRecipient key={revoking.id} recipient={revoking} onDone={() => setRevoking(null)} />}
      </Dialog>
      <details className={styles["more"]} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary ref={summary}>Name a recipient</summary>
        {isOpen && (
          <AddRecipient
            kinds={kinds}
            onAdded={() => {
              setOpen(false);
              summary.current?.focus();
            }}
          />
        )}
      </details>
    </Section>
  );
}

function AddRecipient({ kinds, onAdded }: { readonly kinds: ShareOverview["recipientKinds"]; readonly onAdded: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [key, setKey] = useState("");
  const [kind, setKind] = useState(kinds[0]?.word ?? "");
  const [by, setBy] = useState(rememberedName);
  const adding = useMutation({
    mutationFn: () => api.share.addRecipient({ name: name.trim(), kind, key: key.trim(), by: by.trim() }),
    onSuccess: () => {
      rememberName(by.trim());
      setName("");
      setKey("");
      void queries.invalidateQueries({ queryKey: ["share"] });
      void queries.invalidateQueries({ queryKey: ["ledger"] });
      onAdded();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!adding.isPending) adding.mutate();
  };
  return (
    <form onSubmit={submit}>
      <div className={styles["fields"]}>
        <label>
          Name
          <input type="text" required maxLength={200} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <label>
          Who they are
          <select value={kind} onChange={(event) => setKind(event.target.value)}>
            {kinds.map(({ word, title }) => (
              <option key={word} value={word}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <label className={styles["wide"]}>
          Their age key
          <input
            type="text"
            required
            maxLength={3000}
            autoComplete="off"
            spellCheck={false}
            placeholder="age1…"
            value={key}
            onChange={(event) => setKey(event.target.value)}
          />
        </label>
        <NameField value={by} onChange={setBy} />
      </div>
      <p className="soft">
        Compare the key with them over another way than the one it came by: whoever has the key’s other half reads what you share.
      </p>
      {adding.isError && <Problem error={adding.error} />}
      <button type="submit" disabled={adding.isPending}>
        Name this recipient
      </button>
    </form>
  );
}
