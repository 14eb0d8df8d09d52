/** Units, theme and clock: three choices behind one word. */
import { useQuery } from "@tanstack/react-query";
import { mapsQuery } from "../api/queries.ts";
import { mapChoices } from "../map/base-maps.ts";
import styles from "./display-menu.module.css";
import { type Settings, settingsStore, useSettings } from "./settings-store.ts";

interface Group {
  readonly key: "units" | "zone" | "map" | "theme";
  readonly legend: string;
  readonly options: readonly (readonly [value: string, word: string])[];
}

/** The choices; those of the map depend on the files that are there. */
const groups = [
  {
    key: "units",
    legend: "Units",
    options: [
      ["metric", "metric"],
      ["imperial", "imperial"],
      ["aviation", "aviation"],
    ],
  },
  {
    key: "zone",
    legend: "Times",
    options: [
      ["flight", "flight's zone"],
      ["utc", "UTC"],
    ],
  },
  { key: "map", legend: "Map", options: [] },
  {
    key: "theme",
    legend: "Theme",
    options: [
      ["auto", "as the machine"],
      ["light", "light"],
      ["dark", "dark"],
    ],
  },
] as const satisfies readonly Group[];

/** The display choices in the header. */
export function DisplayMenu() {
  const settings = useSettings();
  const { data: maps } = useQuery(mapsQuery);
  const optionsOf = (group: Group): Group["options"] => (group.key === "map" ? mapChoices(maps) : group.options);
  return (
    <>
      <button type="button" className={styles["open"]} popoverTarget="display-choices" data-print="no">
        {settings.units}, {settings.zone === "utc" ? "UTC" : "local time"}
      </button>
      <div id="display-choices" popover="auto" className={styles["menu"]} role="dialog" aria-label="Display">
        {groups.map((group) => (
          <fieldset key={group.key} className={styles["group"]}>
            <legend>{group.legend}</legend>
            {optionsOf(group).map(([value, word]) => (
              <label key={value}>
                <input
                  type="radio"
                  name={`display-${group.key}`}
                  checked={settings[group.key] === value}
                  onChange={() => settingsStore.set({ [group.key]: value } as Partial<Settings>)}
                />
                {word}
              </label>
            ))}
          </fieldset>
        ))}
      </div>
    </>
  );
}
