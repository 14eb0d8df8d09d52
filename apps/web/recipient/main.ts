/** The recipient's page: opens a file that was shared, in the browser and nowhere else. */
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { type Key, messageOf, OpenError, openFile } from "./open-file.ts";
import { choosePlace, offerDownload, savesInPieces } from "./save-stream.ts";

const find = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
const form = find<HTMLFormElement>("open");
const fileInput = find<HTMLInputElement>("file");
const keyInput = find<HTMLTextAreaElement>("key");
const passphraseInput = find<HTMLInputElement>("passphrase");
const status = find<HTMLParagraphElement>("status");
const bar = find<HTMLProgressElement>("bar");
const result = find<HTMLElement>("result");
const openButton = find<HTMLButtonElement>("open-button");
/** Ends when the key file that was chosen last stands in its field. */
let keyFile: Promise<void> = Promise.resolve();
/** Progress is written at most so often, milliseconds. */
const SHOWN_EVERY_MS = 200;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void run();
});
for (const radio of form.querySelectorAll<HTMLInputElement>("input[name=with]")) {
  radio.addEventListener("change", () => {
    find("with-key").hidden = kindChosen() !== "key";
    find("with-passphrase").hidden = kindChosen() !== "passphrase";
  });
}
find<HTMLInputElement>("key-file").addEventListener("change", (event) => {
  const chosen = (event.target as HTMLInputElement).files?.[0];
  if (chosen === undefined) return;
  if (chosen.size > 65_536) say("That is no key file: it is too long.", "bad");
  else
    keyFile = chosen.text().then(
      (text) => {
        keyInput.value = text;
      },
      () => say("The key file could not be read.", "bad"),
    );
});
find("make-key").addEventListener("click", () => void makeKey());
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  const files = event.dataTransfer?.files;
  if (files?.[0] !== undefined) fileInput.files = files;
});
if (!window.isSecureContext) {
  say(
    "The browser gives this page no cryptography, because it came over an unencrypted connection. Save the page and open it from your disk.",
    "bad",
  );
  openButton.disabled = true;
}
find("pieces").hidden = savesInPieces();

async function run(): Promise<void> {
  await keyFile;
  const file = fileInput.files?.[0];
  const kind = kindChosen();
  const key: Key = { kind, text: kind === "key" ? keyInput.value : passphraseInput.value };
  result.hidden = true;
  if (file === undefined) return say("Choose the file first.", "bad");
  if (key.text.trim() === "") return say(kind === "key" ? "Paste your key first." : "Type the passphrase first.", "bad");
  openButton.disabled = true;
  const name = file.name.replace(/\.age$/i, "") || "opened-file";
  try {
    const place = await choosePlace(name);
    if (place === undefined) return say("Nothing was opened.", "");
    say(kind === "passphrase" ? "Trying the passphrase: this takes some seconds." : "Opening.", "");
    // One frame for the words: a passphrase keeps the page busy.
    await new Promise((resolve) => setTimeout(resolve, 50));
    let shownMs = 0;
    const opened = await openFile(file, key, (bytes) => {
      const nowMs = performance.now();
      if (nowMs - shownMs < SHOWN_EVERY_MS) return;
      shownMs = nowMs;
      bar.hidden = false;
      bar.max = opened.sizeBytes ?? file.size;
      bar.value = bytes;
      say(`Opening: ${size(bytes)} of ${size(opened.sizeBytes ?? file.size)}.`, "");
    });
    await place.take(opened.stream);
    find("result-name").textContent = name;
    find("result-size").textContent = `${(opened.sizeBytes ?? 0).toLocaleString("en")} bytes`;
    find("result-hash").textContent = opened.sha256();
    result.hidden = false;
    say("Opened: every byte is as it was encrypted.", "good");
  } catch (error) {
    const sentence =
      error instanceof OpenError
        ? error.message
        : `Stopped: the file was changed or cut on its way, or could not be saved (${messageOf(error)}).`;
    say(`${sentence} Nothing was saved.`, "bad");
  } finally {
    bar.hidden = true;
    openButton.disabled = !window.isSecureContext;
  }
}

async function makeKey(): Promise<void> {
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  find("made-recipient").textContent = recipient;
  find("made").hidden = false;
  keyInput.value = identity;
  offerDownload(new Blob([`# public key: ${recipient}\n${identity}\n`], { type: "text/plain" }), "my-key.txt");
}

function kindChosen(): Key["kind"] {
  return form.querySelector<HTMLInputElement>("input[name=with]:checked")?.value === "passphrase" ? "passphrase" : "key";
}

function say(sentence: string, state: "good" | "bad" | ""): void {
  status.textContent = sentence;
  status.dataset["state"] = state;
}

function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
