/** The files are written: as an archive that the browser saves, or into a folder of this machine. */
import type { PublicPagePreview, PublicPageSettings } from "@creance/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { NameField } from "../../shell/name-field.tsx";
import { Problem } from "../../shell/problem.tsx";
import { rememberedName, rememberName } from "../../shell/remembered-name.ts";
import { saveBlob } from "../../shell/save-blob.ts";
import { fetchArchive } from "./fetch-archive.ts";
import styles from "./publish.module.css";

type Way = "archive" | "folder";

/** The form. Only the page that was looked at is written. */
export function WriteForm({ settings, preview }: { readonly settings: PublicPageSettings; readonly preview: PublicPagePreview }) {
  const queries = useQueryClient();
  const [way, setWay] = useState<Way>("archive");
  const [folder, setFolder] = useState("");
  const [by, setBy] = useState(rememberedName);
  const writing = useMutation({
    mutationFn: async (): Promise<string> => {
      const asked = { settings, pageSha256: preview.pageSha256, by: by.trim() };
      if (way === "folder") return (await api.publish.write({ ...asked, folder: folder.trim() })).sentence;
      saveBlob(await fetchArchive(asked, { fetch: (...call) => fetch(...call) }), "public-page.zip");
      return "The archive was handed to this browser. Nothing was uploaded.";
    },
    onSuccess: () => {
      rememberName(by.trim());
      void queries.invalidateQueries({ queryKey: ["ledger"] });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!writing.isPending) writing.mutate();
  };
  return (
    <form onSubmit={submit}>
      <h3 className={styles["head"]}>Write the files</h3>
      <p>That they were written is entered in the ledger, with the hash above. Nothing is uploaded: any web server can host them.</p>
      <fieldset className={styles["buttons"]}>
        <legend className="offscreen">Where to</legend>
        <button type="button" aria-pressed={way === "archive"} onClick={() => setWay("archive")}>
          As an archive
        </button>
        <button type="button" aria-pressed={way === "folder"} onClick={() => setWay("folder")}>
          Into a folder of this machine
        </button>
      </fieldset>
      <div className={styles["fields"]}>
        {way === "folder" && (
          <label className={styles["wide"]}>
            Folder: new, empty, or with an earlier page
            <input
              type="text"
              required
              maxLength={4096}
              placeholder="/srv/www/drones"
              spellCheck={false}
              autoComplete="off"
              value={folder}
              onChange={(event) => setFolder(event.target.value)}
            />
          </label>
        )}
        <NameField value={by} onChange={setBy} />
      </div>
      {writing.isError && <Problem error={writing.error} />}
      <div className={styles["buttons"]}>
        <button
          type="submit"
          data-look="main"
          disabled={!preview.leaks.ok || writing.isPending || by.trim() === "" || (way === "folder" && folder.trim() === "")}
        >
          {writing.isPending ? "Writing" : "Write the files"}
        </button>
        <span className="soft" role="status">
          {preview.leaks.ok ? (writing.data ?? "") : "It holds what must not be public, and is not written."}
        </span>
      </div>
    </form>
  );
}
