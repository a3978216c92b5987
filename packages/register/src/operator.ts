import type { Db } from '@warmknooppunt/platform/db'
import type { Operator } from '@warmknooppunt/platform/onverwerkbaar-routes'
import type { Probleem } from '@warmknooppunt/platform/probleem'
import { probleem } from '@warmknooppunt/platform/probleem'
import type { Clientnaam } from './aanroeper.ts'
import { bepaalAanroeper } from './aanroeper.ts'
import type { Register } from './stand.ts'

export type Operatorkeuze = {
  readonly register: Register
  readonly pool: Db
  readonly nu: () => Temporal.Instant
}

/** Whether a client is one of an operator, by the register as it is now; else the refusal. */
export function maakOperatorcheck({ register, pool, nu }: Operatorkeuze) {
  return async (client: Clientnaam): Promise<Operator | Probleem> => {
    const wie = bepaalAanroeper(await register.stand(pool), client, nu())
    switch (wie.kind) {
      case 'onbekend':
        return probleem('geen-recht', 'Deze client hoort niet bij een deelnemer van het knooppunt.')
      case 'geweigerd':
        return probleem(
          'deelnemer-geblokkeerd',
          'De deelname is geblokkeerd of beëindigd. Neem contact op met de beheerder van het knooppunt.',
        )
      case 'goed':
        return wie.aanroeper.rol === 'operator'
          ? { kind: 'operator', deelnemer: wie.deelnemer.deelnemer }
          : probleem('geen-recht', 'Dit is alleen voor beheerders van het knooppunt.')
    }
  }
}
