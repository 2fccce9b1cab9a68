/** The ways in which wires, disks and programs spoil bytes, one after the other. */
type Spoil = (bytes: Buffer, at: number, byte: number, other: Buffer) => Buffer;
export const spoils: Record<string, Spoil> = {
  cut: (bytes, at) => bytes.subarray(0, at),
  beheaded: (bytes, at) => bytes.subarray(at),
  flipped: (bytes, at, byte) => Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at + 1)]),
  inserted: (bytes, at, byte) => Buffer.concat([bytes.subarray(0, at), Buffer.from([byte, byte]), bytes.subarray(at)]),
  doubled: (bytes, at) => Buffer.concat([bytes, bytes.subarray(at)]),
  spliced: (bytes, at, _, other) => Buffer.concat([bytes.subarray(0, at), other.subarray(at % (other.length + 1))]),
  zeroed: (bytes, at) => Buffer.concat([bytes.subarray(0, at), Buffer.alloc(Math.min(64, bytes.length - at))]),
  repeated: (bytes, at, byte) => Buffer.concat([bytes.subarray(0, at), ...Array.from({ length: byte }, () => bytes.subarray(at, at + 40)), bytes.subarray(at)]),
  utf16: (bytes) => Buffer.from(`\ufeff${bytes.toString("utf8")}`, "utf16le"),
  unmarked: (bytes) => Buffer.from(bytes.toString("utf8"), "utf16le"),
  marked: (bytes) => Buffer.concat([Buffer.from("\ufeff"), bytes]),
  latin: (bytes) => Buffer.from(bytes.toString("latin1"), "utf8"),
  gbk: (bytes) => Buffer.from(new TextDecoder("gbk").decode(bytes)),
};

export interface Change {
  name: string;
  at: number;
  byte: number;
  other: number;
}

export const spoilt = (bytes: Buffer, changes: readonly Change[], others: readonly Buffer[]): Buffer =>
  changes.reduce((given, { name, at, byte, other }) => spoils[name]?.(given, at % (given.length + 1), byte, others[other % others.length] ?? given) ?? given, bytes);
