import type { Hubstand, Processtand } from './besluit-hubstand.ts'

/** What somebody must look at: what is seen, what to do, and the alert of docs/meldingen.md that says more about it. */
export type Aandacht = { readonly wat: string; readonly doe: string; readonly melding: string }

/** A reader that is behind by more than this is behind: the limit of the alert, without its five minutes. */
const ACHTER_SECONDEN = 60
const POSTVAK_SECONDEN = 300
const TIMER_SECONDEN = 300
const KLOKVERSCHIL_SECONDEN = 5
const KALENDER_DAGEN = 120
const JOURNAAL_SECONDEN = 60
const GIB = 1024 ** 3
const SLEUTEL_DAGEN = 365

/**
 * What in this hub wants a person now, the worst first: the limits of the alert rules (infra/prometheus/regels.yml), looked at once. Nothing that
 * takes a history to tell (a rate, a trend) is in it; the alerts watch that.
 */
export function bepaalAandacht(stand: Hubstand): readonly Aandacht[] {
  return [
    ...stand.processen.flatMap(procesAandacht),
    ...berichten(stand),
    ...stages(stand),
    ...klokken(stand),
    ...bezorging(stand),
    ...buiten(stand),
    ...schijven(stand),
    ...sleutels(stand),
  ]
}

function procesAandacht({ adres, bereikt, gereed, redenen }: Processtand): readonly Aandacht[] {
  if (!bereikt) {
    return [als(`${adres} does not answer`, 'see whether its process runs, and the end of its log', 'GeenMeting')]
  }
  if (gereed) return []
  const waarom = redenen.length === 0 ? 'it is starting or stopping' : redenen.join('; ')
  return [als(`${adres} is not ready: ${waarom}`, 'mend what the reason names; it goes on by itself', 'NietGereed')]
}

function berichten({ wachtOpPostvakSeconden, sluitend }: Hubstand): readonly Aandacht[] {
  return [
    ...indien(
      wachtOpPostvakSeconden > POSTVAK_SECONDEN,
      `an accepted message waits ${wachtOpPostvakSeconden.toFixed(0)} s for its postvak`,
      '`sluitend` names it',
      'OpenZonderPostvak',
    ),
    ...indien(
      sluitend.open > 0 || sluitend.verschillen > 0,
      `last night ${sluitend.open} accepted messages were neither delivered nor explained, ${sluitend.verschillen} did not add up`,
      '`sluitend` names them',
      'NietSluitend',
    ),
  ]
}

function stages({ stages }: Hubstand): readonly Aandacht[] {
  return stages.flatMap(({ stage, achterstand, achterstandSeconden, onverwerkbaar }) => [
    ...indien(
      achterstandSeconden > ACHTER_SECONDEN,
      `${stage} is ${achterstandSeconden.toFixed(0)} s behind, ${achterstand} messages`,
      'see its log, and whether its database keeps up',
      'LezerBlijftAchter',
    ),
    ...indien(
      onverwerkbaar > 0,
      `${stage} put ${onverwerkbaar} messages aside`,
      '`onverwerkbaar` lists them, `herstel` has them handled again',
      'BerichtenApart',
    ),
  ])
}

function klokken({ klokken }: Hubstand): readonly Aandacht[] {
  const { teLaatSeconden, kalenderDagen, klokverschilSeconden } = klokken
  return [
    ...indien(
      teLaatSeconden > TIMER_SECONDEN,
      `a timer should have fired ${teLaatSeconden.toFixed(0)} s ago`,
      'see the log of sla',
      'TimersBlijvenLiggen',
    ),
    ...indien(
      Math.abs(klokverschilSeconden ?? 0) > KLOKVERSCHIL_SECONDEN,
      `the clock here and that of the database are ${klokverschilSeconden} s apart`,
      'set both by NTP',
      'KlokVerschil',
    ),
    ...indien(
      (kalenderDagen ?? KALENDER_DAGEN) < KALENDER_DAGEN,
      `the register knows the holidays of ${kalenderDagen} days from today`,
      'add the next year to the register',
      'KalenderLooptAf',
    ),
  ]
}

function bezorging({ bezorging }: Hubstand): readonly Aandacht[] {
  return [
    ...indien(
      bezorging.geparkeerd > 0,
      `${bezorging.geparkeerd} pushes are parked`,
      '`geparkeerd` lists them, `herbezorg` sends them again',
      'WachtOpOperator',
    ),
    ...indien(
      bezorging.gepauzeerdeEindpunten > 0,
      `${bezorging.gepauzeerdeEindpunten} endpoints are on pause`,
      'ask the party; its messages wait in its postvak',
      'EindpuntGepauzeerd',
    ),
  ]
}

function buiten({ buiten }: Hubstand): readonly Aandacht[] {
  return indien(
    (buiten.journaalAchterSeconden ?? 0) > JOURNAAL_SECONDEN,
    `the journal outside the database is ${buiten.journaalAchterSeconden?.toFixed(0)} s behind`,
    'see whether the disk of JOURNAAL_MAP is full or away',
    'JournaalAchter',
  )
}

function schijven({ schijven }: Hubstand): readonly Aandacht[] {
  return schijven.flatMap(({ adres, map, vrij, totaal }) => {
    const wat = `the disk of ${map} at ${adres} has ${(vrij / GIB).toFixed(1)} GiB left`
    if (vrij < GIB && vrij < totaal * 0.05) return [als(wat, 'make room now', 'SchijfVol')]
    return indien(vrij < 5 * GIB && vrij < totaal * 0.15, wat, 'make room', 'SchijfKrap')
  })
}

function sleutels({ sleutels: { kekDagen, handtekensleutelDagen, geheimDagen } }: Hubstand): readonly Aandacht[] {
  const oud = (dagen: number | null, wat: string, doe: string, melding: string) =>
    indien((dagen ?? 0) > SLEUTEL_DAGEN, `${wat} is ${dagen?.toFixed(0)} days old`, doe, melding)
  return [
    ...oud(kekDagen, 'the key-encryption key', '`wissel kek`', 'KekOud'),
    ...oud(handtekensleutelDagen, 'the key that signs tokens', '`wissel handtekensleutel`', 'HandtekensleutelOud'),
    ...oud(geheimDagen, 'the secret of an endpoint', '`wissel geheim` lists them', 'GeheimOud'),
  ]
}

function indien(zo: boolean, wat: string, doe: string, melding: string): readonly Aandacht[] {
  return zo ? [als(wat, doe, melding)] : []
}

function als(wat: string, doe: string, melding: string): Aandacht {
  return { wat, doe, melding }
}
