/** A request is entered: who asks, on what basis, for what, by when, with its papers. */
import type { RequestOverview } from "@creance/api";
import { formatBytes } from "@creance/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { Dialog } from "../../shell/dialog.tsx";
import { NameField } from "../../shell/name-field.tsx";
import { Problem } from "../../shell/problem.tsx";
import { rememberedName, rememberName } from "../../shell/remembered-name.ts";
import { dayText, dueUsOf, receivedUsOf } from "./request-days.ts";
import styles from "./requests.module.css";
import { MOST_PAPERS, papersFault, uploadPapers } from "./upload-papers.ts";

type Bases = RequestOverview["bases"];

/** The dialog; closed it shows nothing. */
export function NewRequestDialog(props: {
  readonly shown: boolean;
  readonly bases: Bases;
  readonly onClose: () => void;
  readonly onEntered: (requestId: string) => void;
}) {
  return (
    <Dialog title="Enter a request for data" shown={props.shown} onClose={props.onClose}>
      <NewRequestForm bases={props.bases} onClose={props.onClose} onEntered={props.onEntered} />
    </Dialog>
  );
}

interface Fields {
  readonly asker: string;
  readonly reference: string;
  readonly basis: string;
  readonly scope: string;
  readonly received: string;
  readonly due: string;
  readonly notes: string;
  readonly by: string;
}

function NewRequestForm(props: { readonly bases: Bases; readonly onClose: () => void; readonly onEntered: (requestId: string) => void }) {
  const queries = useQueryClient();
  const [fields, setFields] = useState<Fields>(() => ({
    asker: "",
    reference: "",
    basis: "",
    scope: "",
    received: dayText(Date.now()),
    due: "",
    notes: "",
    by: rememberedName(),
  }));
  const [files, setFiles] = useState<readonly File[]>([]);
  const set = (part: Partial<Fields>): void => setFields({ ...fields, ...part });
  const fault = papersFault(files);
  const entering = useMutation({
    mutationFn: async () => {
      const papers = await uploadPapers(files, { fetch: (...asked) => fetch(...asked) });
      const { asker, reference, basis, scope, received, due, notes, by } = fields;
      return api.requests.add({
        asker: asker.trim(),
        reference: orNull(reference),
        basis: basis as Parameters<typeof api.requests.add>[0]["basis"],
        scope: scope.trim(),
        receivedUs: receivedUsOf(received) ?? 0,
        dueUs: due === "" ? null : dueUsOf(due),
        notes: orNull(notes),
        papers: [...papers],
        by: by.trim(),
      });
    },
    onSuccess: ({ row }) => {
      rememberName(fields.by.trim());
      void queries.invalidateQueries({ queryKey: ["requests"] });
      void queries.invalidateQueries({ queryKey: ["ledger"] });
      props.onEntered(row.requestId);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!entering.isPending) entering.mutate();
  };
  return (
    <form className={styles["form"]} onSubmit={submit}>
      <div className={styles["fields"]}>
        <label>
          Who asks
          <input
            type="text"
            required
            maxLength={500}
            autoComplete="off"
            value={fields.asker}
            onChange={(event) => set({ asker: event.target.value })}
          />
        </label>
        <label>
          On what basis
          <select required value={fields.basis} onChange={(event) => set({ basis: event.target.value })}>
            <option value="">choose</option>
            {props.bases.map(({ word, title }) => (
              <option key={word} value={word}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <label>
          Their reference, if any
          <input
            type="text"
            maxLength={500}
            autoComplete="off"
            value={fields.reference}
            onChange={(event) => set({ reference: event.target.value })}
          />
        </label>
        <label>
          Received on (day, UTC)
          <input
            type="date"
            required
            max={dayText(Date.now())}
            value={fields.received}
            onChange={(event) => set({ received: event.target.value })}
          />
        </label>
        <label>
          Answer due on, if said
          <input type="date" min={fields.received} value={fields.due} onChange={(event) => set({ due: event.target.value })} />
        </label>
        <NameField value={fields.by} onChange={(by) => set({ by })} />
        <label className={styles["wide"]}>
          What they ask for
          <textarea rows={3} required maxLength={5000} value={fields.scope} onChange={(event) => set({ scope: event.target.value })} />
        </label>
        <label className={styles["wide"]}>
          What else is to be known
          <textarea rows={2} maxLength={5000} value={fields.notes} onChange={(event) => set({ notes: event.target.value })} />
        </label>
        <label className={styles["wide"]}>
          Papers: the letter, the warrant (at most {MOST_PAPERS})
          <input type="file" multiple onChange={(event) => setFiles([...(event.target.files ?? [])])} />
        </label>
      </div>
      {files.length > 0 && (
        <ul className={styles["papers"]}>
          {files.map((file) => (
            <li key={`${file.name} ${file.size}`}>
              {file.name} <span className="soft">{formatBytes(file.size)}</span>
            </li>
          ))}
        </ul>
      )}
      {fault !== null && <p className="bad">{fault}</p>}
      <p className="soft">Papers are kept in the vault as originals. Nothing is sent anywhere and nothing is given out by this.</p>
      {entering.isError && <Problem error={entering.error} />}
      <div className={styles["buttons"]}>
        <button
          type="submit"
          data-look="main"
          disabled={
            entering.isPending || fault !== null || fields.asker.trim() === "" || fields.scope.trim() === "" || fields.by.trim() === ""
          }
        >
          {entering.isPending ? (files.length > 0 ? "Keeping the papers" : "Entering") : "Enter it"}
        </button>
        <button type="button" onClick={props.onClose}>
          Leave it
        </button>
      </div>
    </form>
  );
}

function orNull(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}
