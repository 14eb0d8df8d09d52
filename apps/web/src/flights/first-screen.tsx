/** The first screen of an empty vault: a place to drop things, and the sample operation. */
import { useQuery } from "@tanstack/react-query";
import { importsQuery } from "../api/queries.ts";
import { FileButtons } from "../import/file-buttons.tsx";
import { useImport } from "../import/use-import.ts";
import styles from "./first-screen.module.css";

/** No account, no question: drop, choose, or look at the sample. */
export function FirstScreen() {
  const { sample } = useImport();
  const { data: jobs } = useQuery(importsQuery);
  const running = jobs?.some((job) => job.state === "running") ?? false;
  return (
    <div className={styles["first"]}>
      <div className={styles["zone"]}>
        <h1>What did you fly?</h1>
        <p>
          Drop flight records here: single files, an SD card, a phone backup, a zip. Each file is kept byte for byte on this machine, and
          those that can be read become flights on a map.
        </p>
        <div className={styles["buttons"]}>
          <FileButtons />
        </div>
        <p className="soft">
          Nothing is sent anywhere. For a large card, <code>creance import PATH</code> on the command line is faster.
        </p>
      </div>
      <div className={styles["sample"]}>
        <button type="button" data-look="main" onClick={sample} disabled={running}>
          Load the sample operation
        </button>
        <p className="soft">Small and invented: a vineyard, a bridge, water works, a search. Marked as a sample everywhere.</p>
      </div>
    </div>
  );
}
