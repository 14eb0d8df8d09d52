/** The form of a share: what was chosen, what is taken out, to whom, where, why, until when. */
import type { ShareMask, ShareOverview, SharePlaceRow, ShareWishInput } from "@creance/api";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api } from "../api/client.ts";
import { Section } from "../flight/section.tsx";
import { NameField } from "../shell/name-field.tsx";
import { Problem } from "../shell/problem.tsx";
import { rememberedName, rememberName } from "../shell/remembered-name.ts";
import { count } from "../words/count.ts";
import { BoxEditor } from "./boxes/box-editor.tsx";
import { ChosenThings } from "./chosen-things.tsx";
import { GrantChoice } from "./grant-choice.tsx";
import { RedactionChoices, recipeOf } from "./redaction-choices.tsx";
import styles from "./share.module.css";
import { endOfDayUs, keepDraft, keptDraft, type ShareDraft } from "./share-draft.ts";
import { chosenQuery } from "./share-queries.ts";

/** The form. `onJob` is told the job that makes the files. */
export function WishForm(props: {
  readonly overview: ShareOverview;
  readonly flights: readonly string[];
  readonly media: readonly string[];
  readonly onJob: (jobId: string) => void;
  readonly onLeaveOut: (id: string) => void;
}) {
  const { overview, flights, media, onJob } = props;
  const known = overview.recipients.filter(({ revokedUs }) => revokedUs === null);
  const [draft, setDraft] = useState<ShareDraft>(() => keptDraft(Date.now()));
  const [by, setBy] = useState(rememberedName);
  const [painting, setPainting] = useState<string | null>(null);
  const set = (part: Partial<ShareDraft>): void =>
    setDraft((now) => {
      const next = { ...now, ...part };
      keepDraft(next);
      return next;
    });
  const chosen = useQuery(chosenQuery(flights, media));
  const place = overview.places.find(({ id }) => id === draft.place) ?? overview.places[0];
  const isServer = place?.kind === "nodeodm";
  const recipients = isServer
    ? []
    : (draft.recipients ?? (known.length === 1 ? known.map(({ key }) => key) : [])).filter((key) => known.some((one) => one.key === key));
  const allowed = allowedPurposes(overview, { place, isServer, recipients });
  const purposes = overview.purposes.toSorted((a, b) => Number(allowed.includes(b.word)) - Number(allowed.includes(a.word)));
  const purpose = purposes.find(({ word }) => word === draft.purpose)?.word ?? purposes[0]?.word ?? "";
  const { masks, form, redactions, claims, facesChecked, reason, until, grantId } = draft;
  const preparing = useMutation({
    mutationFn: (wish: ShareWishInput) => api.share.prepare(wish),
    onSuccess: (job) => {
      rememberName(by.trim());
      onJob(job.jobId);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (preparing.isPending) return;
    preparing.mutate({
      flights: [...flights],
      media: media.map((sha256) => ({ sha256, masks: [...(masks[sha256] ?? [])] })),
      form,
      destination: place?.id ?? "",
      recipients,
      purpose,
      reason: reason.trim(),
      untilUs: endOfDayUs(until) ?? 0,
      recipe: recipeOf(redactions),
      grantId,
      claims,
      facesChecked,
      by: by.trim(),
    });
  };
  const painted = chosen.data?.media.find(({ sha256 }) => sha256 === painting);
  const boxes = media.reduce((sum, sha256) => sum + (masks[sha256]?.length ?? 0), 0);
  const originals =
    media.length + (form === "original" ? (chosen.data?.flights ?? []).reduce((sum, { files }) => sum + files, 0) : flights.length);
  const lacks = [
    ...(place === undefined ? ["a place"] : []),
    ...(isServer || recipients.length > 0 ? [] : ["somebody to seal it to"]),
    ...(grantId === null && originals > overview.grantOriginals
      ? [`fewer files: one grant is for at most ${overview.grantOriginals} originals, and these are ${originals}. Share them in parts`]
      : []),
    ...(isServer && flights.length > 0 ? ["only pictures: a map server takes no flights, leave them out"] : []),
  ];
  return (
    <form onSubmit={submit}>
      <Section id="chosen" title="What was chosen">
        {chosen.isError && <Problem error={chosen.error} onRetry={() => void chosen.refetch()} />}
        {chosen.data !== undefined && (
          <ChosenThings
            chosen={chosen.data}
            masks={masks}
            painting={painting}
            onPaint={(sha256) => setPainting(sha256 === painting ? null : sha256)}
            onLeaveOut={(id) => {
              if (id === painting) setPainting(null);
              props.onLeaveOut(id);
            }}
          />
        )}
        {flights.length > 0 && (
          <div className={styles["fields"]}>
            <label>
              Flights leave as
              <select value={form} onChange={(event) => set({ form: event.target.value as ShareDraft["form"] })}>
                <option value="gpx">track, GPX</option>
                <option value="kml">track, KML</option>
                <option value="geojson">track, GeoJSON</option>
                <option value="csv">every row, CSV</option>
                <option value="json">every row, JSON</option>
                <option value="original">the record as the app wrote it</option>
              </select>
            </label>
          </div>
        )}
      </Section>
      {painted !== undefined && (
        <BoxEditor
          key={painted.sha256}
          item={painted}
          masks={masks[painted.sha256] ?? []}
          onChange={(next: readonly ShareMask[]) => set({ masks: { ...masks, [painted.sha256]: next } })}
          onClose={() => setPainting(null)}
        />
      )}
      <Section id="what" title="What is taken out">
        <RedactionChoices value={redactions} onChange={(next) => set({ redactions: next })} />
        {boxes > 0 && <p>{count(boxes, "box", "boxes")} of solid black will be painted.</p>}
        {isServer && redactions.positions !== "keep" && (
          <p className="bad">A map server places the map by the positions in the pictures: without them it stands nowhere.</p>
        )}
        {media.length > 0 && (
          <label className={styles["checked"]}>
            <input type="checkbox" checked={claims} onChange={(event) => set({ claims: event.target.checked })} />
            <span>
              Put a signed claim of what was done into redacted pictures (C2PA).{" "}
              <span className="soft">It shows that two pictures come from one vault: off unless you need it.</span>
            </span>
          </label>
        )}
        {media.length > 0 && (
          <label className={styles["checked"]}>
            <input type="checkbox" checked={facesChecked} onChange={(event) => set({ facesChecked: event.target.checked })} />I looked at
            every picture and clip: nobody in them can be told apart
          </label>
        )}
      </Section>
      <Section id="where" title="To whom, where, why, until when">
        <div className={styles["fields"]}>
          <label>
            Where
            <select required value={place?.id ?? ""} onChange={(event) => set({ place: event.target.value })}>
              {overview.places.map(({ id, title, kind, region, country }) => (
                <option key={id} value={id}>
                  {title} ({kind === "nodeodm" ? "map server, " : ""}
                  {region}, {country})
                </option>
              ))}
            </select>
          </label>
          <label>
            What for
            <select required value={purpose} onChange={(event) => set({ purpose: event.target.value })}>
              {purposes.map(({ word, title }) => (
                <option key={word} value={word}>
                  {title}
                  {allowed.length > 0 && !allowed.includes(word) && " (not in the policy)"}
                </option>
              ))}
            </select>
          </label>
          <label>
            Until
            <input type="date" required value={until} onChange={(event) => set({ until: event.target.value })} />
          </label>
          <label className={styles["wide"]}>
            Why, in your words
            <input
              type="text"
              required
              maxLength={500}
              autoComplete="off"
              value={reason}
              onChange={(event) => set({ reason: event.target.value })}
            />
          </label>
          <NameField value={by} onChange={setBy} />
        </div>
        {isServer ? (
          <p>
            <b>This server reads the pictures themselves: nothing is encrypted for anybody.</b> The policy must name it as one that reads.
            What it makes of them comes back and is kept here; then it is told to forget them, which is its word alone.
          </p>
        ) : (
          <fieldset className={styles["choices"]}>
            <legend>Sealed to</legend>
            {known.map(({ key, name, kindWords }) => (
              <label key={key}>
                <input
                  type="checkbox"
                  checked={recipients.includes(key)}
                  onChange={(event) =>
                    set({ recipients: event.target.checked ? [...recipients, key] : recipients.filter((other) => other !== key) })
                  }
                />
                <span>
                  {name} <span className="soft">({kindWords})</span>
                </span>
              </label>
            ))}
            <Link to="/share" hash="recipients">
              Name another recipient
            </Link>
          </fieldset>
        )}
        <GrantChoice
          asked={{ flights, media, form, destination: place?.id ?? "", recipients, purpose }}
          isEarly={place === undefined || (!isServer && recipients.length === 0)}
          value={grantId}
          onChange={(next) => set({ grantId: next })}
        />
        {preparing.isError && <Problem error={preparing.error} />}
        <button type="submit" data-look="main" disabled={preparing.isPending || lacks.length > 0}>
          Make the files and show them
        </button>{" "}
        <span className="soft">{lacks.length > 0 ? `It needs ${lacks.join(", ")}.` : "Nothing is sent by this."}</span>
      </Section>
    </form>
  );
}

/** What the policy lets these recipients have data for; empty while nobody is chosen. */
function allowedPurposes(
  { recipientKinds, recipients: known }: ShareOverview,
  chosen: { readonly place: SharePlaceRow | undefined; readonly isServer: boolean; readonly recipients: readonly string[] },
): readonly string[] {
  const kinds = chosen.isServer
    ? [chosen.place?.heldByKind]
    : known.filter(({ key }) => chosen.recipients.includes(key)).map(({ kind }) => kind);
  return recipientKinds.filter(({ word }) => kinds.includes(word)).flatMap(({ purposes }) => purposes);
}
