/** Every place where the store keeps what the vault has sealed or indexed; a test compares this list with the schema. */
export interface SealedPlace {
  readonly table: "cases" | "feed_records" | "webhooks" | "signing_secrets" | "deliveries";
  /** What its rows are told apart and ordered by. */
  readonly key: "id" | "name";
  readonly column: string;
  /** The property of a JSON object in the column that is sealed, where the column is not. */
  readonly property?: string;
  /** Blind indexes beside it, and of which part of the sealed value they are. */
  readonly indexes?: Readonly<Record<string, "phone" | "idNumber">>;
}

export const sealedPlaces: readonly SealedPlace[] = [
  { table: "cases", key: "id", column: "complainant_sealed", indexes: { phone_index: "phone", id_number_index: "idNumber" } },
  { table: "feed_records", key: "id", column: "raw_sealed" },
  { table: "feed_records", key: "id", column: "corrected_sealed" },
  { table: "webhooks", key: "id", column: "secret_sealed" },
  { table: "signing_secrets", key: "name", column: "secret_sealed" },
  { table: "signing_secrets", key: "name", column: "previous_sealed" },
  // A message to a telephone, until it is sent and after.
  { table: "deliveries", key: "id", column: "body", property: "sealed" },
];
