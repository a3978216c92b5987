import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { lijst } from './architectuur/bron.ts'
import type { Bekend } from './metrieken/keur.ts'
import { bekende, keur, lijnen } from './metrieken/keur.ts'
import {
  genoemdeLabels,
  lees,
  leesBord,
  leesRegels,
  metriekrijen,
  voorbeelden,
  vragenVan,
} from './metrieken/papieren.ts'
import { ontleed } from './metrieken/promql.ts'
import { rijenOnder } from './papieren/tabellen.ts'
import { maakMeetregister } from './steun/meetregister.ts'

let bekend: readonly Bekend[]
let er: ReadonlyMap<string, readonly string[]>

beforeAll(async () => {
  const { register, sluit } = await maakMeetregister()
  bekend = await bekende(register)
  er = lijnen(bekend)
  return sluit
})

const onze = () => bekend.filter(({ naam }) => naam.startsWith('warmknooppunt_'))
const regels = leesRegels()
const bord = leesBord()

describe('docs/metrieken.md', () => {
  test('has every metric of ours as the code registers it, once', () => {
    const verwacht = onze().map(
      ({ naam, soort, labels, uitleg }) =>
        `| \`${naam}\` | ${soort} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${uitleg} |`,
    )
    expect(metriekrijen().toSorted()).toEqual(verwacht.toSorted())
    expect(verwacht.length).toBeGreaterThan(40)
  })

  test('asks in its examples for what there is', () => {
    expect(keur(voorbeelden(), er)).toEqual([])
    expect(voorbeelden()).toHaveLength(1)
  })

  test('no metric has a label that may hold an id, a party or a value', () => {
    const gesloten = new Set([
      ...['stage', 'consument', 'topic', 'partitie', 'reden', 'soort', 'onderdeel', 'stand', 'uitkomst', 'afloop'],
      ...['bericht', 'foutcode', 'klok', 'tabel', 'kek', 'methode', 'route', 'status', 'code', 'map', 'versie'],
    ])
    expect(onze().flatMap(({ labels }) => labels.filter((label) => !gesloten.has(label)))).toEqual([])
  })
})

