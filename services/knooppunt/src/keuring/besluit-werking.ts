import type { Bevinding } from './bevinding.ts'
import { dagenTussen } from './bevinding.ts'

/** Of the database server and of the work that lies in it. */
export type Werkingsfeiten = {
  readonly server: Serverfeiten
  /** what the hub answers of itself; null = it does not answer */
  readonly gereed: { readonly redenen: readonly string[] } | null
  /** whether somebody gathers the metrics of the hub; null = cannot be told */
  readonly gemeten: boolean | null
  /** readers and how long the oldest message waits for each, in seconds */
  readonly lezers: readonly { readonly lezer: string; readonly seconden: number }[]
  readonly onverwerkbaar: number
  readonly geparkeerd: number
  /** tables with rows that are older than is kept, by so many days */
  readonly achter: readonly { readonly tabel: string; readonly dagen: number }[]
  /** endpoints that a second operator has to approve */
  readonly voorgesteld: readonly { readonly id: string; readonly deelnemer: string }[]
  readonly gepauzeerd: readonly { readonly id: string; readonly deelnemer: string; readonly reden: string }[]
  /** referrals for which an operator must choose the gemeente */
  readonly wachtend: number
  /** the last nightly reconciliation; null = none was done yet */
  readonly sluiting: { readonly gedaanOp: Temporal.Instant; readonly open: number; readonly verschillen: number } | null
}

export type Serverfeiten = {
  /** settings that must be on for a commit to outlive a crash, and are not */
  readonly onveilig: readonly string[]
  /** over a network and without TLS */
  readonly zonderTls: boolean
  /** roles of the hub that may sign in themselves, or stand above rights */
  readonly teRuim: readonly string[]
  readonly controlesommen: boolean
}

const LEZER_SECONDEN = 300
const SLUITING_DAGEN = 1

/** What is to be mended about the database server and the work in it. */
export function keurWerking(feiten: Werkingsfeiten, nu: Temporal.Instant): Bevinding[] {
  return [
    ...keurServer(feiten.server),
    ...keurGereed(feiten),
    ...keurGemeten(feiten),
    ...keurSluiting(feiten, nu),
    ...keurLezers(feiten),
    ...keurWachtend(feiten),
    ...keurBewaren(feiten),
  ]
}

function keurServer({ onveilig, zonderTls, teRuim, controlesommen }: Serverfeiten): Bevinding[] {
  const vast = { onderwerp: 'database' }
  const regels: readonly (readonly [boolean, Bevinding])[] = [
    [
      onveilig.length > 0,
      {
        ...vast,
        ernst: 'moet',
        wat: `the database server runs with ${onveilig.join(', ')} off`,
        waar: 'the settings of PostgreSQL',
        waarom: 'a message that was accepted may be gone after a crash',
        doe: `set ${onveilig.join(', ')} to on`,
      },
    ],
    [
      zonderTls,
      {
        ...vast,
        ernst: 'moet',
        wat: 'the connection to the database is not encrypted',
        waar: 'DATABASE_URL',
        waarom: 'who is on the path reads who takes part and who receives what',
        doe: 'add sslmode=verify-full (and sslrootcert) to DATABASE_URL',
      },
    ],
    [
      teRuim.length > 0,
      {
        ...vast,
        ernst: 'moet',
        wat: 'roles of the hub may sign in, or stand above rights',
        waar: teRuim.join(', '),
        waarom: 'the rights of a stage then no longer hold it to its own tables',
        doe: 'alter role <role> nologin nosuperuser nobypassrls; log-ins are made by npm run knooppunt -- aanmeldingen',
      },
    ],
    [
      !controlesommen,
      {
        ...vast,
        ernst: 'zou-moeten',
        wat: 'pages of the database carry no checksums',
        waar: 'the cluster of PostgreSQL',
        waarom: 'a disk that changes bits is not noticed, and ends in the back-ups',
        doe: 'stop it and run pg_checksums --enable',
      },
    ],
  ]
  return regels.flatMap(([geldt, bevinding]) => (geldt ? [bevinding] : []))
}

function keurGereed({ gereed }: Werkingsfeiten): Bevinding[] {
  const vast = { onderwerp: 'gereed', waar: '/gezondheid/gereed' }
  if (gereed === null) {
    return [
      {
        ...vast,
        ernst: 'zou-moeten',
        wat: 'the hub does not answer',
        waarom: 'parties cannot reach it, and nothing moves while it is down',
        doe: 'npm start, or name where it listens with --url',
      },
    ]
  }
  if (gereed.redenen.length === 0) return []
  return [
    {
      ...vast,
      ernst: 'moet',
      wat: `the hub is not ready: ${gereed.redenen.join(', ')}`,
      waarom: 'messages wait for the part that is ill',
      doe: 'mend what the reason names (docs/meldingen.md, NietGereed)',
    },
  ]
}

