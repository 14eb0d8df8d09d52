/** Units, theme and clock: three choices behind one word. */
import styles from "./display-menu.module.css";
import { type Settings, settingsStore, useSettings } from "./settings-store.ts";

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
  {
    key: "map",
    legend: "Map",
    options: [
      ["detailed", "with land and places"],
      ["plain", "plain"],
    ],
  },
  {
    key: "theme",
    legend: "Theme",
    options: [
      ["auto", "as the machine"],
      ["light", "light"],
      ["dark", "dark"],
    ],
  },
] as const;

/** The display choices in the header. */
export function DisplayMenu() {
  const settings = useSettings();
  return (
    <>
      <button type="button" className={styles["open"]} popoverTarget="display-choices" data-print="no">
        {settings.units}, {settings.zone === "utc" ? "UTC" : "local time"}
      </button>
      <div id="display-choices" popover="auto" className={styles["menu"]} role="dialog" aria-label="Display">
        {groups.map((group) => (
          <fieldset key={group.key} className={styles["group"]}>
            <legend>{group.legend}</legend>
            {group.options.map(([value, word]) => (
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
