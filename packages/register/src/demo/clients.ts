/** A system of a demo party; its keys come from whoever starts the demo. */
export type DemoClient = { readonly clientId: string; readonly deelnemer: string; readonly scopes: readonly string[] }

const VERZENDER = [
  'abonnementen.beheren',
  'antwoorden.indienen',
  'doorverwijzingen.indienen',
  'doorverwijzingen.lezen',
  'postvak.lezen',
  'rapportages.lezen',
]
const ONTVANGER = VERZENDER.filter((scope) => scope !== 'doorverwijzingen.indienen')

const client = (deelnemer: string, scopes: readonly string[]): DemoClient => ({
  clientId: `demo-${deelnemer}`,
  deelnemer,
  scopes,
})

/** Who has a system of its own: all but the two gemeenten whose cases another organisation receives. */
export const DEMO_CLIENTS: readonly DemoClient[] = [
  client('waterbedrijf-maasdal', VERZENDER),
  client('telecom-beeklijn', VERZENDER),
  client('incasso-maasoever', VERZENDER),
  client('schulddienst-land-van-weert', ONTVANGER),
  client('gemeente-roermond', ONTVANGER),
  client('gemeente-sittard-geleen', ONTVANGER),
  client('gemeente-heerlen', ONTVANGER),
  client('gemeente-maastricht', ONTVANGER),
  client('beheer-warmknooppunt', ['beheer']),
]
