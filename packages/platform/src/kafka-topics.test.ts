import { topics } from '@warmknooppunt/schemas/topics'
import { describe, expect, test } from 'vitest'
import { keurBinding } from './kafka-cluster.ts'
import type { Topicstand } from './kafka-topics.ts'
import { keurTopics, topicopzetten } from './kafka-topics.ts'
import { PARTITIES } from './partitie.ts'

const opzetten = topicopzetten({ voorvoegsel: 'a.', replicatie: 3 })
const goed: readonly Topicstand[] = opzetten.map(({ naam, partities, replicatie, instellingen }) => {
  return { naam, partities, replicatie, instellingen }
})

/** With one topic changed. */
function met(anders: Partial<Topicstand>): string[] {
  const standen = goed.map((stand) => (stand.naam === 'a.berichten' ? { ...stand, ...anders } : stand))
  return keurTopics(opzetten, standen).map((v) => `${v.naam} ${v.wat} ${v.is}/${v.moet} ${v.ernst} ${v.maakbaar}`)
}
const metInstelling = (wat: string, is: string) =>
  met({ instellingen: { ...goed.find(({ naam }) => naam === 'a.berichten')?.instellingen, [wat]: is } })

describe('the table of topics on a cluster', () => {
  test('has every topic, and the partitions that the outboxes count by', () => {
    expect(opzetten.map(({ topic }) => topic)).toEqual(Object.keys(topics))
    expect(opzetten.map(({ partities }) => partities)).toEqual(opzetten.map(() => PARTITIES))
  })

  test.each([
    [1, '1'],
    [2, '1'],
    [3, '2'],
    [5, '4'],
  ])('on %i brokers a message is safe on %s', (replicatie, minstens) => {
    const [opzet] = topicopzetten({ voorvoegsel: '', replicatie })
    expect(opzet?.instellingen['min.insync.replicas']).toBe(minstens)
  })

  test('keeps longer than an outbox keeps what was shipped', () => {
    const dag = 86_400_000
    expect(opzetten.every(({ instellingen }) => Number(instellingen['retention.ms']) > 35 * dag)).toBe(true)
  })
})

describe('what differs', () => {
  test('is nothing where all is as asked, or more is kept', () => {
    expect(keurTopics(opzetten, goed)).toEqual([])
    expect(metInstelling('retention.ms', '-1')).toEqual([])
    expect(metInstelling('retention.ms', '9999999999')).toEqual([])
    expect(metInstelling('max.message.bytes', '100000000')).toEqual([])
    expect(met({ replicatie: 5 })).toEqual([])
  })

  test.each([11, 13, 24, 1])('%i partitions break order, and cannot be mended', (partities) => {
    expect(met({ partities })).toEqual([`a.berichten partitions ${partities}/12 orde false`])
  })

  test('a topic that is compacted loses messages', () => {
    expect(metInstelling('cleanup.policy', 'compact')).toEqual(['a.berichten cleanup.policy compact/delete orde true'])
    expect(metInstelling('cleanup.policy', 'compact,delete')).toHaveLength(1)
  })

  test('what only risks something is weak', () => {
    expect(met({ replicatie: 1 })).toEqual(['a.berichten replication 1/3 zwak false'])
    expect(metInstelling('retention.ms', '604800000')).toEqual([
      'a.berichten retention.ms 604800000/3110400000 zwak true',
    ])
    expect(metInstelling('retention.bytes', '1000')).toEqual(['a.berichten retention.bytes 1000/-1 zwak true'])
    expect(metInstelling('min.insync.replicas', '1')).toEqual(['a.berichten min.insync.replicas 1/2 zwak true'])
    expect(metInstelling('min.insync.replicas', '3')).toHaveLength(1)
    expect(metInstelling('max.message.bytes', '1048588')).toHaveLength(1)
  })

  test('settings that may not be read are told, and break nothing; a topic that is not there is', () => {
    expect(met({ instellingen: null })).toEqual(['a.berichten settings hidden/visible zwak false'])
    expect(met({ naam: 'berichten' })).toEqual(['a.berichten topic /present ontbreekt true'])
  })
})

test('a database belongs to one cluster and one prefix', () => {
  const hier = { clusterId: 'c', voorvoegsel: '' }
  expect(keurBinding(null, hier)).toBe('los')
  expect(keurBinding(hier, hier)).toBe('gebonden')
  expect(keurBinding({ ...hier, clusterId: 'd' }, hier)).toBe('ander')
  expect(keurBinding({ ...hier, voorvoegsel: 'a.' }, hier)).toBe('ander')
})
