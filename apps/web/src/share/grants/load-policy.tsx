/** A policy file on its way into force: loaded, checked, compared with the one in force, then put in force under a name. */
import type { PolicyCheck } from "@creance/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { NameField } from "../../shell/name-field.tsx";
import { Problem } from "../../shell/problem.tsx";
import { rememberedName, rememberName } from "../../shell/remembered-name.ts";
import { saveText } from "../../shell/save-text.ts";
import share from "../share.module.css";
import styles from "./grants.module.css";
import { PolicyChanges } from "./policy-changes.tsx";

/** As in the contract. */
const MOST_POLICY_CHARS = 1_000_000;

/** Where a file is loaded, dropped or pasted. */
export function LoadPolicy({ hasPolicy, onDone }: { readonly hasPolicy: boolean; readonly onDone: () => void }) {
  const [text, setText] = useState("");
  const [tooLarge, setTooLarge] = useState(false);
  const [over, setOver] = useState(false);
  const checking = useMutation({ mutationFn: (asked: string) => api.grants.checkPolicy({ text: asked }) });
  const fetching = useMutation({
    mutationFn: (which: "template" | "in-force") => api.grants.policyFile({ which }),
    onSuccess: (file) => write(file.text),
  });
  const write = (next: string): void => {
    checking.reset();
    setTooLarge(false);
    setText(next);
  };
  const load = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    if (file.size > MOST_POLICY_CHARS) {
      checking.reset();
      setTooLarge(true);
      return;
    }
    const read = await file.text();
    write(read);
    if (read.trim() !== "") checking.mutate(read);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void load(event.dataTransfer.files[0]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way of three; the field and the button take a file by keyboard
    <div
      className={styles["drop"]}
      data-over={over ? "yes" : "no"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className={styles["actions"]}>
        <label className={styles["file"]}>
          Load a policy file
          <input
            type="file"
            accept=".yaml,.yml,.json,.note,.txt"
            onChange={(event) => {
              void load(event.target.files?.[0]);
              event.target.value = "";
            }}
          />
        </label>
        <button type="button" disabled={fetching.isPending} onClick={() => fetching.mutate("template")}>
          Start from the template
        </button>
        {hasPolicy && (
          <button type="button" disabled={fetching.isPending} onClick={() => fetching.mutate("in-force")}>
            Start from the one in force
          </button>
        )}
        {text !== "" && (
          <button type="button" onClick={() => saveText(text, "policy.yaml", "application/yaml")}>
            Save this text
          </button>
        )}
      </div>
      <label className={styles["text"]}>
        Or drop it here, or write it (docs/guide/policy.md)
        <textarea
          rows={text === "" ? 4 : 14}
          maxLength={MOST_POLICY_CHARS}
          spellCheck={false}
          value={text}
          onChange={(event) => write(event.target.value)}
        />
      </label>
      {tooLarge && <p className="bad">This file is larger than a policy can be (1 MB). Nothing was changed.</p>}
      {fetching.isError && <Problem error={fetching.error} />}
      {checking.isError && <Problem error={checking.error} />}
      {checking.data === undefined ? (
        <p>
          <button type="button" data-look="main" disabled={text.trim() === "" || checking.isPending} onClick={() => checking.mutate(text)}>
            {checking.isPending ? "Checking" : "Check it"}
          </button>{" "}
          <span className="soft">Nothing is changed by this.</span>
        </p>
      ) : (
        <Checked check={checking.data} text={text} onDone={onDone} />
      )}
    </div>
  );
}

function Checked({ check, text, onDone }: { readonly check: PolicyCheck; readonly text: string; readonly onDone: () => void }) {
  return (
    <div className={styles["checked"]}>
      <p role="status" className={check.ok ? styles["good"] : "bad"}>
        {check.sentence}
      </p>
      {check.problems.length > 0 && (
        <ol className={styles["problems"]}>
          {check.problems.map(({ line, column, path, sentence }) => (
            <li key={`${line} ${column} ${sentence}`}>
              <b>
                Line {line}, column {column}
              </b>{" "}
              {path !== "" && <code>{path}</code>} {sentence}
            </li>
          ))}
        </ol>
      )}
      <PolicyChanges check={check} />
      {check.ok && !check.same && <PutInForce check={check} text={text} onDone={onDone} />}
    </div>
  );
}

function PutInForce({ check, text, onDone }: { readonly check: PolicyCheck; readonly text: string; readonly onDone: () => void }) {
  const queries = useQueryClient();
  const [by, setBy] = useState(rememberedName);
  const setting = useMutation({
    mutationFn: () => api.grants.setPolicy({ text, sha256: check.manifest?.sha256 ?? "", against: check.against, by: by.trim() }),
    onSuccess: async () => {
      rememberName(by.trim());
      await queries.invalidateQueries({ queryKey: ["grants"] });
      void queries.invalidateQueries({ queryKey: ["share"] });
      void queries.invalidateQueries({ queryKey: ["ledger"] });
      onDone();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!setting.isPending) setting.mutate();
  };
  return (
    <form onSubmit={submit}>
      <p className="soft">
        Signed with the vault’s key and entered in the ledger. From then on every share is decided by it; what was shared before stays where
        it lies. Another policy can be put in force at any time.
      </p>
      <div className={share["fields"]}>
        <NameField value={by} onChange={setBy} />
      </div>
      {setting.isError && <Problem error={setting.error} />}
      <button type="submit" data-look="main" disabled={setting.isPending}>
        {setting.isPending ? "Signing" : "Put in force"}
      </button>
    </form>
  );
}
