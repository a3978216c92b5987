import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Broker } from '../infra/kafka/broker.ts'
import { maakBroker } from '../infra/kafka/broker.ts'
import type { Java } from '../infra/kafka/java.ts'
import { leeft } from '../services/knooppunt/src/ingebed/postmaster.ts'

/** As `docker run`: what was started outlives the client that started it, and keeps its name taken. */
function alsContainer(map: string): Java {
  const bestand = join(map, 'pid')
  const client = `[ -e "$1" ] && { echo 'the name is taken'; exit 125; }
    sleep 300 & echo $! >"$1.half"; mv "$1.half" "$1"
    [ -e "$1.stil" ] || echo 'Kafka Server started'
    [ -e "$1.stil" ] && { echo 'no room'; kill $!; }
    wait $!; rm -f "$1"`
  return {
    soort: 'container',
    luister: '127.0.0.1',
    opdracht: ({ klasse }) => (klasse === 'kafka.Kafka' ? ['sh', ['-c', client, 'sh', bestand]] : ['true', []]),
    sein: (_doel, teken) => ['sh', ['-c', `kill -${teken.slice(3)} $(cat "$1")`, 'sh', bestand]],
    ruim: () => ['sh', ['-c', '[ ! -e "$1" ] || { kill -KILL $(cat "$1"); rm -f "$1"; }', 'sh', bestand]],
  }
}

describe('a broker of which the process is not that of who started it', () => {
  let map: string
  let broker: Broker
  beforeEach(() => {
    map = mkdtempSync(join(tmpdir(), 'warmknooppunt-broker-'))
    broker = maakBroker({ java: alsContainer(map), map, poorten: { open: 1, bestuur: 2 } })
  })
  afterEach(async () => {
    await broker.dood()
    rmSync(map, { recursive: true, force: true })
  })
  const eigenPid = () => Number(readFileSync(join(map, 'pid'), 'utf8'))

  test('is what is killed, and its log keeps what it said before', async () => {
    await broker.start()
    const pid = eigenPid()
    expect(pid).not.toBe(broker.pid())
    await broker.dood()
    expect([broker.leeft(), existsSync(join(map, 'pid'))]).toEqual([false, false])
    await expect.poll(() => leeft(pid)).toBe(false)
    await broker.start()
    expect(readFileSync(join(map, 'broker.log'), 'utf8').match(/started/g)).toHaveLength(2)
  })

  test('is removed by the next start when who started it was killed, which finds the name free', async () => {
    await broker.start()
    const rest = eigenPid()
    process.kill(broker.pid(), 'SIGKILL')
    await broker.einde()
    expect([broker.leeft(), leeft(rest)]).toEqual([false, true])
    await broker.start()
    expect([broker.leeft(), eigenPid() === rest]).toEqual([true, false])
    await expect.poll(() => leeft(rest)).toBe(false)
  })

  test('is not up by what an earlier start said', async () => {
    await broker.start()
    await broker.dood()
    writeFileSync(join(map, 'pid.stil'), '')
    await expect(broker.start()).rejects.toThrow(/ended while it started.*no room/s)
  })

  test('moves a log that grew large aside', async () => {
    writeFileSync(join(map, 'broker.log'), 'x'.repeat(9_000_000))
    await broker.start()
    expect(readFileSync(join(map, 'broker.log'), 'utf8').length).toBeLessThan(1_000)
    expect(readFileSync(join(map, 'broker.log.1'), 'utf8')).toHaveLength(9_000_000)
  })
})
