/** What happened at the gateway itself: openings, closings, what was wrong and mended. */
import type { HoldLive } from "@creance/api";
import { Section } from "../flight/section.tsx";
import { useWords } from "../settings/use-words.ts";
import styles from "./hold.module.css";

const SHOWN = 12;

/** The list, newest first. */
export function Happenings({ happenings }: Pick<HoldLive, "happenings">) {
  const words = useWords();
  if (happenings.length === 0) return null;
  return (
    <Section id="happenings" title="What happened at the gateway">
      <ol className={styles["happenings"]}>
        {happenings.slice(0, SHOWN).map(({ timeUs, sentence, warns }) => (
          <li key={`${timeUs} ${sentence}`} data-warns={warns ? "yes" : "no"}>
            <time>{words.timeOfDay(timeUs, null)} UTC</time>
            <span>
              {warns && <b className="warn">Look: </b>}
              {sentence}
            </span>
          </li>
        ))}
      </ol>
      {happenings.length > SHOWN && <p className="soft">Older ones stand in the gateway’s log.</p>}
    </Section>
  );
}
