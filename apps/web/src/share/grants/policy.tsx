/** The policy in force: who answers, from when, what may go where; its public page, and the way to another one. */
import type { GrantOverview } from "@creance/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { FactList } from "../../flight/fact-list.tsx";
import { Section } from "../../flight/section.tsx";
import { useWords } from "../../settings/use-words.ts";
import { Dialog } from "../../shell/dialog.tsx";
import { NameField } from "../../shell/name-field.tsx";
import { Problem } from "../../shell/problem.tsx";
import { rememberedName, rememberName } from "../../shell/remembered-name.ts";
import { saveText } from "../../shell/save-text.ts";
import share from "../share.module.css";
import styles from "./grants.module.css";
import { LoadPolicy } from "./load-policy.tsx";
import { ManifestView } from "./manifest-view.tsx";

/** The section. */
export function Policy({ overview }: { readonly overview: GrantOverview }) {
  const { policy, damaged } = overview;
  const words = useWords();
  const [loads, setLoads] = useState(false);
  const [publishes, setPublishes] = useState(false);
  if (policy === null) {
    return (
      <Section id="policy" title="The policy">
        <p>
          {damaged === null
            ? "A policy says which data may go to whom, where, what for and for how long. Without one in force nothing leaves, whatever anybody grants. Load a file; or take the template, which lets nothing go until you write a flow."
            : "Load the policy file again, or another one: nothing is shared before."}
        </p>
        <LoadPolicy hasPolicy={false} onDone={() => undefined} />
      </Section>
    );
  }
  const { manifest, setUs } = policy;
  const { controller } = manifest;
  return (
    <Section
      id="policy"
      title="The policy in force"
      aside={
        <div className={styles["actions"]} data-print="no">
          <button type="button" onClick={() => setPublishes(true)}>
            Public page
          </button>
          <button type="button" aria-expanded={loads} onClick={() => setLoads(!loads)}>
            {loads ? "Keep this policy" : "Load another policy"}
          </button>
        </div>
      }
    >
      {loads && (
        <div className={styles["load"]}>
          <LoadPolicy hasPolicy onDone={() => setLoads(false)} />
        </div>
      )}
      <p className={styles["title"]}>{manifest.title}</p>
      <FactList
        facts={[
          ["Version", manifest.revision],
          ["Holds from", `${words.day(manifest.effectiveUs, null)}${policy.holds ? "" : ", not yet"}`],
          ["Who answers", `${controller.name} (${controller.country}), ${controller.contact}`],
          ["In force here since", words.instant(setUs, null)],
          ["SHA-256", manifest.sha256],
        ]}
      />
      <ManifestView manifest={manifest} />
      <p className={`${styles["after"]} soft`}>
        Whatever stands in no flow goes nowhere.{" "}
        <Link to="/ledger" search={{ about: manifest.sha256 } as never}>
          Its history in the ledger
        </Link>
      </p>
      <Dialog title="The public page of this policy" shown={publishes} onClose={() => setPublishes(false)}>
        <Publish />
      </Dialog>
    </Section>
  );
}

const fileTypes: Readonly<Record<string, string>> = { "index.html": "text/html", "privacy.manifest.json": "application/json" };

function Publish() {
  const queries = useQueryClient();
  const [by, setBy] = useState(rememberedName);
  const publishing = useMutation({
    mutationFn: () => api.grants.publishPolicy({ by: by.trim() }),
    onSuccess: () => {
      rememberName(by.trim());
      void queries.invalidateQueries({ queryKey: ["ledger"] });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!publishing.isPending) publishing.mutate();
  };
  if (publishing.data !== undefined) {
    return (
      <>
        <p role="status">Entered as published. Save the three files into one folder of any web server.</p>
        <div className={styles["actions"]}>
          {publishing.data.files.map(({ name, text }) => (
            <button key={name} type="button" onClick={() => saveText(text, name, fileTypes[name] ?? "text/plain")}>
              Save {name}
            </button>
          ))}
        </div>
      </>
    );
  }
  return (
    <form onSubmit={submit}>
      <p>
        Three files: the page (no scripts, nothing that is fetched), the policy’s privacy part as it is hashed, and the same signed. That
        they were made is entered in the ledger; putting them on the web is yours to do.
      </p>
      <div className={share["fields"]}>
        <NameField value={by} onChange={setBy} />
      </div>
      {publishing.isError && <Problem error={publishing.error} />}
      <button type="submit" data-look="main" disabled={publishing.isPending}>
        {publishing.isPending ? "Making the files" : "Make the files"}
      </button>
    </form>
  );
}
