/** What may be given with an audit: by paste or from a file. Read in this page, sent to this machine's server, kept by nobody. */
import { useId } from "react";
import styles from "./audit.module.css";
import { forgetTexts, type GivenName, giveTexts, useGivenTexts } from "./given-texts-store.ts";

const kinds: readonly { readonly name: GivenName; readonly title: string; readonly what: string; readonly example: string }[] = [
  {
    name: "identifiers",
    title: "Identifiers to look for",
    what: "A JSON object: serials, IMEI, phone number, e-mail, Wi-Fi name and so on.",
    example: '{"imei": "356938035643809", "email": ["pilot@example.org"]}',
  },
  {
    name: "consent",
    title: "Consents that were recorded",
    what: "A JSON list: what may be sent, to whom, from when until when.",
    example:
      '[{"from": "2026-09-12T09:50:00Z", "until": "2026-09-12T09:55:00Z", "kinds": ["flightRecord"], "hosts": ["*.example.org"], "purpose": "sync"}]',
  },
  {
    name: "statement",
    title: "Statement about the test",
    what: "A JSON object: device, app and version, place, whether every interface was captured, what was switched on when.",
    example: '{"device": "field phone", "appVersion": "4.3.38", "everyInterface": true, "windows": []}',
  },
  {
    name: "keys",
    title: "Keys of the connections",
    what: "A key log as SSLKEYLOGFILE writes it. Key logs inside captures are used anyway.",
    example: "CLIENT_RANDOM 3d2f… 9a41…",
  },
  {
    name: "claims",
    title: "Claims of your own",
    what: "A JSON list of claims that something never, only or at least once happens.",
    example:
      '[{"id": "own1", "title": "No position leaves", "by": "us", "source": "contract", "says": "never", "kinds": ["position"], "hosts": [], "countries": []}]',
  },
  {
    name: "policy",
    title: "A policy",
    what: "The operation’s policy file, or a JSON list of rules: what may go where. What no rule allows is not allowed.",
    example: '[{"rule": "records to our own server", "kinds": ["flightRecord"], "hosts": ["records.example.org"], "purpose": "archive"}]',
  },
];
/** The server takes no longer text. */
const MOST_CHARS = 4_000_000;

/** The fields. */
export function GivenTextFields() {
  const texts = useGivenTexts();
  const id = useId();
  const some = Object.keys(texts).length > 0;
  return (
    <>
      <p className="soft">
        All of this is optional. It stays in this page's memory and in the memory of Creance on this machine, until either ends: it is not
        written to disk, not kept in the vault, and not part of any link.
        {some && (
          <>
            {" "}
            <button type="button" data-look="text" onClick={forgetTexts}>
              Forget what was given
            </button>
          </>
        )}
      </p>
      <div className={styles["given"]}>
        {kinds.map(({ name, title, what, example }) => (
          <details key={name} open={texts[name] !== undefined}>
            <summary>
              {title} {texts[name] === undefined ? <span className="soft">none</span> : <b>given</b>}
            </summary>
            <label htmlFor={`${id}-${name}`}>{what}</label>
            <textarea
              id={`${id}-${name}`}
              rows={5}
              spellCheck={false}
              autoComplete="off"
              placeholder={example}
              value={texts[name] ?? ""}
              onChange={(event) => giveTexts({ [name]: event.target.value })}
            />
            <label className={styles["file"]}>
              or from a file{" "}
              <input
                type="file"
                onChange={(event) => {
                  const input = event.target;
                  const file = input.files?.[0];
                  if (file === undefined) return;
                  if (file.size > MOST_CHARS) {
                    input.setCustomValidity("The file is larger than 4 MB: give the part that matters.");
                    input.reportValidity();
                    return;
                  }
                  input.setCustomValidity("");
                  file.text().then(
                    (text) => giveTexts({ [name]: text }),
                    () => input.setCustomValidity("The file could not be read."),
                  );
                }}
              />
            </label>
          </details>
        ))}
      </div>
    </>
  );
}
