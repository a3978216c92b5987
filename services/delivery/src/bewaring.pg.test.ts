import { STANDAARD_BEWAARDAGEN } from '@warmknooppunt/platform/bewaar-velden'
import { ronde, telVerwijderd } from '@warmknooppunt/platform/bewaarder'
import { maakLog } from '@warmknooppunt/platform/log'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { BEWARING } from './bewaring.ts'

const NU = Temporal.Instant.from('2026-11-27T10:00:00Z')
let proef: ProefDatabase
beforeAll(async () => {
  proef = await proefDatabase()
})
afterAll(() => proef.sluit())

test('tries of a push that is done with go after their days; those of one that waits or lies parked stay', async () => {
  const eigenaar = proef.pool()
  const standen = ['afgeleverd', 'vervallen', 'geparkeerd', 'wacht']
  await eigenaar.query(
    `insert into delivery.bezorging (id, deelnemer, nummer, eindpunt, dossier_id, bericht_id, status, volgende_op, parkeerreden)
     select gen_random_uuid(), 'proef', i, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), s, now(),
       case s when 'geparkeerd' then 'geweigerd' end
     from unnest($1::text[]) with ordinality as t (s, i)`,
    [standen],
  )
  await eigenaar.query(`insert into delivery.poging (bezorging, poging, begonnen_op, duur_ms, afloop)
    select b.id, p, case p when 1 then timestamptz '2026-08-01' else timestamptz '2026-11-01' end, 5, 'onbereikbaar'
    from delivery.bezorging b, generate_series(1, 2) p`)
  const keuze = {
    ...{ stage: 'delivery', pool: proef.pool('wk_delivery'), regels: BEWARING, dagen: STANDAARD_BEWAARDAGEN },
    ...{ nu: () => NU, log: maakLog({ dienst: 'proef', niveau: 'silent' }), verwijderd: telVerwijderd(new Registry()) },
  }
  for (const regel of BEWARING) await ronde(keuze, regel, new AbortController().signal)
  const { rows } = await eigenaar.query(
    'select b.status, count(*)::int as n from delivery.poging p join delivery.bezorging b on b.id = p.bezorging group by 1 order by 1',
  )
  expect(rows).toEqual([
    { status: 'afgeleverd', n: 1 },
    { status: 'geparkeerd', n: 2 },
    { status: 'vervallen', n: 1 },
    { status: 'wacht', n: 2 },
  ])
})
