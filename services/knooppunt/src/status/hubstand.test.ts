import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bepaalAandacht } from './besluit-aandacht.ts'
import { bepaalHubstand } from './besluit-hubstand.ts'
import { leesMetriektekst } from './besluit-metriektekst.ts'
import { bepaalTempo, toonHubstand } from './toon-hubstand.ts'

const OP = '2026-11-27T10:00:00.000Z'
const GOED =
  'warmknooppunt_gereed 1\nwarmknooppunt_versie_info{versie="0.1.0"} 1\nprocess_start_time_seconds 1795768473\nprocess_resident_memory_bytes 104857600'
const lees = (adres: string, tekst: string | null) => ({
  adres,
  metingen: tekst === null ? null : leesMetriektekst(tekst),
})
const stand = (...teksten: (string | null)[]) =>
  bepaalHubstand(
    teksten.map((tekst, i) => lees(`proces-${i + 1}`, tekst)),
    OP,
  )
const meldingen = (...teksten: (string | null)[]) => bepaalAandacht(stand(...teksten)).map(({ melding }) => melding)

describe('the state of a hub', () => {
  it('takes of what all processes read from the database the highest, and sums what each counted itself', () => {
    const uit = stand(
      `${GOED}
warmknooppunt_uitbak_berichten{stage="intake"} 3
warmknooppunt_bus_achterstand_berichten{consument="dossier",topic="berichten"} 2
warmknooppunt_bus_achterstand_berichten{consument="dossier",topic="termijnen"} 5
warmknooppunt_http_verzoek_seconds_count{methode="GET",route="/v1",status="200"} 10
warmknooppunt_http_verzoek_seconds_count{methode="GET",route="/v1",status="503"} 1
warmknooppunt_alarm_total{soort="klokverschil"} 1
warmknooppunt_klokverschil_seconden -7`,
      `${GOED}
warmknooppunt_uitbak_berichten{stage="intake"} 4
warmknooppunt_relais_achterstand_berichten{stage="sla"} 9
warmknooppunt_bus_achterstand_berichten{consument="dossier",topic="berichten"} 3
warmknooppunt_http_verzoek_seconds_count{methode="GET",route="/v1",status="200"} 20
warmknooppunt_alarm_total{soort="klokverschil"} 2
warmknooppunt_klokverschil_seconden 1`,
    )
    expect(uit.stages).toMatchObject([
      { stage: 'intake', uitbak: 4, achterstand: 0 },
      { stage: 'routing', uitbak: null },
      { stage: 'sla', uitbak: 9 },
      { stage: 'delivery' },
      { stage: 'dossier', uitbak: null, achterstand: 8 },
    ])
    expect(uit.tellers).toMatchObject({ verzoeken: 31, fouten: 1, alarmen: { klokverschil: 3 } })
    expect(uit.klokken.klokverschilSeconden).toBe(-7)
    expect(uit.processen[0]).toEqual({
      adres: 'proces-1',
      bereikt: true,
      gereed: true,
      redenen: [],
      versie: '0.1.0',
      gestartOp: '2026-11-27T08:34:33Z',
      geheugenMb: 100,
    })
  })

  it('tells what passes a second between two looks, and nothing of a process that began anew', () => {
    const nu = (tellers: string) => stand(`${GOED}\n${tellers}`)
    const later = {
      ...nu('warmknooppunt_postvak_geplaatst_total 30\nwarmknooppunt_bus_toegepast_total{topic="a"} 4'),
      op: '2026-11-27T10:00:02.000Z',
    }
    const eerder = nu('warmknooppunt_postvak_geplaatst_total 10\nwarmknooppunt_bus_toegepast_total{topic="a"} 9')
    expect(bepaalTempo(eerder, later)).toEqual({ verzoeken: 0, geplaatst: 10, toegepast: 0 })
    expect(bepaalTempo(later, later)).toBeNull()
  })

  it('wants no attention when all is well', () => {
    expect(meldingen(GOED)).toEqual([])
    expect(toonHubstand(stand(GOED), [], null)).toContain('Nothing wants attention.')
  })

  it.each([
    ['GeenMeting', null],
    ['NietGereed', 'warmknooppunt_gereed 0\nwarmknooppunt_onderdeel_reden{onderdeel="sla.timers",reden="stopped"} 1'],
    ['OpenZonderPostvak', `${GOED}\nwarmknooppunt_oudste_aangenomen_zonder_postvak_seconden{stage="sla"} 301`],
    ['NietSluitend', `${GOED}\nwarmknooppunt_sluitend_open 1`],
    ['NietSluitend', `${GOED}\nwarmknooppunt_sluitend_verschillen 1`],
    ['LezerBlijftAchter', `${GOED}\nwarmknooppunt_bus_achterstand_seconden{consument="sla",topic="routeringen"} 61`],
    ['BerichtenApart', `${GOED}\nwarmknooppunt_onverwerkbaar{stage="routing",reden="fout"} 1`],
    ['TimersBlijvenLiggen', `${GOED}\nwarmknooppunt_sla_timers_oudste_rijp_seconden 301`],
    ['KlokVerschil', `${GOED}\nwarmknooppunt_klokverschil_seconden -6`],
    ['KalenderLooptAf', `${GOED}\nwarmknooppunt_kalender_bekend_dagen 119`],
    ['WachtOpOperator', `${GOED}\nwarmknooppunt_bezorgingen_geparkeerd{reden="geweigerd"} 1`],
    ['EindpuntGepauzeerd', `${GOED}\nwarmknooppunt_eindpunten_gepauzeerd 1`],
    [
      'SchijfVol',
      `${GOED}\nwarmknooppunt_schijf_vrij_bytes{map="data"} 1e9\nwarmknooppunt_schijf_totaal_bytes{map="data"} 1e12`,
    ],
    [
      'SchijfKrap',
      `${GOED}\nwarmknooppunt_schijf_vrij_bytes{map="data"} 1e9\nwarmknooppunt_schijf_totaal_bytes{map="data"} 1e10`,
    ],
    ['KekOud', `${GOED}\nwarmknooppunt_kek_leeftijd_dagen 366`],
    ['HandtekensleutelOud', `${GOED}\nwarmknooppunt_autorisatie_sleutel_leeftijd_dagen 366`],
    ['GeheimOud', `${GOED}\nwarmknooppunt_eindpunt_geheim_oudste_dagen 366`],
    ['JournaalAchter', `${GOED}\nwarmknooppunt_journaal_achter_seconden{stage="intake"} 61`],
  ])('wants attention as the alert %s would', (melding, tekst) => {
    expect(meldingen(tekst)).toEqual([melding])
    const uitleg = readFileSync(new URL('../../../../docs/meldingen.md', import.meta.url), 'utf8')
    expect(uitleg).toContain(`### ${melding}\n`)
    expect(toonHubstand(stand(tekst), bepaalAandacht(stand(tekst)), null)).toContain(`(${melding})`)
  })

  it('names why a process is not ready', () => {
    const [eerste] = bepaalAandacht(
      stand('warmknooppunt_gereed 0\nwarmknooppunt_onderdeel_reden{onderdeel="sla.timers",reden="stopped"} 1'),
    )
    expect(eerste?.wat).toBe('proces-1 is not ready: sla.timers: stopped')
  })

  it('asks only for metrics that there are', () => {
    const code = readFileSync(new URL('./besluit-hubstand.ts', import.meta.url), 'utf8')
    const papier = readFileSync(new URL('../../../../docs/metrieken.md', import.meta.url), 'utf8')
    const namen = [...code.matchAll(/'(warmknooppunt_\w+)'/g)].map(([, naam = '']) => naam)
    expect(namen.length).toBeGreaterThan(15)
    expect(namen.filter((naam) => !papier.includes(`\`${naam.replace(/_count$/, '')}\``))).toEqual([])
  })
})
