/** Takes the reply to a keychain request, pasted or from a file. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api/client.ts";
import { errorSentence } from "../api/error-words.ts";
import styles from "./key-request-dialog.module.css";

const MOST_REPLY_BYTES = 4_000_000;

/** A field, a file button, and what came of it. */
export function KeyReply({ flightId, sha256 }: { readonly flightId: string; readonly sha256: string }) {
  const client = useQueryClient();
  const [reply, setReply] = useState("");
  const [tooLarge, setTooLarge] = useState(false);
  const add = useMutation({
    mutationFn: () => api.keys.add({ sha256, reply }),
    onSuccess: () => {
      for (const queryKey of [["flight", flightId], ["flights"], ["files"], ["vault"]]) {
        client.invalidateQueries({ queryKey }).catch(() => undefined);
      }
    },
  });
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setTooLarge(file.size > MOST_REPLY_BYTES);
    if (file.size <= MOST_REPLY_BYTES) setReply(await file.text());
  };
  return (
    <form
      className={styles["reply"]}
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <h2>The reply</h2>
      <label>
        Paste it here
        <textarea rows={4} value={reply} onChange={(event) => setReply(event.target.value)} spellCheck={false} />
      </label>
      <label>
        or choose the file <input type="file" onChange={(event) => void take(event.target.files?.[0])} />
      </label>
      {tooLarge && <p className="bad">The file is larger than any reply. It was not read.</p>}
      <button type="submit" data-look="main" disabled={reply.trim() === "" || add.isPending}>
        {add.isPending ? "Trying the keys" : "Open with this reply"}
      </button>
      <p role="status">{add.isError ? errorSentence(add.error) : (add.data?.sentence ?? "")}</p>
    </form>
  );
}
