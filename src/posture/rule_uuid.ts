// The public API knows rules by UUIDs. Ours are made from the rules' own ids, so that they are the same everywhere.
import { createHash } from 'node:crypto'

export function ruleUuid(id: string): string {
  const bytes = createHash('sha256').update(`rockpool posture rule ${id}`).digest().subarray(0, 16)
  // RFC 9562: version 8, for whatever their maker likes.
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
