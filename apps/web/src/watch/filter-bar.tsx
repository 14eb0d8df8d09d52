/** The filters of conversations: what is set, as chips that can be taken away, and what can be chosen. */
import type { FlowGroupQuery } from "@creance/api";
import { useQuery } from "@tanstack/react-query";
import { flowGroupsQuery } from "../api/queries.ts";
import { useWords } from "../settings/use-words.ts";
import { grouped } from "../words/count.ts";
import { chipsOf } from "./chips.ts";
import styles from "./filter-bar.module.css";
import { type FlowFilters, type FlowView, withoutFilters } from "./flow-view.ts";
import { shortNameSource } from "./name-source-words.ts";
import { NOT_LISTED, roleWords } from "./role-words.ts";
import type { ChangeFlowView } from "./use-flow-view.ts";

interface Choice {
  readonly name: "role" | "service" | "operator" | "app" | "how" | "device";
  readonly by: FlowGroupQuery["by"];
  readonly label: string;
  readonly word: (value: string) => string;
  /** What a question calls those without a value; absent where nobody asks for them. */
  readonly absent?: string;
}

const asItIs = (value: string): string => value;

const choices: readonly Choice[] = [
  { name: "role", by: "role", label: "Role", word: roleWords, absent: NOT_LISTED },
  { name: "service", by: "service", label: "Spoke", word: asItIs, absent: "unknown" },
  { name: "operator", by: "operator", label: "Operator", word: asItIs, absent: "unknown" },
  { name: "app", by: "app", label: "App", word: asItIs, absent: "unknown" },
  { name: "how", by: "nameSource", label: "Name known by", word: shortNameSource },
  { name: "device", by: "device", label: "From", word: asItIs },
];

/** Chips, and a choice for each filter with what there is and how many conversations each has. */
export function FilterBar(props: { readonly view: FlowView; readonly capture: string | undefined; readonly change: ChangeFlowView }) {
  const { view, change } = props;
  const words = useWords();
  const chips = chipsOf(view, words);
  return (
    <div className={styles["bar"]} data-print={chips.length === 0 ? "no" : undefined}>
      <form className={styles["choices"]} aria-label="Filters" onSubmit={(event) => event.preventDefault()} data-print="no">
        <label>
          Where
          <select
            value={view.scope ?? ""}
            onChange={(event) => change({ scope: (event.target.value || undefined) as FlowFilters["scope"] })}
          >
            <option value="">anywhere</option>
            <option value="internet">the internet</option>
            <option value="local">local addresses</option>
          </select>
        </label>
        {choices.map((choice) => (
          <FilterChoice key={choice.name} choice={choice} capture={props.capture} value={view[choice.name]} change={change} />
        ))}
      </form>
      {chips.length > 0 && (
        <ul className={styles["chips"]} aria-label="Filters that are set">
          {chips.map((chip) => (
            <li key={chip.label} className={styles["chip"]}>
              <span>
                {chip.label} <b>{chip.value}</b>
              </span>
              <button
                type="button"
                data-print="no"
                aria-label={`Without the filter ${chip.label} ${chip.value}`}
                onClick={() => change(Object.fromEntries(chip.names.map((name) => [name, undefined])))}
              >
                ×
              </button>
            </li>
          ))}
          <li>
            <button
              type="button"
              data-look="text"
              data-print="no"
              onClick={() => {
                const all = withoutFilters(view);
                change(Object.fromEntries(Object.keys(view).map((name) => [name, all[name as keyof FlowView]])));
              }}
            >
              Show all
            </button>
          </li>
        </ul>
      )}
    </div>
  );
}

/** Values that one choice offers, those with most conversations first. */
const MOST_CHOICES = 60;

function FilterChoice(props: {
  readonly choice: Choice;
  readonly capture: string | undefined;
  readonly value: string | undefined;
  readonly change: ChangeFlowView;
}) {
  const { choice, value } = props;
  const groups = useQuery(
    flowGroupsQuery({ ...(props.capture === undefined ? {} : { capture: props.capture }), by: choice.by, sort: "conversations" }, 0),
  );
  const known = (groups.data?.rows ?? []).filter((row) => row.key !== null || choice.absent !== undefined);
  // A choice of one is none.
  if (known.length < 2 && value === undefined) return null;
  const options = known.slice(0, MOST_CHOICES).map((row) => {
    const chosen = row.key ?? choice.absent ?? "";
    return { value: chosen, word: choice.word(chosen), conversations: row.conversations };
  });
  return (
    <label>
      {choice.label}
      <select value={value ?? ""} onChange={(event) => props.change({ [choice.name]: event.target.value || undefined })}>
        <option value="">any</option>
        {value !== undefined && !options.some((option) => option.value === value) && <option value={value}>{choice.word(value)}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.word} ({grouped(option.conversations)})
          </option>
        ))}
      </select>
    </label>
  );
}
