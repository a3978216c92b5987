import type { Kafkaplek } from '@warmknooppunt/platform/kafka'
import type { Beheer } from '@warmknooppunt/platform/kafka-cluster'
import { keurBinding, legBindingUit } from '@warmknooppunt/platform/kafka-cluster'
import { bind, leesBinding, vergeetMerken } from '@warmknooppunt/platform/kafka-store'
import type { Topicopzet } from '@warmknooppunt/platform/kafka-topics'
import { keurTopics, topicopzetten } from '@warmknooppunt/platform/kafka-topics'
import { leesTopics, maakTopics } from '@warmknooppunt/platform/kafka-topics-beheer'
import { legKafkafoutUit } from '@warmknooppunt/platform/kafka-uitleg'
import { lezersVan, naarLezende, schrijverVan } from '@warmknooppunt/platform/onderwerp'
import { zetTerug } from '@warmknooppunt/platform/relais-store'
import type { Topic } from '@warmknooppunt/schemas/topics'
import type { Pool } from 'pg'
import { AFLOOP, commandofout } from './afloop.ts'
import { zonderRelais } from './relais-sloten.ts'
import type { Beeld } from './toon-topics.ts'

type Waar = { readonly admin: Beheer; readonly plek: Kafkaplek; readonly pool: Pool }

/** How the topics and the binding are now. */
export async function leesBeeld({ admin, plek, pool }: Waar): Promise<Beeld> {
  const binding = await leesBinding(pool)
  const cluster = await admin.describeCluster()
  const opzetten = topicopzetten(plek)
  const standen = await leesTopics(admin, opzetten)
  const hier = { clusterId: cluster.clusterId, voorvoegsel: plek.voorvoegsel }
  return {
    ...hier,
    brokers: cluster.brokers.length,
    plek,
    binding,
    verband: keurBinding(binding, hier),
    opzetten,
    standen,
    verschillen: keurTopics(opzetten, standen),
    gedaan: { gemaakt: [], hersteld: [], gebonden: false, opnieuw: [] },
  }
}

/** Makes and mends what can be, and binds. For another cluster only while no relay runs. */
export async function maak(waar: Waar, nieuwCluster: boolean): Promise<Beeld> {
  return nieuwCluster ? await zonderRelais(waar.pool, () => leg(waar, true)) : await leg(waar, false)
}

/**
 * First the database is made ready to send again what a topic that is made anew lacks, which does no harm
 * when the rest fails; the binding comes last, so that a second run does what a first left undone.
 */
async function leg(waar: Waar, nieuwCluster: boolean): Promise<Beeld> {
  const { admin, plek, pool } = waar
  const voor = await leesBeeld(waar)
  await weiger(waar, voor, nieuwCluster)
  const ontbreekt = voor.verschillen.filter(({ ernst }) => ernst === 'ontbreekt').map(({ topic }) => topic)
  const opnieuw = nieuwCluster ? voor.opzetten.map(({ topic }) => topic) : ontbreekt
  await zendOpnieuw(pool, opnieuw)
  const { gemaakt, hersteld } = await maakTopics(admin, voor.opzetten, voor.verschillen)
  // As it is now: what broke order may just have been mended.
  const { verschillen } = await leesBeeld(waar)
  const orde = verschillen.some(({ ernst }) => ernst === 'orde')
  const gebonden = !orde && (voor.verband !== 'gebonden' || nieuwCluster)
  if (gebonden) await bind(pool, { clusterId: voor.clusterId, voorvoegsel: plek.voorvoegsel })
  return { ...(await leesBeeld(waar)), gedaan: { gemaakt, hersteld, gebonden, opnieuw } }
}

async function weiger({ admin, plek }: Waar, beeld: Beeld, nieuwCluster: boolean): Promise<void> {
  if (beeld.verband === 'ander' && !nieuwCluster) {
    throw commandofout(AFLOOP.config, legBindingUit(beeld.binding, beeld))
  }
  const maakt = beeld.verschillen.some(({ ernst }) => ernst === 'ontbreekt')
  if (maakt && beeld.brokers < plek.replicatie) {
    throw commandofout(
      AFLOOP.config,
      `${legKafkafoutUit(plek.brokers, 'kafka-te-weinig-brokers')}: ${beeld.brokers} of ${plek.replicatie}`,
    )
  }
  if (beeld.verband === 'los' && !nieuwCluster) await weigerVreemde(admin, beeld)
}

/** Two hubs on the same topics would handle each other's messages. */
async function weigerVreemde(admin: Beheer, { opzetten, standen }: Beeld): Promise<void> {
  for (const { naam } of opzetten.filter((opzet) => standen.some((stand) => stand.naam === opzet.naam))) {
    if (!(await heeftBerichten(admin, naam))) continue
    throw commandofout(
      AFLOOP.config,
      `topic ${naam} holds messages, and this database is bound to no cluster: they are of another hub. Give this hub a KAFKA_VOORVOEGSEL of its own, ` +
        'or delete the topics when that hub is gone; --nieuw-cluster takes them over as they are',
    )
  }
}

async function heeftBerichten(admin: Beheer, naam: Topicopzet['naam']): Promise<boolean> {
  const partities = await admin.fetchTopicOffsets(naam)
  return partities.some(({ high }) => high !== '0')
}

/** Relays go back to what all readers have applied, and readers look for their place on the cluster anew. */
async function zendOpnieuw(pool: Pool, onderwerpen: readonly Topic[]): Promise<void> {
  if (onderwerpen.length === 0) return
  const client = await pool.connect()
  try {
    await client.query('begin')
    for (const topic of onderwerpen) {
      const schrijver = schrijverVan(topic)
      await zetTerug(client, schrijver)
      for (const naam of lezersVan(schrijver)) {
        const stage = naarLezende(naam)
        if (stage !== null) await vergeetMerken(client, { stage, consument: stage, topic })
      }
    }
    await client.query('commit')
  } finally {
    // Whatever went wrong: a connection with an open transaction is closed, not given back.
    client.release(true)
  }
}
