/** "Your name": who does something that is entered. */

/** The field. */
export function NameField({ value, onChange }: { readonly value: string; readonly onChange: (by: string) => void }) {
  return (
    <label>
      Your name
      <input type="text" required maxLength={200} autoComplete="off" value={value} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}