function keurGemeten({ gemeten }: Werkingsfeiten): Bevinding[] {
  if (gemeten !== false) return []
  return [
    {
      onderwerp: 'meldingen',
      ernst: 'zou-moeten',
      wat: 'no Prometheus gathered the metrics of the hub in the last quarter of an hour',
      waar: 'METRIEKEN_POORT',
      waarom: 'no alert can ring: nobody is told when messages stand still at night',
      doe: 'scrape it with infra/prometheus/prometheus.yml, whose rules alert (docs/meldingen.md)',
    },
  ]
}

function keurSluiting({ sluiting }: Werkingsfeiten, nu: Temporal.Instant): Bevinding[] {
  const vast = { onderwerp: 'sluitend', waar: 'the nightly reconciliation', doe: 'npm run knooppunt -- sluitend' }
  if (sluiting === null) return []
  if (sluiting.open + sluiting.verschillen > 0) {
    const wat = `${sluiting.open} accepted messages are open and ${sluiting.verschillen} things do not add up`
    return [{ ...vast, ernst: 'moet', wat, waarom: 'a message may be lost or doubled' }]
  }
  const dagen = dagenTussen(sluiting.gedaanOp, nu)
  if (dagen <= SLUITING_DAGEN) return []
  const wat = `the last one was done ${dagen} days ago`
  return [{ ...vast, ernst: 'zou-moeten', wat, waarom: 'what is lost since is not noticed' }]
}

function keurLezers({ lezers }: Werkingsfeiten): Bevinding[] {
  return lezers
    .filter(({ seconden }) => seconden > LEZER_SECONDEN)
    .map(({ lezer, seconden }) => ({
      onderwerp: 'achterstand',
      ernst: 'moet',
      wat: `the oldest message waits ${Math.round(seconden / 60)} minutes to be read`,
      waar: lezer,
      waarom: 'referrals are not delivered meanwhile',
      doe: 'see whether that stage (over Kafka: its relay) runs, and what its log says',
    }))
}

function keurWachtend({ onverwerkbaar, geparkeerd, gepauzeerd, voorgesteld, wachtend }: Werkingsfeiten): Bevinding[] {
  const tel = (aantal: number, bevinding: Omit<Bevinding, 'ernst'>): Bevinding[] =>
    aantal === 0 ? [] : [{ ...bevinding, ernst: 'moet' }]
  return [
    ...tel(onverwerkbaar, {
      onderwerp: 'onverwerkbaar',
      wat: `${onverwerkbaar} messages were put aside`,
      waar: 'routing, sla, delivery',
      waarom: 'they, and what comes behind them, do not arrive until an operator decides',
      doe: 'npm run knooppunt -- onverwerkbaar',
    }),
    ...tel(wachtend, {
      onderwerp: 'wacht',
      wat: `${wachtend} referrals wait for an operator to choose the gemeente`,
      waar: 'routing',
      waarom: 'somebody in trouble waits; the term is one werkdag',
      doe: 'npm run knooppunt -- wacht',
    }),
    ...tel(geparkeerd, {
      onderwerp: 'geparkeerd',
      wat: `${geparkeerd} pushes are parked`,
      waar: 'delivery',
      waarom: 'their receivers have them in the postvak only',
      doe: 'npm run knooppunt -- geparkeerd',
    }),
    ...gepauzeerd.flatMap(({ id, deelnemer, reden }) =>
      tel(1, {
        onderwerp: 'eindpunten',
        wat: `an endpoint is on pause (${reden})`,
        waar: `eindpunt ${id} of ${deelnemer}`,
        waarom: 'nothing is pushed to it until somebody looks at it',
        doe: `ask the party, then npm run knooppunt -- eindpunt hervat ${id}`,
      }),
    ),
    ...voorgesteld.flatMap(({ id, deelnemer }) =>
      tel(1, {
        onderwerp: 'eindpunten',
        wat: 'an endpoint was proposed and nobody approved it yet',
        waar: `eindpunt ${id} of ${deelnemer}`,
        waarom: 'nothing is pushed to it, and after seven days it is over',
        doe: `a second operator: npm run knooppunt -- eindpunt toon ${id}, then goed or beeindig`,
      }),
    ),
  ]
}

function keurBewaren({ achter }: Werkingsfeiten): Bevinding[] {
  return achter.map(({ tabel, dagen }) => ({
    onderwerp: 'bewaren',
    ernst: 'zou-moeten',
    wat: `rows are ${dagen} days older than is kept`,
    waar: tabel,
    waarom: 'they were promised to be gone, and the table grows',
    doe: 'npm run knooppunt -- bewaren tells when it was last done; the log of that service says why not (bewaring.mislukt)',
  }))
}
