import type { Log } from '@warmknooppunt/platform/log'
import { maakLog } from '@warmknooppunt/platform/log'

export type Uitvoer = {
  readonly log: Log
  /** shows the banner, and from then on the log lines as they come */
  toon(banner: string): void
}

/**
 * Where the all-in-one speaks. To a terminal: the banner first, then readable log lines. Elsewhere: stdout is JSON lines only, and the
 * banner goes to stderr.
 */
export async function maakUitvoer(niveau: string): Promise<Uitvoer> {
  if (!process.stdout.isTTY) {
    const log = maakLog({ dienst: 'knooppunt', niveau })
    return { log, toon: (banner) => void process.stderr.write(banner) }
  }
  process.stdout.write('Warmknooppunt is starting ...\n')
  const { PinoPretty } = await import('pino-pretty')
  const mooi = PinoPretty({
    messageKey: 'gebeurtenis',
    timestampKey: 'tijd',
    levelKey: 'niveau',
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'dienst',
    singleLine: true,
    sync: true,
  })
  let wacht: string[] | null = []
  const geefDoor = () => {
    for (const regel of wacht ?? []) mooi.write(regel)
    wacht = null
  }
  // A start that fails shows its lines all the same.
  process.once('exit', geefDoor)
  const naar = { write: (regel: string) => void (wacht ? wacht.push(regel) : mooi.write(regel)) }
  return {
    log: maakLog({ dienst: 'knooppunt', niveau, naar }),
    toon(banner) {
      process.stdout.write(banner)
      geefDoor()
    },
  }
}
