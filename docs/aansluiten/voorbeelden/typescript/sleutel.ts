// Maakt een sleutelpaar: prive.jwk.json blijft bij u, openbaar.jwk.json geeft u aan de beheerder van het knooppunt.
//   node sleutel.ts
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const soort = { kid: randomUUID(), alg: 'ES256', use: 'sig' }
// wx: schrijft nooit over een sleutel heen die in gebruik kan zijn.
writeFileSync('prive.jwk.json', JSON.stringify({ ...privateKey.export({ format: 'jwk' }), ...soort }), {
  mode: 0o600,
  flag: 'wx',
})
writeFileSync('openbaar.jwk.json', JSON.stringify({ ...publicKey.export({ format: 'jwk' }), ...soort }))
