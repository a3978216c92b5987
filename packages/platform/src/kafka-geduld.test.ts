import { KafkaJSConnectionError } from 'kafkajs'
import { expect, test } from 'vitest'
import { metGeduld } from './kafka-geduld.ts'
import { maakLog } from './log.ts'
import { isStartfout } from './proces.ts'

const alsFout = (code: string) => Object.assign(new Error('planned'), { code })

/** Fails once with this error, and then succeeds, or waits no longer. */
async function probeer(fout: Error, signal?: AbortSignal) {
  const regels: string[] = []
  const codes: string[] = []
  let keer = 0
  const uitkomst = await metGeduld(
    async () => {
      if (keer++ === 0 || signal) throw fout
      return 'done'
    },
    {
      brokers: ['broker.example.nl:9092'],
      log: maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => void regels.push(regel) } }),
      gebeurtenis: 'proef.wacht',
      meld: (code) => void codes.push(code),
      ...(signal ? { signal } : {}),
    },
  ).catch((gegooid: unknown) => gegooid)
  return { uitkomst, codes, regels: regels.map((regel) => JSON.parse(regel)) }
}

test('what is away is waited for, and told as what it is: the cluster, or the database', async () => {
  const kafka = await probeer(new KafkaJSConnectionError('planned', { code: 'ECONNREFUSED' }))
  expect(kafka).toMatchObject({ uitkomst: 'done', codes: ['kafka-onbereikbaar'] })
  expect(kafka.regels).toMatchObject([{ gebeurtenis: 'proef.wacht', code: 'kafka-onbereikbaar', niveau: 'warn' }])
  const database = await probeer(alsFout('ECONNREFUSED'))
  expect(database).toMatchObject({ uitkomst: 'done', codes: ['database-outage'] })
  expect(database.regels[0]).toMatchObject({ tekst: 'the database does not answer' })
})

test('a cluster that does not let the hub in is waited for, with an error that says what to check', async () => {
  const { uitkomst, codes, regels } = await probeer(
    Object.assign(new KafkaJSConnectionError('planned'), { name: 'KafkaJSSASLAuthenticationError' }),
  )
  expect([uitkomst, codes]).toEqual(['done', ['kafka-aanmelding-geweigerd']])
  expect(regels[0]).toMatchObject({ niveau: 'error', tekst: expect.stringContaining('check KAFKA_SASL') })
})

test('what waiting does not mend is thrown as it is: a missing right or a certificate of the database, a mistake in the hub', async () => {
  for (const fout of [alsFout('42501'), alsFout('CERT_HAS_EXPIRED'), new TypeError('planned')]) {
    expect(await probeer(fout)).toEqual({ uitkomst: fout, codes: [], regels: [] })
  }
})

test('told to stop, the waiting ends with what was waited for', async () => {
  const { uitkomst } = await probeer(alsFout('ECONNREFUSED'), AbortSignal.timeout(50))
  expect(isStartfout(uitkomst) && uitkomst.message).toBe('Stopped while the database does not answer.')
})
