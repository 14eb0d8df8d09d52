/** What the picture process is asked and what it answers. Messages cross as structured clones: bytes stay bytes. */
import type { MaskQuestion, MaskRefusal } from "./mask-picture.ts";
import type { MadePicture, MaskedPicture, PictureSource } from "./types.ts";

/** One picture that is wanted: a smaller one, or one with boxes painted over. */
export type PictureQuestion = { readonly id: number } & (
  | { readonly source: PictureSource; readonly size: { readonly widthPx: number; readonly mediaType: MadePicture["mediaType"] } }
  | { readonly mask: MaskQuestion }
);

/** The answer: a picture, none that can be shown, what came of painting, or what the file system said. */
export type PictureAnswer = { readonly id: number } & (
  | { readonly picture: MadePicture | null }
  | { readonly masked: MaskedPicture | MaskRefusal }
  | { readonly failure: { readonly code: string; readonly message: string } }
);
