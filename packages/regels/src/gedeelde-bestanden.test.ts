import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { STANDAARD_AFSPRAKEN } from './afspraken.ts'
import type { PostcodeRij } from './bepaal-gemeente.ts'
import { bepaalGemeente } from './bepaal-gemeente.ts'
import { amsterdamseDag, dagErbij, eindeVanDag } from './dag.ts'
import type { GemeenteWijziging } from './herindeling.ts'
import { besluitOp } from './herindeling.ts'
import { atwFeestdagen, maakKalender } from './kalender.ts'
import { leesPostcode } from './postcode.ts'
import { contactTermijn, incassostop } from './termijnen.ts'

const map = new URL('../../../../shared/', import.meta.url)
const aanwezig = existsSync(new URL('postcodes/routing_testset.csv', map))
if (!aanwezig) console.info('../shared is not there: the routing test set and the term vectors are skipped')

type Rij = Readonly<Record<string, string>>

/** Fields between semicolons, some in double quotes. */
function velden(regel: string): string[] {
  return [...regel.matchAll(/(?:^|;)(?:"((?:[^"]|"")*)"|([^;]*))/g)].map(
    ([, tussenQuotes, kaal]) => tussenQuotes?.replaceAll('""', '"') ?? kaal ?? '',
  )
}

function lees(naam: string): Rij[] {
  const inhoud = readFileSync(new URL(naam, map))
  const tekst = (naam.endsWith('.gz') ? gunzipSync(inhoud) : inhoud).toString('utf8')
  const [kop = '', ...regels] = tekst.split(/\r?\n/).filter((regel) => regel !== '')
  const namen = velden(kop)
  return regels.map((regel) => {
    const waarden = velden(regel)
    return Object.fromEntries(namen.map((n, i) => [n, waarden[i] ?? '']))
  })
}

const veld = (rij: Rij, naam: string): string => rij[naam] ?? ''
const codes = (lijst: string): string[] => lijst.split('|').flatMap((c) => (c === '' ? [] : [c.replace('GM', '')]))

/** One row a candidate; a postcode that needs the number has only its numbered rows. */
function rijenVan(rij: Rij, postcode: string): PostcodeRij[] {
  if (veld(rij, 'status') === 'huisnummer_nodig') return []
  return codes(veld(rij, 'gemeentecode') || veld(rij, 'kandidaten')).map((gemeentecode) => ({
    postcode,
    huisnummer: null,
    gemeentecode,
  }))
}

function leesTabel() {
  const pc6Rijen = lees('postcodes/pc6_gemeente.csv.gz')
  const rijen = [
    ...pc6Rijen.flatMap((rij) => rijenVan(rij, veld(rij, 'pc6'))),
    ...lees('postcodes/pc6hnr_grensgevallen.csv').map((rij) => ({
      postcode: veld(rij, 'pc6'),
      huisnummer: Number(veld(rij, 'huisnummer')),
      gemeentecode: veld(rij, 'gemeentecode').replace('GM', ''),
    })),
    ...lees('postcodes/pc4_gemeente.csv').flatMap((rij) => rijenVan(rij, veld(rij, 'pc4'))),
  ]
  return {
    perPostcode: Map.groupBy(rijen, (rij) => rij.postcode),
    pc4MetPc6: new Set(pc6Rijen.map((rij) => veld(rij, 'pc6').slice(0, 4))),
  }
}

function leesWijzigingen(): GemeenteWijziging[] {
  return lees('postcodes/gemeente_wijzigingen.csv').flatMap((rij) =>
    codes(veld(rij, 'opgeheven')).map((opgeheven) => ({
      ingangsdatum: veld(rij, 'ingangsdatum'),
      opgeheven,
      opvolgers: [...codes(veld(rij, 'ontstaan')), ...codes(veld(rij, 'uitgebreid_of_gebruikt'))],
    })),
  )
}

