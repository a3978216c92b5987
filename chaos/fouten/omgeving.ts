import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { geheel, kies } from '../../services/knooppunt/src/simulatie/kans.ts'
import { alsEigenaar } from '../database.ts'
import { GRILLEN, MET_WEBHOOK } from '../verkeer/ontvangers.ts'
import { pauze } from '../wacht.ts'
import type { Fout, Wereld } from './fout.ts'
import { MET_503 } from './fout.ts'

const STAGES = ['intake', 'routing', 'sla', 'delivery'] as const
/** Ends by itself too, should nobody be left to end it. */
const DRAAI = 'const tot = performance.now() + Number(process.argv[1]); while (performance.now() < tot);'

async function draaiWarm({ signal }: Wereld, aantal: number, ms: number): Promise<void> {
  const draaiers = Array.from(
    { length: aantal },
    (): ChildProcess => spawn(process.execPath, ['-e', DRAAI, String(ms + 5_000)], { stdio: 'ignore' }),
  )
  await pauze(ms, signal)
  await Promise.all(
    draaiers.map(async (draaier) => {
      if (draaier.exitCode !== null) return
      const einde = once(draaier, 'exit')
      draaier.kill('SIGKILL')
      await einde
    }),
  )
}

/** Every insert into the outbox of a stage fails as on a full disk. */
async function maakVol({ hub, signal }: Wereld, stage: string, ms: number): Promise<void> {
  await alsEigenaar(hub.data, async (db) => {
    await db.query(`create or replace function public.chaos_vol() returns trigger language plpgsql as
      $$ begin raise exception 'No space left on device' using errcode = '53100'; end $$`)
    await db.query(
      `create trigger chaos_vol before insert on ${stage}.uit for each statement execute function public.chaos_vol()`,
    )
    try {
      await pauze(ms, signal)
    } finally {
      await db.query(`drop trigger chaos_vol on ${stage}.uit`)
    }
  })
}

export const OMGEVINGSFOUTEN: readonly Fout[] = [
  {
    naam: 'schijf-vol',
    wat: 'the disk of the data folder filled to the last byte',
    belofte: MET_503,
    kanNiet: ({ schijf }) =>
      schijf ? null : 'needs a disk of its own: the right to mount a tmpfs (Linux, root), and no --houd',
    async voer({ schijf, kans, signal }) {
      if (!schijf) throw new Error('no disk of its own')
      const ms = geheel(kans, 1_000, 4_000)
      try {
        const mb = await schijf.vul()
        await pauze(ms, signal)
        return `a disk of ${mb} MB for ${ms} ms`
      } finally {
        await schijf.leeg()
      }
    },
  },
  {
    naam: 'stage-zonder-ruimte',
    wat: 'every write to the outbox of one stage fails as on a full disk, for seconds',
    belofte: 'at the door 503 with nothing accepted; further down the line a delay, nothing put aside',
    async voer(w) {
      const stage = kies(w.kans, STAGES)
      const ms = geheel(w.kans, 1_000, 4_000)
      await maakVol(w, stage, ms)
      return `${stage} for ${ms} ms`
    },
  },
  {
    naam: 'processor-bezet',
    wat: 'other programs take all processors for seconds',
    belofte: 'slower, nothing else',
    async voer(w) {
      const aantal = availableParallelism() * 2
      const ms = geheel(w.kans, 2_000, 5_000)
      await draaiWarm(w, aantal, ms)
      return `${aantal} busy processes for ${ms} ms`
    },
  },
  {
    naam: 'ontvanger-grillig',
    wat: 'two receivers answer 500, 429 or 422, hang, break off, are slow or are gone, for seconds',
    belofte: 'others are not held up; each message is pushed until it is taken, in order per dossier, under one id',
    async voer(w) {
      const ms = geheel(w.kans, 2_000, 6_000)
      const gekozen = [0, 1].map(() => ({ wie: kies(w.kans, MET_WEBHOOK), gril: kies(w.kans, GRILLEN.slice(1)) }))
      for (const { wie, gril } of gekozen) await w.ontvangers.zet(wie, gril)
      await pauze(ms, w.signal)
      for (const { wie } of gekozen) await w.ontvangers.zet(wie, 'gezond')
      return `${gekozen.map(({ wie, gril }) => `${wie} ${gril}`).join(', ')} for ${ms} ms`
    },
  },
  {
    naam: 'ontvangers-weg',
    wat: 'no receiver listens for seconds, while other programs take all processors',
    belofte: 'the postvakken fill; the pushes follow when their receivers are back',
    async voer(w) {
      const ms = geheel(w.kans, 2_000, 5_000)
      for (const wie of MET_WEBHOOK) await w.ontvangers.zet(wie, 'weg')
      await draaiWarm(w, availableParallelism(), ms)
      for (const wie of MET_WEBHOOK) await w.ontvangers.zet(wie, 'gezond')
      return `${MET_WEBHOOK.length} receivers for ${ms} ms`
    },
  },
]
