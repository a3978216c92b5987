import type { Bevinding } from './bevinding.ts'

/** Who may do what at this hub. */
export type Partijfeiten = {
  /** clients of operators that may sign in, those of the demo left out */
  readonly operatoren: readonly string[]
  /** whether a second operator approves what may change who receives personal data */
  readonly vierOgen: boolean
  /** in force today or later */
  readonly overeenkomsten: number
  /** clients that may sign in, but only at an issuer of which this hub takes no tokens */
  readonly vreemdeClients: readonly string[]
}

/** What is to be mended about operators, agreements and clients. */
export function keurPartijen(feiten: Partijfeiten): Bevinding[] {
  return [...keurOperatoren(feiten), ...keurOvereenkomsten(feiten), ...keurUitgevers(feiten)]
}

function keurOperatoren({ operatoren, vierOgen }: Partijfeiten): Bevinding[] {
  const vast = { onderwerp: 'operatoren', waar: 'register, clients with scope beheer' }
  const doe =
    'a client with a key of its own for each operator: npm run knooppunt -- deelnemer sleutel (docs/beheer-register.md)'
  if (operatoren.length === 0) {
    const waarom = 'nobody can route what waits, or release what is parked'
    return [{ ...vast, ernst: 'moet', wat: 'no operator of your own may sign in', waarom, doe }]
  }
  if (operatoren.length === 1) {
    const [ernst, waarom] = vierOgen
      ? (['moet', 'VIER_OGEN asks for a second one: nothing of weight can be changed in the register'] as const)
      : (['zou-moeten', 'nobody stands in, and a second pair of eyes is not possible'] as const)
    return [{ ...vast, ernst, wat: 'there is one operator only', waarom, doe }]
  }
  if (vierOgen) return []
  return [
    {
      onderwerp: 'vier-ogen',
      ernst: 'zou-moeten',
      wat: 'one operator alone may change who receives personal data',
      waar: 'VIER_OGEN',
      waarom: 'a mistake or a stolen key sends what creditors refer to the wrong party',
      doe: 'set VIER_OGEN=ja: a second operator then approves such a change',
    },
  ]
}

function keurOvereenkomsten({ overeenkomsten }: Partijfeiten): Bevinding[] {
  if (overeenkomsten > 0) return []
  return [
    {
      onderwerp: 'overeenkomsten',
      ernst: 'moet',
      wat: 'no overeenkomst is in force',
      waar: 'register, overeenkomsten',
      waarom: 'every doorverwijzing is refused with geen-overeenkomst',
      doe: 'npm run knooppunt -- overeenkomst sluit, after its parties (docs/beheer-register.md)',
    },
  ]
}

function keurUitgevers({ vreemdeClients }: Partijfeiten): Bevinding[] {
  if (vreemdeClients.length === 0) return []
  return [
    {
      onderwerp: 'uitgevers',
      ernst: 'zou-moeten',
      wat: `${vreemdeClients.length} clients are registered only with an issuer of which this hub takes no tokens`,
      waar: `register, clients ${vreemdeClients.join(', ')}`,
      waarom: 'they cannot sign in; mostly the address of the hub (BASIS_URL) changed after they were registered',
      doe: 'register them with the issuer of this hub, or add theirs to UITGEVERS',
    },
  ]
}
