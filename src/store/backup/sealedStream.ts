/**
 * Encrypts a stream in pieces and opens it again. The key comes from a passphrase by scrypt with the file's own salt; each piece of AES-256-GCM
 * is bound to the file's first line, to its place and to whether it is the last, so that none can be changed, exchanged, left out or taken for the end.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { BackupRefused } from "./parts.ts";

export interface Sealing {
  cipher: "aes-256-gcm";
  kdf: "scrypt";
  n: number;
  r: number;
  p: number;
  salt: string;
  /** Tells a wrong passphrase from a changed file, and nothing of the key. */
  check: string;
}

const costs = { n: 2 ** 16, r: 8, p: 1 } as const;
/** A file may not ask for more memory than a quarter of a gigabyte. */
const costMax = 2 ** 18;
const pieceBytes = 64 * 1024;
const tagBytes = 16;
const lengthBytes = 4;

const derive = promisify(scrypt) as (password: string, salt: Buffer, length: number, options: object) => Promise<Buffer>;

async function keysOf(passphrase: string, salt: Buffer, { n, r, p }: { n: number; r: number; p: number }): Promise<{ key: Buffer; check: string }> {
  const derived = await derive(passphrase.normalize("NFC"), salt, 64, { N: n, r, p, maxmem: 256 * n * r });
  return { key: derived.subarray(0, 32), check: createHash("sha256").update(derived.subarray(32)).digest("hex") };
}

export async function beginSealing(passphrase: string): Promise<{ sealing: Sealing; key: Buffer }> {
  const salt = randomBytes(16);
  const { key, check } = await keysOf(passphrase, salt, costs);
  return { sealing: { cipher: "aes-256-gcm", kdf: "scrypt", ...costs, salt: salt.toString("hex"), check }, key };
}

/** @throws BackupRefused `backup-passphrase-wrong`, `backup-damaged` */
export async function keyOf(sealing: Sealing, passphrase: string): Promise<Buffer> {
  const { n, r, p } = sealing;
  const isSound = [n, r, p].every((each) => Number.isInteger(each) && each > 0) && n <= costMax && r <= 8 && p <= 4 && (n & (n - 1)) === 0 && /^[0-9a-f]{32}$/.test(sealing.salt) && /^[0-9a-f]{64}$/.test(sealing.check);
  if (!isSound) throw new BackupRefused("backup-damaged", "备份文件的首行有误，文件已损坏。");
  const { key, check } = await keysOf(passphrase, Buffer.from(sealing.salt, "hex"), sealing);
  if (!timingSafeEqual(Buffer.from(check), Buffer.from(sealing.check))) throw new BackupRefused("backup-passphrase-wrong", "备份的口令不正确。");
  return key;
}

/** @param bound what the pieces are bound to */
export async function* sealed(plain: AsyncIterable<Buffer>, key: Buffer, bound: Buffer): AsyncGenerator<Buffer> {
  let number = 0;
  let waiting: Buffer = Buffer.alloc(0);
  for await (const bytes of plain) {
    waiting = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
    // The last piece is known only when nothing follows it.
    for (; waiting.length > pieceBytes; waiting = waiting.subarray(pieceBytes)) yield sealPiece(waiting.subarray(0, pieceBytes), { key, bound, number: number++, isLast: false });
  }
  yield sealPiece(waiting, { key, bound, number, isLast: true });
}

/** @throws BackupRefused `backup-truncated`, `backup-altered` */
export async function* opened(file: AsyncIterable<Buffer>, key: Buffer, bound: Buffer): AsyncGenerator<Buffer> {
  let number = 0;
  let waiting: Buffer = Buffer.alloc(0);
  for await (const bytes of file) {
    waiting = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
    // What has something behind it is not the last.
    for (let end = endOf(waiting, number); end < waiting.length; end = endOf(waiting, number)) {
      yield openPiece(waiting.subarray(lengthBytes, end), { key, bound, number: number++, isLast: false });
      waiting = waiting.subarray(end);
    }
  }
  if (endOf(waiting, number) > waiting.length) throw truncated();
  yield openLast(waiting.subarray(lengthBytes), { key, bound, number });
}

/** Where the first piece ends; beyond everything where not even its length is there. */
function endOf(bytes: Buffer, number: number): number {
  if (bytes.length < lengthBytes) return Infinity;
  const length = bytes.readUInt32BE(0);
  if (length > pieceBytes) throw altered(number);
  return lengthBytes + tagBytes + length;
}

interface Place {
  key: Buffer;
  bound: Buffer;
  number: number;
  isLast: boolean;
}

/** A key serves one file, so that a piece's number is nonce enough. */
function nonceOf({ number, isLast }: Place): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(number), 3);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

function sealPiece(plain: Buffer, place: Place): Buffer {
  const cipher = createCipheriv("aes-256-gcm", place.key, nonceOf(place)).setAAD(place.bound);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, cipher.getAuthTag(), body]);
}

function openPiece(piece: Buffer, place: Place): Buffer {
  const plain = tryPiece(piece, place);
  if (plain === null) throw altered(place.number);
  return plain;
}

/** A file that was cut between two pieces ends with one that was not the last. */
function openLast(piece: Buffer, place: Omit<Place, "isLast">): Buffer {
  const plain = tryPiece(piece, { ...place, isLast: true });
  if (plain !== null) return plain;
  if (tryPiece(piece, { ...place, isLast: false }) !== null) throw truncated();
  throw altered(place.number);
}

function tryPiece(piece: Buffer, place: Place): Buffer | null {
  try {
    const decipher = createDecipheriv("aes-256-gcm", place.key, nonceOf(place), { authTagLength: tagBytes }).setAAD(place.bound).setAuthTag(piece.subarray(0, tagBytes));
    return Buffer.concat([decipher.update(piece.subarray(tagBytes)), decipher.final()]);
  } catch {
    return null;
  }
}

export const truncated = () => new BackupRefused("backup-truncated", "备份文件不完整：后面的部分缺失，可能没有复制完。");
const altered = (number: number) => new BackupRefused("backup-altered", `备份文件的第 ${number + 1} 段被改动或损坏。`);
