/** Who can receive data: words of a policy file, each with its nearest term in the Data Privacy Vocabulary 2.2 (W3C community group). */

/** A kind of recipient in words. */
interface RecipientKindSpec {
  readonly title: string;
  readonly iri: string;
}

const DPV = "https://w3id.org/dpv#";

/** Every kind of recipient. */
export const recipientKindTable = {
  ownStorage: { title: "our own storage", iri: `${DPV}DataController` },
  processor: { title: "somebody who works on it for us", iri: `${DPV}DataProcessor` },
  maker: { title: "a maker of equipment or apps", iri: `${DPV}ThirdParty` },
  customer: { title: "the customer who asked for the work", iri: `${DPV}Customer` },
  subject: { title: "the person whom it is about", iri: `${DPV}DataSubject` },
  partner: { title: "another organisation that we work with", iri: `${DPV}ThirdParty` },
  insurer: { title: "an insurer", iri: `${DPV}ThirdParty` },
  authority: { title: "an authority", iri: `${DPV}Authority` },
  research: { title: "a research organisation", iri: `${DPV}AcademicScientificOrganisation` },
  public: { title: "the public", iri: `${DPV}Recipient` },
} as const satisfies Readonly<Record<string, RecipientKindSpec>>;

/** A kind of recipient. */
export type RecipientKind = keyof typeof recipientKindTable;

/** Every kind of recipient, in the order of the guide. */
export const recipientKinds = Object.keys(recipientKindTable) as readonly RecipientKind[];
