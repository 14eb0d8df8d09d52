/** Buttons that choose files or a folder. */
import { useRef } from "react";
import { useImport } from "./use-import.ts";
import { pickedFrom } from "./walk-entries.ts";

/** "Choose files" and "choose a folder". */
export function FileButtons() {
  const { files } = useImport();
  const filesInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement): void => {
    if (input.files !== null) files(pickedFrom(input.files));
    input.value = "";
  };
  return (
    <>
      <input ref={filesInput} type="file" multiple hidden aria-label="Files to keep" onChange={(event) => take(event.target)} />
      <input
        ref={(input) => {
          folderInput.current = input;
          input?.setAttribute("webkitdirectory", "");
        }}
        type="file"
        multiple
        hidden
        aria-label="Folder to keep"
        onChange={(event) => take(event.target)}
      />
      <button type="button" onClick={() => filesInput.current?.click()}>
        Choose files
      </button>
      <button type="button" onClick={() => folderInput.current?.click()}>
        Choose a folder
      </button>
    </>
  );
}
