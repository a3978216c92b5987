import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'

const RONDEN = 4_096
const BYTES = 32

/** What PostgreSQL keeps of a password (RFC 5803): given this it never sees the password itself, and neither does its log. */
export function scramVerificatie(wachtwoord: string, zout: Buffer): string {
  const gezouten = pbkdf2Sync(wachtwoord, zout, RONDEN, BYTES, 'sha256')
  const afgeleid = (naam: string) => createHmac('sha256', gezouten).update(naam).digest()
  const bewaard = createHash('sha256').update(afgeleid('Client Key')).digest('base64')
  const server = afgeleid('Server Key').toString('base64')
  return `SCRAM-SHA-256$${RONDEN}:${zout.toString('base64')}$${bewaard}:${server}`
}
