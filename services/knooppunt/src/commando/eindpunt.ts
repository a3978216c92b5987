import { velden } from '@warmknooppunt/platform/http-verzoek'
import type { Command } from 'commander'
import type { Afloop } from './afloop.ts'
import { AFLOOP } from './afloop.ts'
import { eisEindpunt, zorgVoorGeheim } from './geheim-bestand.ts'
import type { Operatoropties } from './hub-client.ts'
import { metOperator, operatorVraag } from './hub-client.ts'
import { leesAantal } from './lees-aantal.ts'
import { toonLijst } from './lijst.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'

const PAD = '/v1/beheer/eindpunten'
const KOLOMMEN = ['id', 'deelnemer', 'loket', 'status', 'reden', 'geheimVan']

type Lijstopties = Operatoropties & { readonly alle?: true; readonly deelnemer?: string }
type Redenopties = Operatoropties & { readonly toelichting?: string }
type Toevoegopties = Redenopties & {
  readonly adres: string
  readonly loket?: string
  readonly geheim?: string
  readonly gelijktijdig?: number
  readonly net: readonly string[]
  readonly http?: true
}

/** `eindpunt`: where the messages of a party are pushed, besides its postvak. */
export function voegEindpuntToe(programma: Command, o: Omstandigheden = HIER): void {
  const groep = programma
    .command('eindpunt')
    .description('where the messages of a party are pushed: add, approve, pause, resume, end')
    .addHelpText(
      'after',
      '\nMessages lie in the postvak of the party whatever becomes of a push. Another signing secret: `wissel geheim`.\nWhat happens to what waits: docs/beheer-register.md.',
    )
  metOperator(groep.command('lijst', { isDefault: true }))
    .description('every endpoint, by party; no address and no secret')
    .option('--deelnemer <code>', 'of this party only')
    .option('--alle', 'those that have ended as well')
    .action((opties: Lijstopties) => voer(o, () => toonAlle(o, opties)))
  metOperator(groep.command('toon'))
    .argument('<eindpunt>', 'its id')
    .description('one endpoint: its host, how it stands, and who did what about it')
    .action((id: string, opties: Operatoropties) => voer(o, () => toonEen(o, opties, eisEindpunt(id))))
  toevoegen(groep, o)
  for (const b of BESLUITEN) besluit(groep, o, b)
}

function toevoegen(groep: Command, o: Omstandigheden): void {
  metReden(groep.command('toevoegen'))
    .argument('<deelnemer>', 'whose it is, as in the register')
    .description('push what comes for a party from now on to this address as well; safe to repeat')
    .requiredOption('--adres <url>', 'https; without user name, password or #')
    .option('--loket <code>', 'only messages of this loket (default: of every loket without an endpoint of its own)')
    .option('--geheim <bestand>', 'file with the signing secret; made with one in it when it is not there')
    .option(
      '--gelijktijdig <aantal>',
      'how many requests at once, from one process (default: 50)',
      leesAantal({ naam: 'requests', min: 1, max: 500 }),
    )
    .option(
      '--net <cidr>',
      'a network besides the public internet in which it may lie; may be repeated',
      (net: string, netten: readonly string[]) => [...netten, net],
      [],
    )
    .option('--http', 'without TLS: only to this machine, with --net 127.0.0.0/8')
    .addHelpText('after', '\nWithout --geheim the hub makes the secret, and it is printed once.')
    .action((deelnemer: string, opties: Toevoegopties) => voer(o, () => voegToe(o, opties, deelnemer)))
}

type Besluit = {
  readonly naam: string
  readonly pad: string
  readonly uitleg: string
  readonly standaard: string
  readonly vertel: (antwoord: Readonly<Record<string, unknown>>) => string
}

const BESLUITEN: readonly Besluit[] = [
  {
    naam: 'goed',
    pad: 'goedkeuringen',
    uitleg: 'approve an endpoint that another operator proposed (VIER_OGEN); look at it first with `toon`',
    standaard: 'Eindpunt goedgekeurd',
    vertel: () => 'approved: messages go there from now on',
  },
  {
    naam: 'pauzeer',
    pad: 'pauzes',
    uitleg: 'send nothing there; what is for it waits',
    standaard: 'Eindpunt gepauzeerd',
    vertel: () => 'on pause: what is for it waits, and lies ready in the postvak meanwhile',
  },
  {
    naam: 'hervat',
    pad: 'hervattingen',
    uitleg: 'send there again, what was parked for the pause too',
    standaard: 'Eindpunt hervat',
    vertel: ({ vrijgegeven, meer }) =>
      `active: what waited goes, and ${String(vrijgegeven)} that were parked for the pause${meer ? '; more are: run this once more' : ''}`,
  },
  {
    naam: 'beeindig',
    pad: 'beeindigingen',
    uitleg: 'end it for good, or refuse a proposed one; what was for it stays in the postvak',
    standaard: 'Eindpunt beëindigd',
    vertel: () => 'ended for good: what waited for it is pushed no more, and lies in the postvak',
  },
]

