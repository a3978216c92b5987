import { Writable } from 'node:stream'
import { Command, CommanderError } from 'commander'
import type { Omstandigheden } from './omstandigheden.ts'

export type Gedaan = { readonly code: number; readonly uit: string; readonly fout: string }
export type Toevoeging = (programma: Command, o: Omstandigheden) => void
export type Proefkeuze = { readonly env?: Record<string, string>; readonly nu?: string }

/** Runs one command in this process, with streams, environment and clock of its own. 64: commander refused it. */
export async function doe(voegToe: Toevoeging, argumenten: readonly string[], keuze: Proefkeuze = {}): Promise<Gedaan> {
  const uit = vang()
  const fout = vang()
  let code = 0
  const programma = new Command('knooppunt')
    .exitOverride()
    .configureOutput({ writeOut: uit.schrijf, writeErr: fout.schrijf })
  voegToe(programma, {
    env: keuze.env ?? {},
    nu: () => Temporal.Instant.from(keuze.nu ?? '2026-11-20T10:00:00Z'),
    uit: uit.stroom,
    fout: fout.stroom,
    eindig: (afloop) => {
      code = afloop
    },
  })
  try {
    await programma.parseAsync(argumenten, { from: 'user' })
  } catch (weigering) {
    if (!(weigering instanceof CommanderError)) throw weigering
    code = weigering.exitCode === 0 ? 0 : 64
  }
  return { code, uit: uit.tekst(), fout: fout.tekst() }
}

function vang() {
  let tekst = ''
  const schrijf = (stuk: string) => {
    tekst += stuk
  }
  const stroom = new Writable({
    decodeStrings: false,
    write: (stuk, _codering, klaar) => {
      schrijf(String(stuk))
      klaar()
    },
  })
  return { schrijf, stroom, tekst: () => tekst }
}
