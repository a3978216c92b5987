import type { Adressen } from './adressen.ts'

const VERZENDER = 'waterbedrijf-maasdal'

/** What a person sees when the hub is ready: where things are, how to get a token, and a first call. */
export function banner(a: Adressen): string {
  const plekken = [
    ['API', `${a.basis}/v1`],
    ['API description', `${a.basis}/v1/openapi.json`],
    ['Tokens', `${a.issuer}/token`],
    ['Health', `${a.basis}/gezondheid/gereed`],
    ['Metrics', a.metrieken],
    ...(a.demoOntvanger === null ? [] : [['Demo webhook receiver', a.demoOntvanger]]),
    ['Database', a.ingebed ? 'embedded PostgreSQL' : 'the one of DATABASE_URL'],
    ['Data folder', a.map],
  ].map(([naam = '', waarde = '']) => `  ${naam.padEnd(22)} ${waarde}`)
  return ['', 'Warmknooppunt is ready.', '', ...plekken, ...(a.demo ? eersteStappen(a.basis) : []), '', ''].join('\n')
}

/** `voor`: what goes before the command, such as the data folder of another hub than the usual one. */
export function eersteStappen(basis: string, voor = ''): string[] {
  return [
    '',
    'In another terminal: a token of a demo creditor, and a first call with it.',
    '',
    `  TOKEN=$(${voor}npm run -s knooppunt -- token ${VERZENDER})`,
    `  curl -s ${basis}/v1/deelnamecontroles -H "Authorization: Bearer $TOKEN" \\`,
    `    -H 'Content-Type: application/json' -d '{"postcode":"6001AB","huisnummer":12}'`,
  ]
}
