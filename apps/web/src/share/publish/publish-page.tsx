/** "What would the public see?" */
import type { PublicPageSettings } from "@creance/api";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { api } from "../../api/client.ts";
import { publicFlightsQuery, publishStartQuery } from "../../api/queries.ts";
import { Section } from "../../flight/section.tsx";
import { Problem } from "../../shell/problem.tsx";
import watch from "../../watch/watch.module.css";
import { ShareTabs } from "../share-tabs.tsx";
import { keepSettings, keptSettings, settingsFault } from "./kept-settings.ts";
import { PreviewView } from "./preview-view.tsx";
import { PublicFlights } from "./public-flights.tsx";
import styles from "./publish.module.css";
import type { PublishSearch } from "./publish-search.ts";
import { SettingsForm } from "./settings-form.tsx";
import { standingSentence } from "./standing-words.ts";

/** The page. */
export function PublishPage() {
  const start = useQuery(publishStartQuery);
  return (
    <div className={watch["page"]}>
      <ShareTabs />
      <h1>What would the public see?</h1>
      {start.isError && <Problem title="The public page cannot be shown" error={start.error} onRetry={() => void start.refetch()} />}
      {start.data === undefined ? (
        !start.isError && <p role="status">Asking</p>
      ) : (
        <Publishing template={start.data.template} purposes={start.data.purposes} />
      )}
    </div>
  );
}

const storage = (): Storage | null => (typeof localStorage === "undefined" ? null : localStorage);

function Publishing(props: {
  readonly template: PublicPageSettings;
  readonly purposes: readonly { readonly word: string; readonly title: string }[];
}) {
  const view = useSearch({ from: "/share/publish" });
  const navigate = useNavigate();
  const [settings, setSettings] = useState(() => keptSettings(storage(), props.template));
  const first = useQuery(publicFlightsQuery(settings.delayHours, view.standing, 0));
  const fault = settingsFault(settings);
  // What was looked at, with the settings it was made from: anything that changes it takes it away.
  const looking = useMutation({
    mutationFn: async (asked: PublicPageSettings) => ({ settings: asked, preview: await api.publish.preview({ settings: asked }) }),
  });
  const change = useCallback(
    (part: Partial<Record<keyof PublishSearch, string>>) => {
      navigate({
        to: "/share/publish",
        search: ((now: PublishSearch) => ({ ...now, ...part })) as never,
        replace: true,
        resetScroll: false,
      }).catch(() => undefined);
    },
    [navigate],
  );
  return (
    <>
      <div className={watch["answer"]}>
        <span role="status">{first.data === undefined ? "Asking" : standingSentence(first.data.counts)}</span>
        <span>Nothing is public by this page and nothing is uploaded: it writes files, and you put them on a web server, or do not.</span>
      </div>
      <PublicFlights
        delayHours={settings.delayHours}
        purposes={props.purposes}
        view={view}
        change={change}
        onChanged={() => looking.reset()}
      />
      <Section id="settings" title="What the page says, and how coarse it is">
        <SettingsForm
          settings={settings}
          onChange={(next) => {
            setSettings(next);
            keepSettings(storage(), next);
            looking.reset();
          }}
        />
      </Section>
      <Section id="preview" title="Exactly what would be public">
        <p>
          The page is made on this machine and searched for every true position, serial number, name, note and file name of the flights that
          it shows. One find, and it is not written.
        </p>
        <p className={styles["buttons"]}>
          <button type="button" data-look="main" disabled={looking.isPending || fault !== null} onClick={() => looking.mutate(settings)}>
            {looking.isPending ? "Making it" : looking.data === undefined ? "Make it and look at it" : "Make it again"}
          </button>
        </p>
        {fault !== null && <p className="bad">{fault}</p>}
        {looking.isError && <Problem error={looking.error} />}
        {looking.data !== undefined && (
          <PreviewView key={looking.data.preview.pageSha256} settings={looking.data.settings} preview={looking.data.preview} />
        )}
      </Section>
      <p className={`${watch["note"]} soft`}>
        A coarse path and a day can still be recognised by somebody who saw the flight. Taking a flight off does not take it out of copies
        that others made; that it was there stays in the totals and in the ledger.
      </p>
    </>
  );
}
