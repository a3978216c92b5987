import { setTimeout as wachtMs } from 'node:timers/promises'
import type { BusEvent } from './bericht.ts'
import { proefevent, uitbak } from './bus-proefevent.suite.ts'
import { transactie } from './db.ts'
import { foutcode } from './log.ts'
import { enqueue } from './outbox.ts'
import { maakPool } from './pool.ts'
import { isStoring } from './storing.ts'

/**
 * The whole program of a writer: one transaction that writes state and a message of a dossier to intake's outbox. Says on stdout what it was
 * told of its transaction, and ends. Its arguments are the address of the database, the dossier and the number.
 */
async function main([url = '', dossier = '', nr = '']: readonly string[]): Promise<void> {
  const pool = maakPool({ url, applicatie: 'proef-schrijver', rol: 'wk_intake' })
  const uitkomst = await transactie<void, BusEvent>(pool, uitbak, async (tx) => {
    await tx.query('insert into public.staat values ($1, $2)', [dossier, Number(nr)])
    enqueue(tx, proefevent(dossier, Number(nr)))
  }).then(
    () => 'committed',
    (fout) => `failed ${isStoring(fout) ? 'outage' : 'poison'} ${foutcode(fout)}`,
  )
  console.info(uitkomst)
  await Promise.race([pool.end(), wachtMs(1_000)])
  process.exit(0)
}

process.stdin.on('end', () => process.exit(1)).resume()
await main(process.argv.slice(2))
