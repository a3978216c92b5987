import { velden } from '@warmknooppunt/platform/http-verzoek'
import type { Command } from 'commander'
import { PAD } from '../register/registervraag.ts'
import { toonBeoordeling, toonUitkomst } from '../register/toon-register.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Operatoropties } from './hub-client.ts'
import { metOperator, operatorVraag } from './hub-client.ts'
import type { Lijst } from './lijst.ts'
import { leesLijst, toonLijst } from './lijst.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'

const LIJST: Lijst = { pad: `${PAD}?limiet=200`, veld: 'registerwijzigingen', volgende: ({ volgende }) => volgende }
const KOLOMMEN = ['id', 'stand', 'ingediendOp', 'door', 'versie', 'toelichting']
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

type Besluitopties = Operatoropties & { readonly toelichting?: string }

/** `registerwijzigingen`: who changed the register and why; proposals that wait for a second operator. */
export function voegRegisterwijzigingenToe(programma: Command, o: Omstandigheden = HIER): void {
  const groep = programma
    .command('registerwijzigingen')
    .description('who changed the register and why, and proposals that wait for a second operator (VIER_OGEN)')
  metOperator(groep.command('lijst', { isDefault: true }))
    .description('list changes and proposals, the latest first')
    .action((opties: Operatoropties) => voer(o, () => toonAlle(o, opties)))
  metOperator(groep.command('toon'))
    .argument('<id>', 'the change')
    .description('one change: who, when, why, what, and what it did to routing')
    .action((id: string, opties: Operatoropties) => voer(o, () => toonEen(o, opties, eisId(id))))
  besluit(groep, o, {
    naam: 'goed',
    pad: 'goedkeuringen',
    uitleg: 'approve a proposal of another operator; it is made at once',
  })
  besluit(groep, o, { naam: 'af', pad: 'afwijzingen', uitleg: 'refuse a proposal, or take back your own' })
}

function besluit(groep: Command, o: Omstandigheden, b: { naam: string; pad: string; uitleg: string }): void {
  metOperator(groep.command(b.naam))
    .argument('<id>', 'the proposal')
    .description(b.uitleg)
    .option('--toelichting <tekst>', 'why, kept with the decision')
    .action((id: string, opties: Besluitopties) =>
      voer(o, async () => {
        const vraag = await operatorVraag(o, opties)
        const body = opties.toelichting === undefined ? {} : { toelichting: opties.toelichting }
        const antwoord = await vraag({ method: 'POST', pad: `${PAD}/${eisId(id)}/${b.pad}`, body })
        const tekst = b.naam === 'goed' ? toonUitkomst(antwoord) : `refused: ${id}`
        await schrijf(o.uit, opties.json ? JSON.stringify(antwoord) : tekst)
        return AFLOOP.goed
      }),
    )
}

async function toonAlle(o: Omstandigheden, opties: Operatoropties): Promise<Afloop> {
  const rijen = await leesLijst(o, opties, LIJST)
  const tekst = toonLijst(
    rijen.map((rij) => ({ ...rij, door: velden(rij.indiener).clientId })),
    KOLOMMEN,
    'nobody changed the register over the API yet',
  )
  await schrijf(o.uit, opties.json ? JSON.stringify({ registerwijzigingen: rijen }) : tekst)
  return AFLOOP.goed
}

async function toonEen(o: Omstandigheden, opties: Operatoropties, id: string): Promise<Afloop> {
  const vraag = await operatorVraag(o, opties)
  const rij = velden(await vraag({ method: 'GET', pad: `${PAD}/${id}` }))
  const { stand, ingediendOp, indiener, toelichting, besluit: b } = rij
  const regels = [
    `${id}: ${String(stand)}`,
    `by ${String(velden(indiener).clientId)} at ${String(ingediendOp)}: ${String(toelichting)}`,
    ...(b === null ? [] : [`decided by ${String(velden(velden(b).door).clientId)} at ${String(velden(b).op)}`]),
    ...toonBeoordeling(rij),
  ]
  await schrijf(o.uit, opties.json ? JSON.stringify(rij) : regels.join('\n'))
  return AFLOOP.goed
}

function eisId(id: string): string {
  if (UUID.test(id)) return id
  throw commandofout(AFLOOP.gebruik, 'a change is named by its id; `registerwijzigingen` lists them')
}
