/** Writes XMP packets as DJI's cameras do: one description with attributes, padded. For fixtures and the sample operation. */
import { xmlText } from "@creance/core";
import { xmpNamespaces } from "./namespaces.table.ts";

/** Values by name: `drone-dji:GpsLatitude`; a field of a structure `drone-skydio:CameraOrientationNED/Yaw`; an item of a list `dc:creator[1]`. */
export type XmpValues = Readonly<Record<string, string>>;

/** Writes a packet, with room behind it to the given size (0: none). */
export function writeXmp(values: XmpValues, options: { readonly about?: string; readonly paddedBytes?: number } = {}): Uint8Array {
  const attributes: string[] = [];
  const structures = new Map<string, string[]>();
  const lists = new Map<string, string[]>();
  const prefixes = new Set<string>();
  for (const [name, value] of Object.entries(values)) {
    const prefix = name.slice(0, name.indexOf(":"));
    prefixes.add(prefix);
    const [head, field] = name.split("/");
    const list = /^(.*)\[\d+\]$/.exec(name);
    if (list?.[1] !== undefined) push(lists, list[1], `     <rdf:li>${xmlText(value)}</rdf:li>`);
    else if (field !== undefined && head !== undefined) push(structures, head, `${prefix}:${field}="${xmlText(value)}"`);
    else attributes.push(`   ${name}="${xmlText(value)}"`);
  }
  const declared = Array.from(prefixes, (prefix) => {
    const uri = Object.entries(xmpNamespaces).find(([, known]) => known === prefix)?.[0];
    if (uri === undefined) throw new RangeError(`no namespace is known for the prefix ${prefix}`);
    return `    xmlns:${prefix}="${uri}"`;
  });
  const elements = [
    ...Array.from(structures, ([name, fields]) => `   <${name}>\n    <rdf:Description ${fields.join(" ")}/>\n   </${name}>`),
    ...Array.from(lists, ([name, items]) => `   <${name}>\n    <rdf:Seq>\n${items.join("\n")}\n    </rdf:Seq>\n   </${name}>`),
  ];
  const text = [
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
    ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    `  <rdf:Description rdf:about="${xmlText(options.about ?? "DJI Meta Data")}"`,
    [...declared, ...attributes].join("\n").concat(">"),
    ...elements,
    "  </rdf:Description>",
    " </rdf:RDF>",
    "</x:xmpmeta>",
    "",
  ].join("\n");
  const end = '<?xpacket end="w"?>';
  const bytes = new TextEncoder().encode(text);
  const room = Math.max(0, (options.paddedBytes ?? 0) - bytes.length - end.length);
  const packet = new Uint8Array(bytes.length + room + end.length).fill(0x20);
  packet.set(bytes);
  packet.set(new TextEncoder().encode(end), bytes.length + room);
  return packet;
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
