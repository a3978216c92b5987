import type { Db } from '@warmknooppunt/platform/db'
import { isProef } from '@warmknooppunt/platform/proef-store'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { Client } from '@warmknooppunt/register/client-store'
import { DEMO_CLIENTS } from '@warmknooppunt/register/demo/clients'
import { laadRijen } from '@warmknooppunt/register/laad-rijen'
import type { Rijen } from '@warmknooppunt/register/opzoekingen'
import { sleuteleindes } from '@warmknooppunt/register/sleutel-einde'
import type { Registerfeiten } from './besluit-register.ts'

export type Instellingen = {
  readonly vierOgen: boolean
  /** whose tokens this hub takes */
  readonly uitgevers: readonly string[]
}

/** What a keuring must know of the register as it is now. */
export async function verzamelRegister(db: Db, nu: Temporal.Instant, o: Instellingen): Promise<Registerfeiten> {
  const vandaag = amsterdamseDag(nu)
  const { rows } = await db.query<{ nummer: number }>('select nummer from register.versie')
  const rijen = await laadRijen(db, rows[0]?.nummer ?? 0)
  const actief = rijen.clients.filter(({ status }) => status === 'actief')
  const demo = actief.filter(isDemo)
  const opCode = new Map(rijen.deelnemers.map((een) => [een.deelnemer, een]))
  const tabel = rijen.postcodetabellen.find(({ geldigVanaf }) => geldigVanaf <= vandaag) ?? null
  return {
    proef: await isProef(db),
    vierOgen: o.vierOgen,
    vreemdeClients: vreemdeClients(actief, o.uitgevers),
    feestdagjaren: rijen.feestdagjaren,
    postcodetabel: tabel && { versie: tabel.versie, demo: tabel.naam === 'demo', geldigVanaf: tabel.geldigVanaf },
    overeenkomsten: rijen.overeenkomsten.filter((een) => een.totEnMet === null || een.totEnMet >= vandaag).length,
    demoClients: [...new Set(demo.map(({ clientId }) => clientId))],
    operatoren: operatorenVan(rijen, actief, vandaag),
    sleutels: sleuteleindes(rijen.clients, (code) => opCode.get(code) ?? null, nu).map(({ einde, ...rest }) => ({
      ...rest,
      totEnMet: einde.toString().slice(0, 10),
    })),
  }
}

function vreemdeClients(actief: readonly Client[], uitgevers: readonly string[]): string[] {
  const bekend = new Set(actief.filter(({ issuer }) => uitgevers.includes(issuer)).map(({ deelnemer }) => deelnemer))
  return [...new Set(actief.filter(({ deelnemer }) => !bekend.has(deelnemer)).map(({ clientId }) => clientId))]
}

function isDemo({ clientId, deelnemer }: Client): boolean {
  return DEMO_CLIENTS.some((demo) => demo.clientId === clientId && demo.deelnemer === deelnemer)
}

function operatorenVan({ deelnemers }: Rijen, actief: readonly Client[], vandaag: string): string[] {
  const operatoren = new Set(
    deelnemers
      .filter(
        ({ soort, status, totEnMet }) =>
          soort === 'operator' && status === 'actief' && (totEnMet ?? vandaag) >= vandaag,
      )
      .map(({ deelnemer }) => deelnemer),
  )
  const namen = actief
    .filter((client) => operatoren.has(client.deelnemer) && client.scopes.includes('beheer') && !isDemo(client))
    .map(({ clientId }) => clientId)
  return [...new Set(namen)]
}
