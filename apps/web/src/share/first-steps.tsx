/** What must be named before anything can be shared, in its order, each with the way there. */
import type { ShareOverview } from "@creance/api";
import { Link } from "@tanstack/react-router";
import { Section } from "../flight/section.tsx";
import styles from "./share.module.css";

/** True when something is missing still. */
export function isLacking({ policy, places, recipients }: ShareOverview): boolean {
  const needsRecipient = places.length === 0 || places.some(({ kind }) => kind === "s3");
  return policy === null || places.length === 0 || (needsRecipient && !recipients.some(({ revokedUs }) => revokedUs === null));
}

/** The steps; nothing once all is named. */
export function FirstSteps({ overview }: { readonly overview: ShareOverview }) {
  if (!isLacking(overview)) return null;
  const { policy, places, recipients } = overview;
  const steps = [
    {
      word: "policy",
      done: policy !== null,
      title: policy === null ? "Put a policy in force" : `Policy in force: ${policy.title}, version ${policy.revision}`,
      why: "It says which data may go to whom, where and for how long. Without one, nothing may be shared.",
      link: <Link to="/share/grants">Put a policy in force</Link>,
    },
    {
      word: "place",
      done: places.length > 0,
      title: places.length === 0 ? "Name a place" : `Place: ${places.map(({ title }) => title).join(", ")}`,
      why: "A bucket, or a map server, that you hold or trust, with the country in which it stands. Naming it connects to nothing.",
      link: (
        <Link to="/share" hash="places">
          Name a place
        </Link>
      ),
    },
    {
      word: "recipient",
      done: recipients.some(({ revokedUs }) => revokedUs === null),
      title: "Name a recipient",
      why: "Whoever is to read it gives you an age key. Everything is encrypted to such keys before it leaves.",
      link: (
        <Link to="/share" hash="recipients">
          Name a recipient
        </Link>
      ),
    },
  ];
  const next = steps.find(({ done }) => !done)?.word;
  return (
    <Section id="first" title="Before the first share">
      <ol className={styles["steps"]}>
        {steps.map(({ word, done, title, why, link }) => (
          <li key={word} data-state={done ? "done" : word === next ? "next" : "later"}>
            <b>{word === next ? link : title}</b> {done && <span className="good">done</span>}
            {!done && <div className="soft">{why}</div>}
          </li>
        ))}
        <li data-state={next === undefined ? "next" : "later"}>
          <b>Share</b>
          <div className="soft">
            Open a <Link to="/flights">flight</Link> or a <Link to="/media">picture</Link> and choose “Share”. You see the very files, and
            say yes, before anything leaves.
          </div>
        </li>
      </ol>
    </Section>
  );
}
