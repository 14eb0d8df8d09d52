/** The picture process: hostile bytes meet libvips here, so that what they break is not the server. */
import { makePicture } from "./make-picture.ts";
import { maskPicture } from "./mask-picture.ts";
import type { PictureAnswer, PictureQuestion } from "./picture-messages.ts";

const answer = (reply: PictureAnswer): void => {
  process.send?.(reply);
};

process.on("message", (question: PictureQuestion) => {
  const { id } = question;
  const made =
    "mask" in question
      ? maskPicture(question.mask).then((masked) => ({ id, masked }))
      : makePicture(question.source, question.size).then((picture) => ({ id, picture: picture ?? null }));
  made.then(
    (reply) => answer(reply),
    (error: unknown) => {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      answer({ id, failure: { code, message: error instanceof Error ? error.message : String(error) } });
    },
  );
});
// Nobody is left to answer.
process.on("disconnect", () => process.exit(0));