describe.skipIf(!aanwezig)('the routing rule', () => {
  test('gives what all 1,078 rows of the routing test set expect on their day', () => {
    const { perPostcode, pc4MetPc6 } = leesTabel()
    const wijzigingen = leesWijzigingen()
    const testset = lees('postcodes/routing_testset.csv')
    const afwijkend = testset.flatMap((rij) => {
      const postcode = veld(rij, 'postcode')
      const lezing = leesPostcode(postcode)
      const sleutels = lezing.kind === 'postcode' ? [lezing.postcode, lezing.pc4] : []
      const rijen = sleutels.flatMap((sleutel) => perPostcode.get(sleutel) ?? [])
      const pc4HeeftPc6 = lezing.kind === 'postcode' && pc4MetPc6.has(lezing.pc4)
      const besluit = bepaalGemeente({ postcode, huisnummer: veld(rij, 'huisnummer'), rijen, pc4HeeftPc6 })
      const opDeDag = besluitOp(besluit, veld(rij, 'peildatum'), wijzigingen)
      const gekregen = [
        opDeDag.status,
        opDeDag.status === 'gevonden' ? [opDeDag.gemeentecode] : [],
        opDeDag.status === 'meerdere' ? opDeDag.kandidaten : [],
      ]
      const verwacht = [
        veld(rij, 'verwacht_status'),
        codes(veld(rij, 'verwachte_gemeentecode')),
        codes(veld(rij, 'kandidaten')).toSorted(),
      ]
      return JSON.stringify(gekregen) === JSON.stringify(verwacht) ? [] : [{ id: veld(rij, 'id'), gekregen, verwacht }]
    })
    expect(testset).toHaveLength(1_078)
    expect(afwijkend).toEqual([])
  }, 60_000)
})

describe.skipIf(!aanwezig)('the terms', () => {
  const jaren = { van: 2025, totEnMet: 2028 }
  const gelijkgesteld = () =>
    lees('calendar/feestdagen_atw.csv')
      .filter((rij) => veld(rij, 'grond').includes('lid 3'))
      .map((rij) => veld(rij, 'datum'))
  const atw = () => [2025, 2026, 2027, 2028].flatMap(atwFeestdagen).map((f) => f.dag)

  test('rest on the holidays of the table', () => {
    const uitTabel = lees('calendar/feestdagen_atw.csv').map((rij) => veld(rij, 'datum'))
    expect([...atw(), ...gelijkgesteld()].toSorted()).toEqual(uitTabel.toSorted())
  })

  test('are what all rows of the vectors expect', () => {
    const metBesluit = maakKalender(atw(), gelijkgesteld(), jaren)
    const zonderBesluit = maakKalender(atw(), [], jaren)
    const vectoren = lees('calendar/termijn_testvectoren.csv')
    expect(vectoren).toHaveLength(19)
    for (const rij of vectoren) {
      const aangenomenOp = Temporal.Instant.from(veld(rij, 'ontvangst_utc'))
      const dagNul = amsterdamseDag(aangenomenOp)
      const contact = { aangenomenOp, dagNul, afspraken: STANDAARD_AFSPRAKEN }
      const termijn = contactTermijn({ ...contact, kalender: metBesluit })
      const ongerold = dagErbij(dagNul, STANDAARD_AFSPRAKEN.stop.dagen)
      const stop = incassostop({ aangenomenOp, dagen: STANDAARD_AFSPRAKEN.stop.dagen, kalender: metBesluit })
      expect({
        ontvangst_lokaal: aangenomenOp.toZonedDateTimeISO('Europe/Amsterdam').toPlainDateTime().toString().slice(0, 16),
        ontvangst_utc: aangenomenOp.toString(),
        contact_uiterlijk_3wd_atw: termijn.uiterlijkOp,
        contact_uiterlijk_3wd_zonder_kb: contactTermijn({ ...contact, kalender: zonderBesluit }).uiterlijkOp,
        contact_uiterlijk_utc_eindedag_atw: termijn.tijdstip.toString(),
        stop_laatste_dag_30kd: ongerold,
        stop_einde_utc_eindedag: eindeVanDag(ongerold).toString(),
        stop_verlengd_atw_art1: stop.totEnMet,
      }).toEqual(rij)
    }
  })
})
