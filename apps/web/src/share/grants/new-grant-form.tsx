/** The form of a new grant, and the grant that it would be. */
import type { GrantDraft, GrantOverview, PolicyFlow, ShareOverview } from "@creance/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { Section } from "../../flight/section.tsx";
import { NameField } from "../../shell/name-field.tsx";
import { Problem } from "../../shell/problem.tsx";
import { rememberedName, rememberName } from "../../shell/remembered-name.ts";
import shareStyles from "../share.module.css";
import { Choices } from "./choices.tsx";
import { DataFields, FlowFields } from "./flow-fields.tsx";
import { GrantFacts } from "./grant-facts.tsx";
import { formFault, type GrantForm, underFlow, wishOf } from "./grant-form.ts";
import styles from "./grants.module.css";
import { MissingList } from "./missing-list.tsx";
import { RecipientFields } from "./recipient-fields.tsx";
import { ScopeFields } from "./scope-fields.tsx";

const DAY_MS = 86_400_000;

/** The form. */
export function NewGrantForm(props: {
  readonly overview: GrantOverview;
  readonly flows: readonly PolicyFlow[];
  readonly share: ShareOverview;
  readonly things: string;
}) {
  const { overview, flows, share, things } = props;
  const [form, setForm] = useState<GrantForm>(() => startingForm(flows, share, things));
  const drafting = useMutation({ mutationFn: () => api.grants.draft(wishOf(form)) });
  const flow = flows.find(({ id }) => id === form.flowId);
  const fault = formFault(form);
  const change = (part: Partial<GrantForm>): void => {
    drafting.reset();
    setForm({ ...form, ...part });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (drafting.isPending || fault !== null) return;
    rememberName(form.by.trim());
    drafting.mutate();
  };
  const words = drafting.data?.words ?? null;
  if (words !== null && drafting.data !== undefined) {
    return <Drafted draft={drafting.data} words={words} by={form.by.trim()} onBack={() => drafting.reset()} />;
  }
  return (
    <form onSubmit={submit}>
      <Section id="flow" title="Under which flow of the policy">
        <FlowFields
          flows={flows}
          chosen={form.flowId}
          onChoose={(next) => change({ ...underFlow(form, next), recipientId: firstRecipient(next, share) })}
        />
      </Section>
      {flow !== undefined && (
        <>
          <Section id="whom" title="To whom">
            <RecipientFields form={form} flow={flow} recipients={share.recipients} onChange={change} />
          </Section>
          <Section id="what" title="What">
            <ScopeFields form={form} overview={overview} onChange={change} />
            <DataFields form={form} flow={flow} classes={overview.classes} onChange={change} />
          </Section>
          <Section id="why" title="What for, where, until when">
            <Choices legend="What for" words={flow.purposes} chosen={form.purposes} onChange={(purposes) => change({ purposes })} />
            <Places share={share} form={form} onChange={change} />
            {flow.regions.length > 1 && (
              <Choices
                legend="Only where it lies in these (none chosen: all of them)"
                words={flow.regions.map((region) => ({ word: region, title: region }))}
                chosen={form.regions}
                onChange={(regions) => change({ regions })}
              />
            )}
            <Terms form={form} flow={flow} onChange={change} />
            {drafting.isError && <Problem error={drafting.error} />}
            {drafting.data !== undefined && (
              <div role="alert" className={styles["refusal"]}>
                <p className="bad">{drafting.data.sentence}</p>
                <MissingList missing={drafting.data.missing} />
              </div>
            )}
            <button type="submit" data-look="main" disabled={drafting.isPending || fault !== null}>
              {drafting.isPending ? "Asking the policy" : "Show the grant"}
            </button>{" "}
            <span className="soft">{fault ?? "Nothing is signed by this."}</span>
          </Section>
        </>
      )}
    </form>
  );
}

function Places(props: { readonly share: ShareOverview; readonly form: GrantForm; readonly onChange: (part: Partial<GrantForm>) => void }) {
  const { share, form, onChange } = props;
  return (
    <Choices
      legend="Where it may go"
      words={share.places.map(({ id, title, region, country }) => ({ word: id, title: `${title} (${region}, ${country})` }))}
      chosen={form.destinations}
      onChange={(destinations) => onChange({ destinations })}
    >
      {share.places.length === 0 && (
        <p>
          No place is named yet: <Link to="/share">name one</Link> first.
        </p>
      )}
    </Choices>
  );
}