function besluit(groep: Command, o: Omstandigheden, b: Besluit): void {
  metReden(groep.command(b.naam))
    .argument('<eindpunt>', 'its id, as `eindpunt lijst` has it')
    .description(b.uitleg)
    .action((id: string, opties: Redenopties) =>
      voer(o, async () => {
        const eindpunt = eisEindpunt(id)
        const vraag = await operatorVraag(o, opties)
        const body = { toelichting: opties.toelichting ?? b.standaard }
        const antwoord = velden(await vraag({ method: 'POST', pad: `${PAD}/${eindpunt}/${b.pad}`, body }))
        await schrijf(
          o.uit,
          opties.json ? JSON.stringify(antwoord) : `endpoint ${String(antwoord.eindpunt)} ${b.vertel(antwoord)}`,
        )
        return AFLOOP.goed
      }),
    )
}

function metReden(commando: Command): Command {
  return metOperator(commando).option(
    '--toelichting <tekst>',
    'why, kept with who did it; at most 200 characters, nothing about persons',
  )
}

async function toonAlle(o: Omstandigheden, opties: Lijstopties): Promise<Afloop> {
  const vraag = await operatorVraag(o, opties)
  const { eindpunten } = velden(await vraag({ method: 'GET', pad: PAD }))
  const rijen = (Array.isArray(eindpunten) ? eindpunten : [])
    .map(velden)
    .filter(({ status }) => opties.alle || status !== 'beeindigd')
    .filter(({ deelnemer }) => opties.deelnemer === undefined || deelnemer === opties.deelnemer)
  await schrijf(
    o.uit,
    opties.json ? JSON.stringify({ eindpunten: rijen }) : toonLijst(rijen, KOLOMMEN, 'there are no endpoints'),
  )
  return AFLOOP.goed
}

async function toonEen(o: Omstandigheden, opties: Operatoropties, id: string): Promise<Afloop> {
  const vraag = await operatorVraag(o, opties)
  const rij = velden(await vraag({ method: 'GET', pad: `${PAD}/${id}` }))
  const { deelnemer, loket, status, reden, oorsprong, toegestaneNetten, wijzigingen } = rij
  const netten = Array.isArray(toegestaneNetten) ? toegestaneNetten : []
  const regels = [
    `${id} of ${String(deelnemer)}${loket === null ? '' : `, loket ${String(loket)}`}: ${String(status)}${reden === null ? '' : ` (${String(reden)})`}`,
    `at ${String(oorsprong)}${netten.length === 0 ? '' : `, may lie in ${netten.join(' ')}`}`,
    ...(Array.isArray(wijzigingen) ? wijzigingen : [])
      .map(velden)
      .map(
        (w) =>
          `${String(w.op)} ${String(w.soort)} by ${w.client ?? 'nobody'}${w.toelichting ? `: ${w.toelichting}` : ''}`,
      ),
  ]
  await schrijf(o.uit, opties.json ? JSON.stringify(rij) : regels.join('\n'))
  return AFLOOP.goed
}

async function voegToe(o: Omstandigheden, opties: Toevoegopties, deelnemer: string): Promise<Afloop> {
  const { adres, loket, gelijktijdig, net, http, toelichting } = opties
  const vraag = await operatorVraag(o, opties)
  const geheim = opties.geheim === undefined ? {} : { geheim: await zorgVoorGeheim(opties.geheim) }
  const body = {
    ...{ deelnemer, adres, toelichting: toelichting ?? `Eindpunt van ${deelnemer}`, ...geheim },
    ...(loket === undefined ? {} : { loket }),
    ...(gelijktijdig === undefined ? {} : { gelijktijdig }),
    ...(net.length === 0 ? {} : { toegestaneNetten: net }),
    ...(http ? { httpToegestaan: true } : {}),
  }
  const antwoord = velden(await vraag({ method: 'POST', pad: PAD, body }))
  await schrijf(o.uit, opties.json ? JSON.stringify(antwoord) : vertel(antwoord, opties))
  return AFLOOP.goed
}

const STAND: Readonly<Record<string, string>> = {
  voorgesteld: 'proposed: it counts when another operator approves it with `eindpunt goed`',
  actief: 'active: what comes from now on is pushed there',
  gepauzeerd: 'it was there already, and is on pause',
}

function vertel({ eindpunt, status, geheim }: Readonly<Record<string, unknown>>, opties: Toevoegopties): string {
  const regels = [`endpoint ${String(eindpunt)} ${STAND[String(status)] ?? String(status)}`]
  if (typeof geheim === 'string') regels.push(`its secret, shown only now:\n${geheim}`)
  else if (opties.geheim !== undefined) regels.push(`its secret is in ${opties.geheim}`)
  else regels.push('it was there already, and its secret is not shown again: `wissel geheim` gives it another')
  return `${regels.join('\n')}\nGive the secret to the party by a way that only it reads.`
}
