/** What an operator would hand in beside a capture of the sample operation, as files of the command line. */
import type { SampleAudit } from "../../packages/sample/src/index.ts";

/** Names and contents: identifiers, consent and statement, those that are not empty. */
export function sampleAuditFiles({ capture, identifiers, consents, statement }: SampleAudit): readonly (readonly [string, string])[] {
  const name = capture.replace(".pcapng", "");
  const file = (kind: string, value: object): readonly [string, string] => [`${name}.${kind}.json`, `${JSON.stringify(value, null, 2)}\n`];
  return [
    ...(Object.keys(identifiers).length === 0 ? [] : [file("identifiers", identifiers)]),
    ...(consents.length === 0 ? [] : [file("consent", consents)]),
    file("statement", statement),
  ];
}
