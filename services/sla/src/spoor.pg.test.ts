import { leesConfig } from '@warmknooppunt/platform/config'
import { startSpoor } from '@warmknooppunt/platform/spoor-start'
import { SPOOR_VELDEN } from '@warmknooppunt/platform/spoor-velden'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { maakCollector } from '../../../test/steun/collector.ts'
import { doorverwijzing, maakDossier, op } from './berichten.proef.ts'
import { ronde } from './ronde.ts'
import { maakSlaProef } from './sla.proef.ts'

test('a clock that speaks begins a trace, which its message carries on; two clocks begin two', async () => {
  const collector = await maakCollector()
  const proef = await maakSlaProef()
  const gelezen = leesConfig(SPOOR_VELDEN, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.adres })
  if (gelezen.kind === 'fout') throw new Error(gelezen.problemen.join())
  const { config } = gelezen
  const { spoor, sluit } = await startSpoor({ config, dienst: 'sla', log: proef.keuze.log, metrieken: new Registry() })
  const dossiers = [maakDossier(op('2026-03-02T09:00:00Z')), maakDossier(op('2026-03-02T09:00:00Z'))]
  proef.zet(op('2026-03-02T09:00:00Z'))
  await proef.routeer(...dossiers.map((dossier) => doorverwijzing(dossier)))
  proef.zet(op('2026-03-06T09:00:00Z'))
  expect(await ronde({ ...proef.ronde, spoor })).toBeGreaterThan(1)
  await sluit()
  const gemeld = (await proef.termijnberichten()).filter(({ data }) => data.soort === 'contact-verstreken')
  const gevuurd = collector.spans.filter(({ kenmerken }) => kenmerken['warmknooppunt.timer'] === 'contact-verstreken')
  expect(gevuurd.map(({ naam, ouder, fout }) => [naam, ouder, fout])).toEqual([
    ['fire contact', null, false],
    ['fire contact', null, false],
  ])
  expect(new Set(gevuurd.map(({ trace }) => trace)).size).toBe(2)
  expect(gemeld.map(({ traceparent }) => traceparent).toSorted()).toEqual(
    gevuurd.map(({ trace, id }) => `00-${trace}-${id}-01`).toSorted(),
  )
  expect(new Set(gevuurd.map(({ kenmerken }) => kenmerken['cloudevents.event_subject']))).toEqual(
    new Set(dossiers.map(({ dossierId }) => dossierId)),
  )
  await proef.sluit()
  await collector.stop()
})