function Terms(props: { readonly form: GrantForm; readonly flow: PolicyFlow; readonly onChange: (part: Partial<GrantForm>) => void }) {
  const { form, flow, onChange } = props;
  return (
    <div className={shareStyles["fields"]}>
      <label>
        From (empty: now)
        <input type="date" value={form.from} onChange={(event) => onChange({ from: event.target.value })} />
      </label>
      <label>
        Until the end of (UTC)
        <input type="date" required value={form.until} onChange={(event) => onChange({ until: event.target.value })} />
      </label>
      <label>
        They may keep it for
        <input
          type="text"
          maxLength={40}
          autoComplete="off"
          placeholder={flow.keep}
          value={form.keep}
          onChange={(event) => onChange({ keep: event.target.value })}
        />
      </label>
      <label className={shareStyles["wide"]}>
        Why, in your words
        <input
          type="text"
          required
          maxLength={1000}
          autoComplete="off"
          value={form.why}
          onChange={(event) => onChange({ why: event.target.value })}
        />
      </label>
      <NameField value={form.by} onChange={(by) => onChange({ by })} />
      <label>
        Who gives it (empty: you)
        <input
          type="text"
          maxLength={200}
          autoComplete="off"
          value={form.giver}
          onChange={(event) => onChange({ giver: event.target.value })}
        />
      </label>
      <label>
        How to reach who gives it (may stay empty)
        <input
          type="text"
          maxLength={200}
          autoComplete="off"
          value={form.giverContact}
          onChange={(event) => onChange({ giverContact: event.target.value })}
        />
      </label>
    </div>
  );
}

function Drafted(props: {
  readonly draft: GrantDraft;
  readonly words: NonNullable<GrantDraft["words"]>;
  readonly by: string;
  readonly onBack: () => void;
}) {
  const { draft, words, by, onBack } = props;
  const queries = useQueryClient();
  const navigate = useNavigate();
  const signing = useMutation({
    mutationFn: () => api.grants.make({ grantId: words.grantId, by }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["grants"] });
      void queries.invalidateQueries({ queryKey: ["ledger"] });
      await navigate({ to: "/share/grants", search: { grant: words.grantId } as never });
    },
  });
  return (
    <Section id="draft" title="What would be signed">
      <p
        ref={(shown) => shown?.focus()}
        tabIndex={-1}
        role="status"
        className={`${styles["answer"]} ${draft.missing.length === 0 ? styles["good"] : "bad"}`}
      >
        {draft.sentence}
      </p>
      <GrantFacts grant={words} />
      {signing.isError && <Problem error={signing.error} />}
      <p className={styles["after"]}>
        <button type="button" data-look="main" disabled={signing.isPending} onClick={() => signing.mutate()}>
          {signing.isPending ? "Signing" : draft.missing.length === 0 ? "Sign and enter it" : "Sign and enter it all the same"}
        </button>{" "}
        <button type="button" onClick={onBack}>
          Change it
        </button>{" "}
        <span className="soft">Signed with the vault’s key; {by} stands in the ledger behind a salted hash. It can be taken back.</span>
      </p>
    </Section>
  );
}

function startingForm(flows: readonly PolicyFlow[], share: ShareOverview, things: string): GrantForm {
  const [flow] = flows;
  const empty: GrantForm = {
    flowId: "",
    recipientId: "",
    newName: "",
    newKind: "",
    newKeys: "",
    contact: "",
    data: [],
    redact: [],
    purposes: [],
    why: "",
    regions: [],
    destinations: share.places.length === 1 ? share.places.map(({ id }) => id) : [],
    from: "",
    until: new Date(Date.now() + 30 * DAY_MS).toISOString().slice(0, 10),
    keep: "",
    isStanding: false,
    picked: new Map(),
    things: things.split(",").join("\n"),
    kinds: [],
    aircraft: "",
    every: "day",
    at: "02:00",
    by: rememberedName(),
    giver: "",
    giverContact: "",
  };
  return flow === undefined ? empty : { ...underFlow(empty, flow), recipientId: firstRecipient(flow, share) };
}

/** A recipient of a kind that the flow goes to; empty: there is none. */
function firstRecipient(flow: PolicyFlow, share: ShareOverview): string {
  return share.recipients.find(({ kind, revokedUs }) => revokedUs === null && flow.to.some(({ word }) => word === kind))?.id ?? "";
}
