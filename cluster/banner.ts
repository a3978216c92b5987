import { relative } from 'node:path'
import { eersteStappen } from '../services/knooppunt/src/banner.ts'
import type { Cluster } from './cluster.ts'
import type { Keuze } from './opdrachtregel.ts'
import { standbestand } from './stand.ts'

/** What a person sees when all is ready: where things are, which processes there are, and a first call. */
export function banner(cluster: Cluster, keuze: Keuze, seconden: number): string {
  const { basis, issuer, data } = cluster
  const plekken = [
    ['API', `${basis}/v1`],
    ['Tokens', `${issuer}/token`],
    ...(keuze.gateway ? [['Health of the gateway', `${basis}/gezondheid/gereed`]] : []),
    ...(cluster.demoOntvanger === null ? [] : [['Demo webhook receiver', cluster.demoOntvanger]]),
    [
      'Bus',
      keuze.bus === 'postgres'
        ? 'the outboxes in PostgreSQL'
        : `Kafka${cluster.broker ? ` at ${cluster.broker.adres}` : ''}`,
    ],
    ['Database', cluster.database.pid === null ? 'the one of DATABASE_URL' : 'embedded PostgreSQL'],
    ['Data folder', data.map],
    ['What runs', standbestand(data.map)],
    ['Logs', `${data.log}/<name>.log`],
  ]
  const processen = cluster.processen().map((deel) => {
    const metrieken = deel.metriekenPoort === null ? '' : `  metrics :${deel.metriekenPoort}`
    return `  ${deel.naam.padEnd(22)} ${deel.url}${metrieken}  pid ${deel.pid()}`
  })
  const vanHier = relative(process.cwd(), data.map)
  const map = vanHier.startsWith('..') ? data.map : vanHier
  return [
    '',
    `The cluster is ready, after ${seconden} s.`,
    '',
    ...plekken.map(([naam = '', waarde = '']) => `  ${naam.padEnd(22)} ${waarde}`),
    '',
    ...processen,
    ...(keuze.demo && keuze.gateway ? eersteStappen(basis, `DATA_MAP=${map} `) : []),
    '',
    '',
  ].join('\n')
}
