import type { Pool } from 'pg'
import { bekendeFeestdagen } from './bekende-feestdagen.ts'
import type { Client, Jwks } from './client-store.ts'
import { registreerClients } from './client-store.ts'
import { registreerDeelnemers } from './deelnemer-store.ts'
import { DEMO_CLIENTS } from './demo/clients.ts'
import { DEMO_GEMEENTEN, DEMO_POSTCODES, DEMO_PUBLIEKE_LOKETTEN } from './demo/gebied.ts'
import { DEMO_OVEREENKOMSTEN } from './demo/overeenkomsten.ts'
import { DEMO_DEELNEMERS, DEMO_MANDATEN, DEMO_VAN } from './demo/partijen.ts'
import { DEMO_LOKETREGELS, DEMO_LOKETTEN, DEMO_UITVOERDERREGELS, DEMO_UITVOERDERS } from './demo/uitvoering.ts'
import { registreerFeestdagen } from './feestdag-store.ts'
import { registreerFeestdagjaar } from './feestdagjaar-store.ts'
import type { Gemeente } from './gemeente-store.ts'
import { leesGemeenten, registreerGemeenten } from './gemeente-store.ts'
import { registreerGemeenteUitvoerders } from './gemeente-uitvoerder-store.ts'
import { registreerLoketRegels } from './loket-regel-store.ts'
import { registreerLoketten } from './loket-store.ts'
import { registreerMandaten } from './mandaat-store.ts'
import { registreerOvereenkomsten } from './overeenkomst-store.ts'
import { registreerPostcoderijen } from './postcoderijen.ts'
import { registreerPubliekeLoketten } from './publiek-loket-store.ts'
import { registreerUitvoerders } from './uitvoerder-store.ts'
import type { Wijziging } from './wijziging.ts'
import { wijzigRegister } from './wijziging.ts'

export type DemoKeuze = {
  /** The issuer at which the demo's clients get their tokens. */
  readonly issuer: string
  /** The public keys of demo parties, by the code of the deelnemer; those not named get no client. */
  readonly clients: readonly { readonly code: string; readonly jwks: Jwks }[]
  readonly nu: Temporal.Instant
}

/** Registers the demo's world and gives the register version. A second time with the same keys changes nothing. */
export async function laadDemo(pool: Pool, keuze: DemoKeuze): Promise<number> {
  const clients = keuze.clients.map((client) => demoClient(keuze.issuer, client))
  const { versie } = await wijzigRegister(pool, async (w) => {
    await registreerFeestdagjaren(w)
    await registreerGemeenten(w, await onbekendeGemeenten(w))
    await registreerDeelnemers(w, DEMO_DEELNEMERS)
    await registreerClients(w, clients)
    await registreerMandaten(w, DEMO_MANDATEN)
    await registreerUitvoering(w)
    await registreerPubliekeLoketten(w, DEMO_PUBLIEKE_LOKETTEN)
    await registreerOvereenkomsten(w, DEMO_OVEREENKOMSTEN)
    await registreerPostcoderijen(
      w,
      { naam: 'demo', bron: 'with the demo', geldigVanaf: DEMO_VAN, rijen: DEMO_POSTCODES },
      keuze.nu,
    )
  })
  return versie
}

/** What a list of gemeenten that was imported since says of one goes before what the demo knows. */
async function onbekendeGemeenten(w: Wijziging): Promise<Gemeente[]> {
  const bekend = new Set((await leesGemeenten(w.tx, w.versie)).map(({ gemeentecode }) => gemeentecode))
  return DEMO_GEMEENTEN.filter(({ gemeentecode }) => !bekend.has(gemeentecode))
}

async function registreerFeestdagjaren(w: Wijziging): Promise<void> {
  for (const { jaar, dagen } of bekendeFeestdagen()) {
    await registreerFeestdagen(w, jaar, dagen)
    await registreerFeestdagjaar(w, jaar)
  }
}

async function registreerUitvoering(w: Wijziging): Promise<void> {
  await registreerUitvoerders(w, DEMO_UITVOERDERS)
  await registreerLoketten(w, DEMO_LOKETTEN)
  for (const [gemeentecode, regels] of Map.groupBy(DEMO_UITVOERDERREGELS, (regel) => regel.gemeentecode)) {
    await registreerGemeenteUitvoerders(
      w,
      gemeentecode,
      regels.map((regel) => ({ ...regel, van: DEMO_VAN, totEnMet: null })),
    )
  }
  for (const [uitvoerder, regels] of Map.groupBy(DEMO_LOKETREGELS, (regel) => regel.uitvoerder)) {
    await registreerLoketRegels(w, uitvoerder, regels)
  }
}

function demoClient(issuer: string, { code, jwks }: DemoKeuze['clients'][number]): Client {
  const demo = DEMO_CLIENTS.find(({ deelnemer }) => deelnemer === code)
  if (!demo) throw new Error(`the demo has no client for ${code}`)
  return { ...demo, issuer, jwks, status: 'actief' }
}
