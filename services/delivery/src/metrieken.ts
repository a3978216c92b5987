import type { Db } from '@warmknooppunt/platform/db'
import { bewaar } from '@warmknooppunt/platform/metrieken'
import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'
import type { Bezorgpeil } from './peil-store.ts'
import { peilBezorgingen } from './peil-store.ts'

/**
 * Gauges that ask the database at a scrape, so that they hold after a restart too; `db` is a connection of its own, so that they answer while
 * the stage is busy. When it cannot be asked they have no value.
 */
export function meetBezorgingen(register: Registry, db: Db): void {
  const peil = bewaar(() => peilBezorgingen(db).catch(() => null))
  const meter = (name: string, help: string, labelNames: string[], vul: (gauge: Gauge, peil: Bezorgpeil) => void) =>
    new Gauge({
      name: `warmknooppunt_${name}`,
      help,
      labelNames,
      registers: [register],
      async collect() {
        const gepeild = await peil()
        // Not `reset`: it would say 0 of a gauge without labels.
        if (gepeild) vul(this, gepeild)
        else if (labelNames.length === 0) this.remove()
        else this.reset()
      },
    })
  meter('bezorgingen_geparkeerd', 'pushes parked, counted to 100,000', ['reden'], (gauge, { geparkeerd }) => {
    for (const { reden, aantal } of geparkeerd) gauge.set({ reden }, aantal)
  })
  meter('bezorgingen_wachtend', 'pushes that wait, counted to 100,000', [], (gauge, { wachtend }) =>
    gauge.set(wachtend),
  )
  meter(
    'eindpunt_geheim_oudste_dagen',
    'days since the signing secret of an endpoint was made, of the endpoint for which that is longest; 0 = no endpoint',
    [],
    (gauge, { geheimDagen }) => gauge.set(geheimDagen),
  )
  meter('eindpunten_gepauzeerd', 'endpoints on pause', [], (gauge, { gepauzeerd }) => gauge.set(gepauzeerd))
}