describe('infra/prometheus/regels.yml', () => {
  test('asks for metrics and labels that there are', () => {
    expect(
      keur(
        regels.map(({ alert, expr }) => ({ waar: alert, expr, legenda: [] })),
        er,
      ),
    ).toEqual([])
  })

  test('a rule that asks for what is not there, or is no PromQL, is found', () => {
    const fout = (expr: string) => keur([{ waar: 'x', expr, legenda: ['route'] }], er)
    expect(fout('sum by (route) (rate(warmknooppunt_http_verzoek_seconds_count[5m])) >')).toHaveLength(1)
    expect(fout('warmknooppunt_gereed{route="a"} == 0')).toEqual([
      'x: warmknooppunt_gereed has no label route',
      'x: nothing has label route',
    ])
    expect(fout('sum by (stage, route) (warmknooppunt_http_verzoek_seconds)')).toEqual([
      'x: no metric warmknooppunt_http_verzoek_seconds',
      'x: nothing has label stage',
      'x: nothing has label route',
      'x: nothing has label route',
    ])
  })

  test('every rule says how bad, how long, what to do, and names only labels that are left', () => {
    for (const regel of regels) {
      expect(regel, regel.alert).toMatchObject({
        for: expect.stringMatching(/^\d+[mh]$/),
        labels: { severity: expect.stringMatching(/^(critical|warning)$/) },
        annotations: {
          summary: expect.stringMatching(/^.{10,150}$/),
          description: expect.stringMatching(/^.{10,200}$/),
          runbook_url: `docs/meldingen.md#${regel.alert.toLowerCase()}`,
        },
      })
      const { keuzes, groepen } = ontleed(regel.expr)
      const over = groepen.length > 0 ? groepen : keuzes.flatMap(({ metriek }) => er.get(metriek) ?? [])
      expect([regel.alert, genoemdeLabels(regel).filter((label) => !over.includes(label))]).toEqual([regel.alert, []])
    }
    expect(new Set(regels.map(({ alert }) => alert)).size).toBe(regels.length)
  })

  test('every rule has its part in docs/meldingen.md, in order, and no part is left without a rule', () => {
    const paper = lees('docs/meldingen.md')
    expect([...paper.matchAll(/^### (\w+)$/gm)].map(([, naam]) => naam)).toEqual(regels.map(({ alert }) => alert))
    for (const { alert, labels } of regels) {
      const deel = paper.split(`### ${alert}\n`)[1]?.split('\n#')[0] ?? ''
      expect(deel, alert).toMatch(new RegExp(`^\\n\\*\\*${labels.severity}[\\s\\S]+\\*Look at:\\*[\\s\\S]+\\*Do:\\*`))
    }
  })

  test('the scrape of the example is the job that the rules and the dashboard know, and loads the rules', () => {
    const voorbeeld: { rule_files: string[]; scrape_configs: { job_name: string }[] } = parse(
      lees('infra/prometheus/prometheus.yml'),
    )
    expect(voorbeeld.rule_files).toEqual(['regels.yml'])
    expect(voorbeeld.scrape_configs.map(({ job_name }) => job_name)).toEqual(['warmknooppunt'])
    const jobs = regels.flatMap(({ expr }) => [...expr.matchAll(/job="(\w+)"/g)].map(([, job]) => job))
    expect(new Set(jobs)).toEqual(new Set(['warmknooppunt']))
  })
})

describe('what the hub says in its log', () => {
  const bron = lijst(new URL('..', import.meta.url).pathname)
    .filter((pad) => /^(packages|services)\/.*\.ts$/.test(pad) && !/\.(test|proef|suite)\.ts$/.test(pad))
    .map((pad) => readFileSync(new URL(`../${pad}`, import.meta.url), 'utf8'))
    .join('\n')
  const gezegd = new Set([...bron.matchAll(/'alarm\.([a-z-]+)'/g)].map(([, soort = '']) => soort))
  // These are made of a code: `alarm.${soort}`.
  for (const soort of ['contact-verstreken', 'gesprek-verstreken', 'operatortermijn-verstreken']) gezegd.add(soort)
  gezegd.add('besluit-verschilt')

  test('every other line that docs/meldingen.md sends the reader to is one', () => {
    const woord = /`((?:bus|http|bezorging|relais|spoor|sluitend|autorisatie|dienst|kek)\.[a-z-]+)`/g
    const genoemd = [...lees('docs/meldingen.md').matchAll(woord)].map(([, regel = '']) => regel)
    expect(genoemd.filter((regel) => !bron.includes(`'${regel}'`))).toEqual([])
    expect(new Set(genoemd).size).toBeGreaterThan(8)
  })

  test('of alarms every kind is in docs/meldingen.md, with what to do', () => {
    const rijen = rijenOnder(lees('docs/meldingen.md'), 'Alarm').map((rij) => /^\| `([a-z-]+)` \|/.exec(rij)?.[1])
    expect(rijen.filter((soort) => soort !== undefined).toSorted()).toEqual([...gezegd].toSorted())
  })
})

describe('infra/grafana/warmknooppunt.json', () => {
  test('asks for metrics and labels that there are', () => {
    expect(keur(vragenVan(bord), er)).toEqual([])
  })

  test('shows every metric of ours', () => {
    const getoond = new Set(vragenVan(bord).flatMap(({ expr }) => ontleed(expr).keuzes.map(({ metriek }) => metriek)))
    const naam = (lijn: string) => lijn.replace(/_(bucket|sum|count)$/, '')
    const namen = new Set([...getoond].map(naam))
    expect(onze().filter((metriek) => !namen.has(metriek.naam))).toEqual([])
  })

  test('can be imported: a variable for the source, panels with ids of their own, each from that source', () => {
    expect(bord.templating.list.map(({ name, type }) => [name, type])).toEqual([
      ['bron', 'datasource'],
      ['job', 'query'],
      ['instance', 'query'],
    ])
    const panelen = bord.panels.filter(({ type }) => type !== 'row')
    expect(new Set(bord.panels.map(({ id }) => id)).size).toBe(bord.panels.length)
    for (const paneel of panelen)
      expect(paneel).toMatchObject({ datasource: { type: 'prometheus', uid: expect.stringMatching(/^\$\{bron\}$/) } })
    const genoemd = bord.templating.list.flatMap(({ definition = '' }) => /\((\w+)[{,]/.exec(definition)?.[1] ?? [])
    expect(genoemd.map((naam) => er.has(naam))).toEqual([true, true])
  })
})
