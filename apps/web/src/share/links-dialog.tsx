/** Links for recipients: who has one fetches the encrypted file without keys to the bucket, until a time. */
import type { ShareLinkRow, ShareRow } from "@creance/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../api/client.ts";
import { useWords } from "../settings/use-words.ts";
import { Dialog } from "../shell/dialog.tsx";
import { NameField } from "../shell/name-field.tsx";
import { Problem } from "../shell/problem.tsx";
import { rememberedName, rememberName } from "../shell/remembered-name.ts";
import { count } from "../words/count.ts";
import styles from "./share.module.css";

const spans = [
  [24, "a day"],
  [72, "three days"],
  [168, "a week"],
] as const;

/** The dialog; closed it shows nothing. */
export function LinksDialog({ share, onClose }: { readonly share: ShareRow | null; readonly onClose: () => void }) {
  return (
    <Dialog title="Links for the recipients" shown={share !== null} onClose={onClose}>
      {share !== null && <LinksForm key={share.shareId} share={share} />}
    </Dialog>
  );
}

function LinksForm({ share }: { readonly share: ShareRow }) {
  const queries = useQueryClient();
  const [hours, setHours] = useState<number>(24);
  const [by, setBy] = useState(rememberedName);
  const making = useMutation({
    mutationFn: () => api.share.links({ shareId: share.shareId, hours, by: by.trim() }),
    onSuccess: () => {
      rememberName(by.trim());
      void queries.invalidateQueries({ queryKey: ["ledger"] });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!making.isPending) making.mutate();
  };
  if (making.data !== undefined) return <Links links={making.data} />;
  return (
    <form onSubmit={submit}>
      <p>
        One link for each of {count(share.items.length, "file")}. Whoever has a link can fetch the encrypted file; only{" "}
        {share.recipients.join(", ") || "its recipients"} can read it. A link cannot be called back: it ends at its time, or when the share
        is taken back and the file is gone. Nothing connects by making them; that they were made is entered.
      </p>
      <div className={styles["fields"]}>
        <label>
          For
          <select value={hours} onChange={(event) => setHours(Number(event.target.value))}>
            {spans.map(([value, word]) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
          </select>
        </label>
        <NameField value={by} onChange={setBy} />
      </div>
      {making.isError && <Problem error={making.error} />}
      <button type="submit" data-look="main" disabled={making.isPending}>
        Make the links
      </button>
    </form>
  );
}

function Links({ links }: { readonly links: readonly ShareLinkRow[] }) {
  const words = useWords();
  const [copied, setCopied] = useState<string | null>(null);
  const copy = (text: string, what: string): void => {
    void navigator.clipboard.writeText(text).then(
      () => setCopied(`Copied: ${what}.`),
      () => setCopied("The browser does not let this page copy: mark the text instead."),
    );
  };
  return (
    <>
      <p>
        {count(links.length, "link")}, until {words.instant(links[0]?.untilUs ?? null, null)}. They are not kept here: copy them now.
      </p>
      <p>
        <button type="button" data-look="main" onClick={() => copy(links.map(({ url }) => url).join("\n"), "all of them")}>
          Copy all
        </button>{" "}
        <span role="status" className="soft">
          {copied}
        </span>
      </p>
      <ul className={styles["linked"]}>
        {links.map(({ name, url }) => (
          <li key={url}>
            {name}{" "}
            <button type="button" data-look="text" onClick={() => copy(url, name)}>
              Copy<span className="offscreen"> the link of {name}</span>
            </button>
            <code>{url}</code>
          </li>
        ))}
      </ul>
    </>
  );
}
