/** What data may be used for: words of a policy file, each with its term in the Data Privacy Vocabulary 2.2 (W3C community group). */

/** A purpose in words. */
interface PurposeSpec {
  readonly title: string;
  readonly iri: string;
}

const DPV = "https://w3id.org/dpv#";

/** Every purpose. */
export const purposeTable = {
  ownRecords: { title: "Keeping our own records", iri: `${DPV}RecordManagement` },
  requestedService: { title: "Doing what a customer asked for", iri: `${DPV}RequestedServiceProvision` },
  contract: { title: "Fulfilling a contract", iri: `${DPV}FulfilmentOfContractualObligation` },
  processing: { title: "Processing, such as making maps of pictures", iri: `${DPV}TechnicalServiceProvision` },
  activation: { title: "Activating and registering equipment", iri: `${DPV}ServiceRegistration` },
  repair: { title: "Finding and repairing faults", iri: `${DPV}RepairImpairments` },
  legalDuty: { title: "Fulfilling a legal duty", iri: `${DPV}LegalCompliance` },
  rights: { title: "Fulfilling rights of people, such as a copy of their data", iri: `${DPV}RightsFulfilment` },
  claim: { title: "Handling a claim, such as an insurer's", iri: `${DPV}CustomerClaimsManagement` },
  dispute: { title: "Handling a dispute", iri: `${DPV}DisputeManagement` },
  publicSafety: { title: "Public safety", iri: `${DPV}ProtectionOfPublicSecurity` },
  publicService: { title: "Improving public services", iri: `${DPV}ImprovePublicServices` },
  publicInformation: { title: "Informing the public", iri: `${DPV}PublicBenefit` },
  statistics: { title: "Official statistics", iri: `${DPV}ProvideOfficialStatistics` },
  research: { title: "Scientific research", iri: `${DPV}ScientificResearch` },
  improvement: { title: "Improving products and services", iri: `${DPV}ImproveExistingProductsAndServices` },
  security: { title: "Protecting data and people", iri: `${DPV}EnforceSecurity` },
  marketing: { title: "Marketing", iri: `${DPV}Marketing` },
} as const satisfies Readonly<Record<string, PurposeSpec>>;

/** A purpose. */
export type Purpose = keyof typeof purposeTable;

/** Every purpose, in the order of the guide. */
export const purposes = Object.keys(purposeTable) as readonly Purpose[];
