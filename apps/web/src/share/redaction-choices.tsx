/** What is taken out before anything is sealed. */
import type { ShareWishInput } from "@creance/api";
import styles from "./share.module.css";

/** The choices, as the form holds them. */
export interface Redactions {
  readonly positions: "keep" | "coarse" | "drop";
  readonly gridM: number;
  readonly homeCircleM: number;
  readonly cutsHome: boolean;
  readonly serials: boolean;
  readonly previews: boolean;
  readonly names: boolean;
  readonly audio: boolean;
  readonly shiftsTimes: boolean;
  /** How many of `timeUnit` all times move. */
  readonly timeShift: number;
  readonly timeUnit: "seconds" | "hours" | "days";
}

const unitSeconds = { seconds: 1, hours: 3600, days: 86_400 } as const;

/** As careful as it goes without making pictures useless: what a person wants to give away they choose. */
export const startingRedactions: Redactions = {
  positions: "drop",
  gridM: 500,
  homeCircleM: 300,
  cutsHome: false,
  serials: true,
  previews: true,
  names: true,
  audio: true,
  shiftsTimes: false,
  timeShift: -7,
  timeUnit: "days",
};

/** The recipe; `null` when nothing is taken out. */
export function recipeOf(value: Redactions): ShareWishInput["recipe"] {
  const { positions, gridM, cutsHome, homeCircleM, serials, previews, names, audio, shiftsTimes, timeShift, timeUnit } = value;
  if (positions === "keep" && !cutsHome && !serials && !previews && !names && !audio && !shiftsTimes) return null;
  const out = (on: boolean): "drop" | "keep" => (on ? "drop" : "keep");
  return {
    positions: positions === "coarse" ? { gridM } : positions,
    homeCircleM: cutsHome ? homeCircleM : null,
    serials: out(serials),
    previews: out(previews),
    names: out(names),
    audio: out(audio),
    times: shiftsTimes ? { shiftS: Math.round(timeShift * unitSeconds[timeUnit]) } : "keep",
  };
}

/** The choices. */
export function RedactionChoices({ value, onChange }: { readonly value: Redactions; readonly onChange: (value: Redactions) => void }) {
  const set = (part: Partial<Redactions>): void => onChange({ ...value, ...part });
  return (
    <>
      <div className={styles["fields"]}>
        <label>
          Positions
          <select value={value.positions} onChange={(event) => set({ positions: event.target.value as Redactions["positions"] })}>
            <option value="drop">are taken out</option>
            <option value="coarse">become coarse</option>
            <option value="keep">stay</option>
          </select>
        </label>
        {value.positions === "coarse" && (
          <label>
            Cells of, in metres
            <input
              type="number"
              min={1}
              max={100_000}
              required
              value={Number.isNaN(value.gridM) ? "" : value.gridM}
              onChange={(event) => set({ gridM: event.target.valueAsNumber })}
            />
          </label>
        )}
        <label>
          Times
          <select value={value.shiftsTimes ? "move" : "keep"} onChange={(event) => set({ shiftsTimes: event.target.value === "move" })}>
            <option value="keep">stay</option>
            <option value="move">all move</option>
          </select>
        </label>
        {value.shiftsTimes && (
          <>
            <label>
              By (minus: earlier)
              <input
                type="number"
                step={1}
                min={-36_500}
                max={1_000_000}
                required
                value={Number.isNaN(value.timeShift) ? "" : value.timeShift}
                onChange={(event) => set({ timeShift: event.target.valueAsNumber })}
              />
            </label>
            <label>
              Unit
              <select value={value.timeUnit} onChange={(event) => set({ timeUnit: event.target.value as Redactions["timeUnit"] })}>
                <option value="seconds">seconds</option>
                <option value="hours">hours</option>
                <option value="days">days</option>
              </select>
            </label>
          </>
        )}
        {value.cutsHome && (
          <label>
            Around home, metres
            <input
              type="number"
              min={1}
              max={100_000}
              required
              value={Number.isNaN(value.homeCircleM) ? "" : value.homeCircleM}
              onChange={(event) => set({ homeCircleM: event.target.valueAsNumber })}
            />
          </label>
        )}
      </div>
      <fieldset className={styles["choices"]}>
        <legend>Taken out, too</legend>
        <Choice label="Everything near take-off, home and pilot" on={value.cutsHome} onChange={(cutsHome) => set({ cutsHome })} />
        <Choice label="Serial numbers" on={value.serials} onChange={(serials) => set({ serials })} />
        <Choice label="Previews and pictures hidden in files" on={value.previews} onChange={(previews) => set({ previews })} />
        <Choice label="Names, accounts, comments" on={value.names} onChange={(names) => set({ names })} />
        <Choice label="Sound of clips" on={value.audio} onChange={(audio) => set({ audio })} />
      </fieldset>
      <p className="soft">
        Your originals never change. What a picture itself shows stays: a place can be recognised without a position. Paint over what must
        not be seen.
      </p>
    </>
  );
}

function Choice({ label, on, onChange }: { readonly label: string; readonly on: boolean; readonly onChange: (on: boolean) => void }) {
  return (
    <label>
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}
