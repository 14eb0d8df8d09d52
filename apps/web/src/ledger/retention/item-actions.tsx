/** What can be done with items. */

/** Hears what a person wants to do. */
export type ItemAction = (action: "clock" | "take" | "except" | "hold" | "delete", items: readonly string[]) => void;

const actions = [
  ["clock", "Set a clock"],
  ["take", "Take the clock away"],
  ["except", "Except"],
  ["hold", "Hold"],
  ["delete", "Delete"],
] as const;

/** A button for each. */
export function ItemActions(props: { readonly items: readonly string[]; readonly onAction: ItemAction }) {
  return (
    <>
      {actions.map(([action, word]) => (
        <button key={action} type="button" onClick={() => props.onAction(action, props.items)}>
          {word}
          {action === "delete" && "…"}
        </button>
      ))}
    </>
  );
}
