/** Which databases and which catalogue the page's names come from, with what their licences ask to be said. */
import type { CaptureDetail } from "@creance/api";
import { Section } from "../flight/section.tsx";
import styles from "./watch.module.css";

/** Names, dates, licences, notices. The link leads away only when it is clicked. */
export function CaptureSources({ detail }: { readonly detail: CaptureDetail }) {
  return (
    <Section id="sources" title="Where operators, countries and roles come from">
      <ul className={styles["always"]}>
        <li>Roles and owners: our endpoint catalogue, edition {detail.endpointsEdition}.</li>
        {detail.notices.map(({ name, date, licence, notice }) => (
          <li key={`${name} ${date}`}>
            {name}, {date}, {licence}. {notice}
          </li>
        ))}
      </ul>
      {detail.notices.some(({ notice }) => notice.includes("db-ip.com")) && (
        <p className={styles["note"]}>
          {/* The licence (CC BY 4.0) wants this link beside the results. */}
          <a href="https://db-ip.com" rel="noreferrer">
            IP Geolocation by DB-IP
          </a>
        </p>
      )}
    </Section>
  );
}
