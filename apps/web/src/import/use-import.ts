/** Starts imports from a component and refreshes what they change. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { api } from "../api/client.ts";
import { errorSentence } from "../api/error-words.ts";
import { reportUploadProblem, startUpload } from "./uploads-store.ts";
import { type PickedFile, walkEntries } from "./walk-entries.ts";

/** What a screen can start. */
export interface ImportActions {
  readonly files: (files: readonly PickedFile[]) => void;
  readonly dropped: (items: DataTransferItemList) => void;
  readonly sample: () => void;
}

/** The actions of this page. */
export function useImport(): ImportActions {
  const client = useQueryClient();
  const refresh = useCallback(() => {
    client.invalidateQueries({ queryKey: ["imports"] }).catch(() => undefined);
  }, [client]);
  const files = useCallback(
    (picked: readonly PickedFile[]) => {
      startUpload(picked, refresh).catch((error: unknown) => reportUploadProblem(errorSentence(error)));
    },
    [refresh],
  );
  const dropped = useCallback(
    (items: DataTransferItemList) => {
      // Entries must be taken before the drop event ends.
      const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry): entry is FileSystemEntry => entry !== null);
      walkEntries(entries)
        .then((walk) => {
          files(walk.files);
          if (walk.unreadable.length > 0) {
            reportUploadProblem(
              `${walk.unreadable.length} of the dropped paths could not be read by the browser: ${walk.unreadable.slice(0, 3).join(", ")}.`,
            );
          } else if (walk.cut)
            reportUploadProblem("The folder is larger than a browser upload takes. Use `creance import PATH` for the rest.");
        })
        .catch((error: unknown) => reportUploadProblem(errorSentence(error)));
    },
    [files],
  );
  const sample = useCallback(() => {
    api.imports
      .sample()
      .then(refresh)
      .catch((error: unknown) => reportUploadProblem(errorSentence(error)));
  }, [refresh]);
  return { files, dropped, sample };
}
