/** The one undo of this page. */
import { errorSentence } from "../api/error-words.ts";
import { createUndoStore } from "./undo-store.ts";

/** Steps of every screen. */
export const pageUndo = createUndoStore(errorSentence);
