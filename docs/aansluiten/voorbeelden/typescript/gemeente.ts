// Een gemeente die haar postvak leest, meldt dat er contact was, en bevestigt. Loopt tot Ctrl-C.
//   HUB=... ISSUER=... CLIENT=... SLEUTEL=... node gemeente.ts
import { vraag } from './knooppunt.ts'

/** In een echt systeem: in uw database, in dezelfde transactie als de zaak. */
const verwerkt = new Set<string>()

async function verwerk(bericht: { id: string; type: string; subject: string; data: { inhoudVernietigd?: true } }) {
  if (verwerkt.has(bericht.id)) return
  verwerkt.add(bericht.id)
  if (bericht.data.inhoudVernietigd) return console.log(`inhoud vernietigd: ${bericht.subject}`)
  // Wat u niet kent slaat u over en bevestigt u wel.
  if (bericht.type !== 'nl.warmknooppunt.doorverwijzing.gerouteerd') return
  console.log(`doorverwijzing: ${bericht.subject}`)
  const contact = { soort: 'contact', kanaal: 'telefoon', plaatsgevondenOp: new Date().toISOString() }
  const pad = `/v1/doorverwijzingen/${bericht.subject}/contactregistraties`
  const { status } = await vraag('POST', pad, contact, `contact-${bericht.id}`)
  console.log(`contact gemeld: ${status}`)
}

for (;;) {
  const { body: berichten } = await vraag('GET', '/v1/postvak/berichten?wachttijd=10')
  for (const bericht of berichten) await verwerk(bericht)
  const laatste = berichten.at(-1)
  if (laatste) await vraag('POST', '/v1/postvak/bevestigingen', { totEnMet: Number(laatste.sequence) })
}
