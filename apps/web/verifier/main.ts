/** The verifier's page: checks a proof, its entry and a file in the browser, and reaches nothing. */
import { type Checked, checkDropped, sortFiles } from "./check-proof.ts";

const find = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
const input = find<HTMLInputElement>("files");
const key = find<HTMLTextAreaElement>("vkey");
const list = find<HTMLUListElement>("checked");
const status = find<HTMLParagraphElement>("status");
const words: Readonly<Record<Checked["result"], string>> = { holds: "holds", fails: "FAILS", unknown: "not checked" };
let dropped: readonly File[] = [];

input.addEventListener("change", () => take([...(input.files ?? [])]));
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  take([...(event.dataTransfer?.files ?? [])]);
});
find<HTMLFormElement>("check").addEventListener("submit", (event) => {
  event.preventDefault();
  void run();
});
if (!window.isSecureContext) say("The browser gives this page no cryptography here. Save the page and open it from your disk.", "bad");

function take(files: readonly File[]): void {
  dropped = [...dropped, ...files];
  find("names").textContent = dropped.map(({ name }) => name).join(", ");
}

async function run(): Promise<void> {
  list.replaceChildren();
  say("Checking…", "");
  let checked: readonly Checked[];
  try {
    checked = await checkDropped(await sortFiles(dropped), key.value);
  } catch (error) {
    say(`The check itself failed: ${error instanceof Error ? error.message : String(error)}`, "bad");
    return;
  }
  for (const { result, sentence } of checked) {
    const item = document.createElement("li");
    item.dataset["result"] = result;
    const word = document.createElement("strong");
    word.textContent = words[result];
    item.append(word, ` ${sentence}`);
    list.append(item);
  }
  if (checked.some(({ result }) => result === "fails")) say("Something does not hold.", "bad");
  else if (checked.some(({ result }) => result === "unknown")) say("Not everything could be checked.", "bad");
  else say("What could be checked holds.", "good");
}

function say(sentence: string, state: string): void {
  status.textContent = sentence;
  status.dataset["state"] = state;
}
